namespace SyncOps.Api;

/// <summary>
/// How long those whom this gateway refuses are asked to wait: a second when they are few, and the longer the more of them there are. A
/// refusal costs a twentieth of what a batch of a hundred events costs, and its sender at least as much: a gateway that bade all come back
/// at once would soon do little but refuse. Waits go round, so that those who were refused together do not come back together.
/// </summary>
internal sealed class RefusalPace(TimeProvider time)
{
    private const int RefusalsPerSecondMore = 150;
    private const int MostSecondsMore = 5;

    private readonly Lock _lock = new();
    private long _second;
    private int _before, _now;

    /// <summary>Counts a refusal, and answers its wait in seconds: 1 to 11.</summary>
    public int Next()
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            if (second != _second) (_second, _before, _now) = (second, second == _second + 1 ? _now : 0, 0);
            _now++;
            var more = Math.Min(Math.Max(_before, _now) / RefusalsPerSecondMore, MostSecondsMore);
            return 1 + _now % (2 * more + 1);
        }
    }
}
