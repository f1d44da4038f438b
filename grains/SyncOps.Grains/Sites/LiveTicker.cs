using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>
/// Lets live sites notice that a decision has fallen due, once a second. Several silos may do so: a decision is taken once. Stepped
/// sites do not care.
/// </summary>
public sealed class LiveTicker(IGrainFactory grains, TimeProvider time, ILogger<LiveTicker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var site in await grains.SiteDirectory().List()) await grains.Site(site).TickLive();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "A live site could not be ticked; it is tried again in a second");
            }
        }
    }
}
