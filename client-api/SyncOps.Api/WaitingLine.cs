using System.Threading.RateLimiting;

namespace SyncOps.Api;

/// <summary>
/// Lets a number of requests through at once, first come first served. Others wait in line; one that finds the line full is refused at
/// once, and one that has waited for as long as allowed is refused then. A burst may fill the line; but once somebody has been waiting all
/// the time for as long as one alone may wait, more come than are carried, and a long line would make everybody late and carry none more:
/// it is short then, until it has been empty.
/// </summary>
/// <param name="underWay">Requests let through at once.</param>
/// <param name="waiting">Most that wait.</param>
/// <param name="standing">Most that wait once somebody has been waiting all the time.</param>
/// <param name="longest">How long one request waits, and how long a burst may last.</param>
/// <param name="time">Tells how long that is.</param>
internal sealed class WaitingLine(int underWay, int waiting, int standing, TimeSpan longest, TimeProvider time) : RateLimiter
{
    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = underWay, QueueLimit = waiting });
    private int _inLine;
    private long _notEmptySince;

    public override TimeSpan? IdleDuration => _limiter.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => _limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => _limiter.AttemptAcquire(permitCount);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        if (_limiter.AttemptAcquire(permitCount) is { IsAcquired: true } free) return free;
        try
        {
            return Join() ? await Wait(permitCount, cancellationToken) : Refused.Lease;
        }
        finally
        {
            Interlocked.Decrement(ref _inLine);
        }
    }

    /// <summary>Counts one more in line; false where it may not stay.</summary>
    private bool Join()
    {
        var before = Interlocked.Increment(ref _inLine) - 1;
        if (before == 0) Volatile.Write(ref _notEmptySince, time.GetTimestamp());
        return before < standing || time.GetElapsedTime(Volatile.Read(ref _notEmptySince)) < longest;
    }

    private async ValueTask<RateLimitLease> Wait(int permitCount, CancellationToken cancellation)
    {
        using var tooLong = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, cancellation);
        try
        {
            return await _limiter.AcquireAsync(permitCount, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Refused.Lease;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _limiter.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Refused : RateLimitLease
    {
        public static readonly Refused Lease = new();

        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
