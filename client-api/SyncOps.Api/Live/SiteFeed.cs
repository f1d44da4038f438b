using Microsoft.Extensions.Logging;
using Orleans.Streams;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api.Live;

/// <summary>
/// The live feed of one site in one gateway: one subscription for all its viewers, each frame serialised once. Changes are hints, so
/// now and then everything is read again from the grains.
/// </summary>
internal sealed class SiteFeed(
    string site, IClusterClient grains, SiteAccess sites, TimeProvider time, ILogger logger, CancellationToken draining) : IAsyncDisposable
{
    private const int FramesKept = 2_000;
    private static readonly TimeSpan ClockEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadAgainEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<Frame> _kept = new();
    private readonly HashSet<Viewer> _viewers = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(draining);
    private LiveModel? _model;
    private SiteView? _view;
    private long _version = time.GetUtcNow().ToUnixTimeMilliseconds();
    private StreamSubscriptionHandle<LiveChange>? _subscription;
    private Task _clock = Task.CompletedTask;

    // How often outlooks and governance were told, which have no versions: what was read before the last time may be older than it. And
    // whether something was told while there was no model to take it in.
    private long _told, _governanceTold;
    private bool _isBehind, _isClosed;

    public bool IsWatched
    {
        get
        {
            lock (_lock) return _viewers.Count > 0;
        }
    }

    /// <summary>Takes no viewer in any more; false, and nothing changes, when somebody is watching.</summary>
    public bool TryClose()
    {
        lock (_lock) return _isClosed = _viewers.Count == 0;
    }

    /// <summary>When it throws, it may have subscribed: it is to be disposed.</summary>
    public async Task Start()
    {
        await Subscribe();
        await ReadAll();
        _clock = KeepClock(_stop.Token);
    }

    /// <summary>Subscribes; again only if the grid has dropped the subscription, as it does when this gateway is out of reach.</summary>
    private async Task Subscribe()
    {
        var stream = grains.GetStreamProvider(LiveFeed.Provider).GetStream<LiveChange>(LiveFeed.ViewersNamespace, site);
        if (_subscription is { } own)
        {
            if ((await stream.GetAllSubscriptionHandles()).Any(known => known.HandleId == own.HandleId)) return;
            await own.UnsubscribeAsync();
            _subscription = null;
        }
        _subscription = await stream.SubscribeAsync((change, _) =>
        {
            lock (_lock) Take(change);
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// A new viewer: what it missed since a version if that is still kept, else a snapshot, and then every frame. Null when the feed was
    /// closed: another one is to be asked for.
    /// </summary>
    public Viewer? Join(long? since)
    {
        lock (_lock)
        {
            if (_isClosed) return null;
            var viewer = new Viewer();
            _viewers.Add(viewer);
            if (since is { } version && _kept.TryPeek(out var oldest) && version >= oldest.Version - 1 && version <= _version)
            {
                foreach (var frame in _kept.Where(f => f.Version > version)) viewer.Send(frame);
            }
            else
            {
                viewer.Send(SnapshotFrame());
            }
            return viewer;
        }
    }

    /// <summary>A snapshot for a viewer that fell behind.</summary>
    public Frame Snapshot()
    {
        lock (_lock) return SnapshotFrame();
    }

    /// <summary>The last frame of a stream that the server ends. A viewer who comes back resumes after what it saw.</summary>
    public Frame Bye(string reason)
    {
        lock (_lock) return Frame.Of(_version, "bye", new LiveBye(reason));
    }

    public void Leave(Viewer viewer)
    {
        lock (_lock) _viewers.Remove(viewer);
    }

    /// <summary>Stops the clock whatever happens; throws when it could not unsubscribe.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stop.CancelAsync();
            await _clock;
            if (_subscription is not null) await _subscription.UnsubscribeAsync();
        }
        finally
        {
            _stop.Dispose();
        }
    }

    private void Take(LiveChange change)
    {
        if (change.Outlooks is not null) _told++;
        if (change.Governance is not null) _governanceTold++;
        if (_model is not { } model) return;
        if (change.Load is { } load && model.Apply(load) is { } view) Tell("sector", view);
        foreach (var outlook in change.Outlooks ?? [])
        {
            if (model.Apply(outlook) is { } updated) Tell("sector", updated);
        }
        if (change.Recommendation is { } card && model.Apply(card)) Tell("recommendation", card);
        if (change.Plan is { } plan) Tell("plan", plan);
        if (change.Governance is not { } governance) return;
        model.Apply(governance);
        Tell("governance", governance);
    }

    private void Tell<T>(string name, T data)
    {
        var frame = Frame.Of(++_version, name, data);
        _kept.Enqueue(frame);
        if (_kept.Count > FramesKept) _kept.Dequeue();
        foreach (var viewer in _viewers) viewer.Send(frame);
    }

    private Frame SnapshotFrame() => Frame.Of(_version, "snapshot", _model!.Snapshot(_view!));

    private async Task KeepClock(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(ClockEvery, time);
        var lastRead = time.GetTimestamp();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(cancellation);
                if (await sites.Find(site) is not { } found) continue;
                if (_isBehind || time.GetElapsedTime(lastRead) >= ReadAgainEvery || found.Floor.Version != _model!.Floor.Version)
                {
                    await Subscribe();
                    await ReadAll();
                    lastRead = time.GetTimestamp();
                }
                lock (_lock)
                {
                    _view = _view! with { Now = found.Clock.Now, OpenRecommendations = _model!.OpenRecommendations };
                    Tell("clock", new LiveClock(found.Clock.Now, _model.OpenRecommendations));
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (Outages.IsOutage(e))
            {
                logger.LogWarning(e, "The live feed of site {Site} could not read the grid; it tries again", site);
            }
            catch (Exception e)
            {
                // Whatever it is, the feed must not stand still under those who watch.
                logger.LogError(e, "The live feed of site {Site} failed; it tries again", site);
            }
        }
    }

    /// <summary>Reads the whole site. A new floor version starts a new model and sends everybody a snapshot.</summary>
    private async Task ReadAll()
    {
        var (told, governanceTold) = (Interlocked.Read(ref _told), Interlocked.Read(ref _governanceTold));
        var found = await sites.Find(site) ?? throw new InvalidOperationException($"Site '{site}' does not exist.");
        var view = await SiteEndpoints.View(site, found, grains);
        var loads = await Task.WhenAll(found.Floor.Sectors.Select(s => grains.Sector(site, s.Id).GetLoad()));
        var outlooks = await Task.WhenAll(found.Floor.Areas.Select(a => grains.Coordinator(site, a.Id).GetOutlook()));
        var latest = await Task.WhenAll(found.Floor.Areas.Select(a => grains.Coordinator(site, a.Id).GetLatest()));
        Recommendation[] cards = [.. latest.SelectMany(c => c), .. await FindMissed(latest.SelectMany(c => c))];
        var governance = await grains.Governance(GrainKeys.SiteNode(site)).GetView();
        lock (_lock)
        {
            _view = view;
            var (isNewest, isGovernanceNewest) = (_told == told, _governanceTold == governanceTold);
            _isBehind = false;
            if (_model is null || _model.Floor.Version != found.Floor.Version)
            {
                var model = new LiveModel(found.Floor);
                foreach (var load in loads) model.Apply(load);
                foreach (var outlook in outlooks.SelectMany(o => o)) model.Apply(outlook);
                foreach (var card in cards) model.Apply(card);
                model.Apply(governance);
                var isFirst = _model is null;
                _model = model;
                _isBehind = !isNewest || !isGovernanceNewest;
                if (!isFirst) Tell("snapshot", model.Snapshot(view));
                return;
            }
            foreach (var load in loads) Take(new LiveChange { Load = load });
            foreach (var card in cards.Where(_model.IsNews)) Take(new LiveChange { Recommendation = card });
            // Their news may have been lost, and comes only once.
            Take(new LiveChange { Outlooks = [.. outlooks.SelectMany(o => o).Where(o => _model.IsNews(o, isNewest))] });
            if (isGovernanceNewest && governance is not null && _model.IsNews(governance)) Take(new LiveChange { Governance = governance });
        }
    }

    /// <summary>
    /// Cards that are still open as far as is known here but not among the latest: of their closing nothing was heard, and more have
    /// closed since than a coordinator keeps at hand.
    /// </summary>
    private async Task<IEnumerable<Recommendation>> FindMissed(IEnumerable<Recommendation> latest)
    {
        IReadOnlyList<Recommendation> open;
        lock (_lock) open = _model?.OpenCards ?? [];
        var missed = open.ExceptBy(latest.Select(c => c.Id), c => c.Id);
        return (await Task.WhenAll(missed.Select(c => grains.Coordinator(site, c.Area).Find(c.Id)))).OfType<Recommendation>();
    }
}
