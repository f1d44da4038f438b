using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SyncOps.Api.Live;

/// <summary>The feeds of the sites that somebody is watching here.</summary>
internal sealed class SiteFeeds(
    IClusterClient grains, SiteAccess sites, TimeProvider time, IOptions<ApiOptions> options,
    IHostApplicationLifetime lifetime, ILogger<SiteFeed> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Lazy<Task<SiteFeed>>> _feeds = new(StringComparer.Ordinal);
    private int _open;

    /// <summary>Counts a stream in; false when the gateway serves as many as it may.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= options.Value.MaxLiveStreams) return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Close() => Interlocked.Decrement(ref _open);

    /// <summary>A new viewer of a site that exists, with its feed, which is started on first asking.</summary>
    public async Task<(SiteFeed Feed, Viewer Viewer)> Join(string site, long? since)
    {
        while (true)
        {
            var feed = await Of(site);
            if (feed.Join(since) is { } viewer) return (feed, viewer);
            // It was let go of just now; the next one asked for is another.
            await Task.Yield();
        }
    }

    private async Task<SiteFeed> Of(string site)
    {
        var feed = _feeds.GetOrAdd(site, key => new Lazy<Task<SiteFeed>>(() => StartFeed(key)));
        try
        {
            return await feed.Value;
        }
        catch
        {
            _feeds.TryRemove(KeyValuePair.Create(site, feed));
            throw;
        }
    }

    /// <summary>Lets go of feeds that nobody has watched for a whole round.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var idle = new HashSet<string>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(SweepEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (site, lazy) in _feeds)
            {
                if (!lazy.Value.IsCompletedSuccessfully) continue;
                var feed = await lazy.Value;
                if (feed.IsWatched) idle.Remove(site);
                else if (!idle.Add(site) && idle.Remove(site) && feed.TryClose() && _feeds.TryRemove(site, out _)) await LetGo(site, feed);
            }
        }
    }

    private async Task<SiteFeed> StartFeed(string site)
    {
        var feed = new SiteFeed(site, grains, sites, time, logger, lifetime.ApplicationStopping);
        try
        {
            await feed.Start();
        }
        catch
        {
            await LetGo(site, feed);
            throw;
        }
        return feed;
    }

    /// <summary>Never throws: a feed that cannot unsubscribe now is no reason to keep the others, or to end.</summary>
    private async Task LetGo(string site, SiteFeed feed)
    {
        try
        {
            await feed.DisposeAsync();
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "The live feed of site {Site} is let go, but may still be told of changes", site);
        }
    }
}
