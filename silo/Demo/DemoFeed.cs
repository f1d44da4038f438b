using System.Net;
using SyncOps.Client;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Simulation;

namespace SyncOps.Silo.Demo;

/// <summary>
/// One uninterrupted run of the demo floor against the site's public API: the simulator does the work, the site is told of it and moves
/// people or changes their hours, and the simulator obeys. It never decides a card.
/// </summary>
internal sealed class DemoFeed
{
    private readonly SyncOpsClient _client;
    private readonly DemoDocuments _documents;
    private readonly DemoFloorOptions _options;
    private readonly FloorSimulator _simulator;
    private readonly HashSet<string> _onDuty = new(StringComparer.Ordinal);
    private DateTimeOffset _siteNow;
    private DateOnly _toldUntil;

    private DemoFeed(SyncOpsClient client, DemoDocuments documents, DemoFloorOptions options, FloorSimulator simulator)
    {
        _client = client;
        _documents = documents;
        _options = options;
        _simulator = simulator;
        _siteNow = simulator.Now;
    }

    /// <summary>The floor's time.</summary>
    public DateTimeOffset Now => _siteNow;

    private string Site => _documents.Floor.Document.Site;

    /// <summary>Imports the floor where the site is new, and goes on from the site's own state where it is not.</summary>
    public static async Task<DemoFeed> Start(
        SyncOpsClient client, DemoDocuments documents, DemoFloorOptions options, CancellationToken cancellation)
    {
        var floor = documents.Floor;
        var site = floor.Document.Site;
        var known = await OrNull(() => client.GetSite(site, cancellation));
        if (known is null)
        {
            await client.PutFloor(floor.Document, cancellation: cancellation);
            known = await client.GetSite(site, cancellation);
        }

        // What an interrupted run reported ahead of the clock must take effect before the state is read, or it would happen twice.
        var now = known.Now;
        if (known.LastEventAt > now) now = (await client.Advance(site, known.LastEventAt.Value, cancellation)).Now;

        var sectors = await client.Sectors(site, cancellation).ToListAsync(cancellation);
        var resources = await client.Resources(site, cancellation).ToListAsync(cancellation);
        var run = Guid.NewGuid().ToString("N");
        return new DemoFeed(
            client, documents, options, FloorSimulator.Resume(floor, documents.Scenario, run, now, sectors, resources));
    }

    /// <summary>Tells the site of the days to come, has people move as the site says, works on, reports, and moves the clock.</summary>
    public async Task Step(CancellationToken cancellation)
    {
        var date = ScenarioDay.DateAt(_documents.Floor, _siteNow);
        var today = _documents.Day(date);
        var tomorrow = _documents.Day(date.AddDays(1));
        await Tell(today, tomorrow, cancellation);
        await Obey(cancellation);

        var isCardOpen = await _client.Recommendations(Site, [CardState.Proposed], cancellation).AnyAsync(cancellation);
        var next = DemoPace.Next(_siteNow, today, tomorrow, isCardOpen, _options);
        foreach (var batch in _simulator.Step(next).Chunk(SyncOpsClient.MaxBatch))
            await _client.PostEvents(Site, batch, cancellation);

        // Somebody else may have moved the clock further: then the floor catches up.
        _siteNow = (await _client.Advance(Site, next, cancellation)).Now;
    }

    private async Task Tell(ScenarioDay today, ScenarioDay tomorrow, CancellationToken cancellation)
    {
        if (_toldUntil >= tomorrow.Date) return;
        foreach (var day in new[] { today, tomorrow })
        {
            // A day that is there may hold a planner's edits.
            if (await OrNull(() => _client.GetDay(Site, day.Date, cancellation)) is null)
                await _client.PutDay(Site, day.Date, day.Document(), cancellation: cancellation);
        }
        _toldUntil = tomorrow.Date;
    }

    private async Task Obey(CancellationToken cancellation)
    {
        await foreach (var view in _client.Resources(Site, cancellation))
        {
            // Who the site knew at work and has off now was given time off; who it does not know yet is just coming in.
            if (view.OnDuty) _simulator.ChangeHours(view.Resource, view.StaysUntil, view.BreakSwap);
            else if (_onDuty.Contains(view.Resource)) _simulator.SendHome(view.Resource);
            _ = view.OnDuty ? _onDuty.Add(view.Resource) : _onDuty.Remove(view.Resource);
            if (view.Sector is { } to && view.OnDuty && _simulator.SectorOf(view.Resource) is { } place && place != to)
                _simulator.Move(view.Resource, to, _simulator.Now, view.AvailableAt ?? _simulator.Now);
        }
    }

    private static async Task<T?> OrNull<T>(Func<Task<T>> get) where T : class
    {
        try
        {
            return await get();
        }
        catch (SyncOpsException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
