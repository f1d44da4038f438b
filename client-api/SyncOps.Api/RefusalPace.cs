namespace SyncOps.Api;

/// <summary>
/// How long those whom this gateway refuses are asked to wait: a second when they are few, and the longer the more of them there are. To
/// refuse a batch of a hundred events costs a quarter of what carrying it costs, its sender's part with it: a gateway that bade all come
/// back at once would soon do little but refuse. Who waits for longer is refused less often, and carried as soon in the mean, since as
/// many are carried a second. Waits go round, so that those who were refused together do not come back together.
/// </summary>
internal sealed class RefusalPace(TimeProvider time)
{
    private const int RefusalsPerSecondMore = 50;
    private const int MostSecondsMore = 10;

    private readonly Lock _lock = new();
    private long _second;
    private int _before, _now;

    /// <summary>Counts a refusal, and answers its wait in seconds: 1 to 21.</summary>
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
