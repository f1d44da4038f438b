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
                foreach (var site in await grains.SiteDirectory().List()) await TickOne(site, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The live sites could not be listed; it is tried again in a second");
            }
        }
    }

    /// <summary>One site that cannot be ticked holds up no other.</summary>
    private async Task TickOne(string site, CancellationToken stopping)
    {
        try
        {
            await grains.Site(site).TickLive();
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            logger.LogWarning(e, "Live site {Site} could not be ticked; it is tried again in a second", site);
        }
    }
}
