using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;
using SyncOps.Engine.Contract;
using SyncOps.GrainInterfaces;

namespace SyncOps.Silo;

/// <summary>Healthy when a grain answers from here in time: this process reaches the grid, and the grid its storage.</summary>
internal sealed class GridHealthCheck(IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    /// <summary>Name of the health check.</summary>
    public const string Name = "grid";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        try
        {
            await grains.SiteDirectory().List().WaitAsync(Within, time, cancellationToken);
            return HealthCheckResult.Healthy($"A grain answered in {time.GetElapsedTime(started).TotalMilliseconds:0.#} ms.");
        }
        catch (TimeoutException late)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"No grain answered within {Within.TotalSeconds:0} s: silos are missing, or do not reach their storage.", late);
        }
        catch (Exception failure) when (failure is OrleansException or StorageUnavailableException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"No grain answers: {failure.Message}", failure);
        }
    }
}
