using SyncOps.GrainInterfaces;

namespace SyncOps.Grains;

/// <summary>
/// Tells others of a grain's changes at its own pace: once for all changes until then, never once per change. What is told is a whole
/// state, so a telling that fails is made good by the next.
/// </summary>
internal sealed class PacedTelling(Grain grain, Func<TimeSpan> pace, TimeProvider time, Func<Task> tell, bool interleaves = true)
{
    /// <summary>At a pace that stays what it is.</summary>
    public PacedTelling(Grain grain, TimeSpan pace, TimeProvider time, Func<Task> tell, bool interleaves = true)
        : this(grain, () => pace, time, tell, interleaves)
    {
    }

    private IGrainTimer? _timer;
    private long _lastTold, _restFrom;
    private TimeSpan _rest;
    private bool _isDue;

    /// <summary>Something has changed: it is told as soon as the pace allows.</summary>
    public void Changed()
    {
        if (_isDue) return;
        _isDue = true;
        var pacing = _lastTold == 0 ? TimeSpan.Zero : pace() - time.GetElapsedTime(_lastTold);
        var resting = _rest == TimeSpan.Zero ? TimeSpan.Zero : _rest - time.GetElapsedTime(_restFrom);
        var due = pacing > resting ? pacing : resting;
        _timer?.Dispose();
        _timer = grain.RegisterGrainTimer(Tell, new GrainTimerCreationOptions
        {
            DueTime = due > TimeSpan.Zero ? due : TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, Interleave = interleaves,
        });
    }

    /// <summary>What is not told yet is not told before this time is over.</summary>
    public void Rest(TimeSpan atLeast)
    {
        (_rest, _restFrom) = (atLeast, time.GetTimestamp());
        if (!_isDue) return;
        _isDue = false;
        Changed();
    }

    private async Task Tell(CancellationToken cancellation)
    {
        _isDue = false;
        _lastTold = time.GetTimestamp();
        await tell();
    }
}
