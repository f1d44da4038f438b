using Microsoft.Extensions.Logging;

namespace SyncOps.Api;

/// <summary>
/// Tells the operator of requests that a part of the grid did not answer: at once of the first, then how many every ten seconds.
/// </summary>
internal sealed class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _toldAt;
    private int _untold;

    /// <summary>One request was answered with 503.</summary>
    public void Note(Exception reason)
    {
        int count;
        lock (_lock)
        {
            _untold++;
            var now = time.GetTimestamp();
            if (_toldAt is { } before && time.GetElapsedTime(before, now) < Every) return;
            (_toldAt, count, _untold) = (now, _untold, 0);
        }
        // Its stack says where a call waited, not what is away.
        logger.LogWarning(
            "{Count} requests were answered with 503 lately; the last: {Kind}: {Reason}", count, reason.GetType().Name, reason.Message);
    }
}
