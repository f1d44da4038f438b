using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Floors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>
/// Lets live sites notice that a decision has fallen due, once a second. Several silos may do so: a decision is taken once. Stepped
/// sites are left alone, and none is waited for before others are ticked.
/// </summary>
public sealed class LiveTicker(IGrainFactory grains, IOptions<GridOptions> options, TimeProvider time, ILogger<LiveTicker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>The latest tick of each site: while it is under way, its site gets no other.</summary>
    private readonly Dictionary<string, Task> _ticks = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var room = new SemaphoreSlim(options.Value.FanOut);
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await StartTicks(room, stoppingToken);
        }
        finally
        {
            await Task.WhenAll(_ticks.Values);
        }
    }

    private async Task StartTicks(SemaphoreSlim room, CancellationToken stopping)
    {
        try
        {
            foreach (var site in await grains.SiteDirectory().List().WaitAsync(stopping))
            {
                if (_ticks.TryGetValue(site, out var latest) && !latest.IsCompleted) continue;
                await room.WaitAsync(stopping);
                _ticks[site] = TickOne(site, room, stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            logger.LogWarning(e, "The live sites could not be listed; it is tried again in a second");
        }
    }

    /// <summary>One site that cannot be ticked, or takes long, holds up no other.</summary>
    private async Task TickOne(string site, SemaphoreSlim room, CancellationToken stopping)
    {
        try
        {
            // A stepped site may be busy for an hour; its header comes at once.
            if (await grains.Site(site).GetHeader().WaitAsync(stopping) is { Clock.Kind: ClockKind.Live })
                await grains.Site(site).TickLive().WaitAsync(stopping);
        }
        catch (Exception e)
        {
            if (!stopping.IsCancellationRequested)
                logger.LogWarning(e, "Live site {Site} could not be ticked; it is tried again in a second", site);
        }
        finally
        {
            room.Release();
        }
    }
}
