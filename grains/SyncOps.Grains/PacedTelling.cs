using SyncOps.GrainInterfaces;

namespace SyncOps.Grains;

/// <summary>
/// Tells others of a grain's changes at its own pace: once for all changes until then, never once per change. What is told is a whole
/// state, so a telling that fails is made good by the next.
/// </summary>
internal sealed class PacedTelling(Grain grain, TimeSpan pace, TimeProvider time, Func<Task> tell, bool interleaves = true)
{
    private IGrainTimer? _timer;
    private long _lastTold;
    private bool _isDue;

    /// <summary>Something has changed: it is told as soon as the pace allows.</summary>
    public void Changed()
    {
        if (_isDue) return;
        _isDue = true;
        var since = _lastTold == 0 ? pace : time.GetElapsedTime(_lastTold);
        _timer?.Dispose();
        _timer = grain.RegisterGrainTimer(Tell, new GrainTimerCreationOptions
        {
            DueTime = since >= pace ? TimeSpan.Zero : pace - since, Period = Timeout.InfiniteTimeSpan, Interleave = interleaves,
        });
    }

    private async Task Tell(CancellationToken cancellation)
    {
        _isDue = false;
        _lastTold = time.GetTimestamp();
        await tell();
    }
}
