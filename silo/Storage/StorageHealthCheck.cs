using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;
using SyncOps.Grains.Storage;
using SyncOps.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>Healthy when a small write gets through the same queue, commit and disk as everyone's, in time.</summary>
public sealed class StorageHealthCheck(StorageWriter writer, TimeProvider time, IOptions<StorageOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.Value.HealthWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await writer.Write(new HealthTouch(either.Token), either.Token);
            return HealthCheckResult.Healthy($"A write took {time.GetElapsedTime(started).TotalMilliseconds:0.#} ms.");
        }
        catch (StorageUnavailableException failure)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, failure.Message, failure);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"A write took longer than {options.Value.HealthWait.TotalMilliseconds:0} ms: the disk is too slow for the load.",
                late);
        }
    }
}
