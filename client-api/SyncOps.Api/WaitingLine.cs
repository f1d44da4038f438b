using System.Threading.RateLimiting;

namespace SyncOps.Api;

/// <summary>
/// Lets a number of requests through at once, first come first served. Others wait in line; one that finds the line full is refused at
/// once, and one that has waited for as long as allowed is refused then. Who waits costs next to nothing: its body is not decoded yet, and
/// what it holds back is its own sender.
/// </summary>
internal sealed class WaitingLine(int underWay, int waiting, TimeSpan longest, TimeProvider time) : RateLimiter
{
    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = underWay, QueueLimit = waiting });

    public override TimeSpan? IdleDuration => _limiter.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => _limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => _limiter.AttemptAcquire(permitCount);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, cancellationToken);
        try
        {
            return await _limiter.AcquireAsync(permitCount, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
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
