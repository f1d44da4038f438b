using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sites;

/// <summary>The shell of a site: floor versions, days, the clock and the order in which the grid is ticked.</summary>
public sealed class SiteGrain(
    [PersistentState("site-floor")] IPersistentState<SiteFloor> floorRow,
    [PersistentState("site-clock")] IPersistentState<SiteClockRow> clockRow,
    IStorageClock storageClock,
    FloorCache floors,
    IOptions<GridOptions> options,
    ILogger<SiteGrain> logger) : Grain, ISiteGrain
{
    private readonly SiteWhereabouts _whereabouts = new();
    private Floor? _floor;
    private IReadOnlyList<IReadOnlyList<string>> _waves = [];
    private Task? _gathering;
    private Task _clockWrite = Task.CompletedTask;
    private bool _clockIsNewer;

    private string Site => this.GetPrimaryKeyString();

    private SiteClock Clock => clockRow.State.Clock ?? throw new InvalidOperationException($"Site '{Site}' does not exist.");

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        UseFloor();
        return Task.CompletedTask;
    }

    public async Task<Outcome<FloorVersion>> PutFloor(FloorDocument floor, long? ifMatch)
    {
        var current = floorRow.State;
        if (ifMatch is { } wanted && wanted != current.Version)
        {
            return new Refusal(RefusalKind.VersionStale, current.Document is null
                ? $"There is no floor '{Site}' yet: send it without If-Match."
                : $"The floor is at version {current.Version}, not {wanted}: GET it and edit that.");
        }
        var created = current.Document is null;
        var (merged, faults) = created ? (floor, []) : FloorEdit.Apply(current.Document!, floor, Clock.HasEvents);
        if (merged is null) return Refusal.Invalid(faults);

        await GrainFactory.SiteDirectory().Add(Site);
        // The clock is written first: a floor without a clock cannot be, a clock without a floor is overwritten by the next try.
        if (created || merged.Clock != current.Document!.Clock || merged.Start != current.Document.Start)
        {
            MoveClock(_ => NewClock(merged));
            await ClockStored();
        }
        floorRow.State = new SiteFloor { Document = merged, Version = current.Version + 1, DayVersions = current.DayVersions };
        await Write(floorRow);
        UseFloor();
        await TellFloor();
        return new FloorVersion(merged, floorRow.State.Version, created);
    }

    public Task<FloorVersion?> GetFloor()
        => Task.FromResult(floorRow.State.Document is { } floor ? new FloorVersion(floor, floorRow.State.Version, false) : null);

    public Task<SiteHeader?> GetHeader()
        => Task.FromResult(_floor is null ? null : new SiteHeader(_floor.Version, Clock.Reading(storageClock.Now), Clock.HasEvents));

    public Task NoteEvents()
    {
        if (!Clock.HasEvents) MoveClock(clock => clock with { HasEvents = true });
        return ClockStored();
    }

    public async Task<Outcome<DateTimeOffset>> Advance(DateTimeOffset to)
    {
        if (_floor is null) return new Refusal(RefusalKind.NotFound, $"There is no site '{Site}'.");
        if (Clock.Kind == ClockKind.Live)
        {
            return new Refusal(RefusalKind.Conflict,
                $"Site '{Site}' has a live clock, which only time moves: advance works on sites with \"clock\": \"stepped\".");
        }
        if (to <= Clock.Now && Clock.LatestDue(to, _floor.Document.DecideEvery) is null) return Clock.Now;
        if (Clock.TooFar(to, _floor.Document.DecideEvery) is { } tooFar) return Refusal.Invalid(tooFar);

        foreach (var due in Clock.DueUntil(to, _floor.Document.DecideEvery))
        {
            await DecideAt(due);
            MoveClock(clock => clock with { Now = due > clock.Now ? due : clock.Now, LastDecided = due });
        }
        if (to > Clock.Now)
        {
            await Tick(to);
            MoveClock(clock => clock with { Now = to });
        }
        await ClockStored();
        return Clock.Now;
    }

    public async Task TickLive()
    {
        if (_floor is null || Clock.Kind != ClockKind.Live) return;
        if (Clock.LatestDue(storageClock.Now, _floor.Document.DecideEvery) is not { } due) return;
        await DecideAt(due);
        MoveClock(clock => clock with { LastDecided = due });
        await ClockStored();
    }

    public async Task NoteDay(string date, long version)
    {
        var days = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (known, at) in floorRow.State.DayVersions) days[known] = at;
        days[date] = version;
        floorRow.State = floorRow.State with { DayVersions = [.. days.Select(d => new DayStamp(d.Key, d.Value))] };
        await Write(floorRow);
        await TellFloor();
    }

    public async Task<IReadOnlyList<DatedDay>> GetDaysAround(DateTimeOffset instant)
    {
        if (_floor is null) return [];
        var dates = SiteDates.Around(_floor.Document.TimeZone, instant);
        var days = new List<DatedDay>();
        foreach (var stamp in floorRow.State.DayVersions.Where(d => dates.Contains(d.Date)))
        {
            if (await GrainFactory.Day(Site, stamp.Date).Get() is { } day) days.Add(new DatedDay(stamp.Date, day.Document, day.Version));
        }
        return days;
    }

    public Task NoteWhereabouts(Whereabouts whereabouts)
    {
        if (_floor?.Resource(whereabouts.Resource) is not null) _whereabouts.Apply(whereabouts);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<Presence>> GetRoster(string sector)
    {
        await Gather();
        return _whereabouts.In(sector);
    }

    /// <summary>One decision instant: sectors, coordinators in area order, the plan, governance. Each stores its own part.</summary>
    private async Task DecideAt(DateTimeOffset due)
    {
        var loads = await Tick(due);
        var node = GrainFactory.Governance(GrainKeys.SiteNode(Site));
        var reports = new List<(string Area, Engine.Governance.GovernanceView View)>();
        foreach (var area in _floor!.Areas)
            if (await GrainFactory.Coordinator(Site, area.Id).Decide(due, loads) is { } report) reports.Add((area.Name, report));
        var today = SiteDates.Of(_floor.Document.TimeZone, due);
        if (floorRow.State.DayVersions.Any(d => d.Date == today)) await GrainFactory.Plan(Site, today).Revise(due, loads);
        foreach (var (area, view) in reports) await node.Report(area, view);
    }

    /// <summary>Brings resources and then sectors up to an instant; answers all loads in sector id order.</summary>
    private async Task<IReadOnlyList<Engine.Sectors.SectorLoad>> Tick(DateTimeOffset now)
    {
        await Gather();
        // What takes effect now is stored: a clock that came back earlier would decide again with people and work as they were later.
        await ClockStored();
        while (_whereabouts.Due(now) is { Count: > 0 } due)
        {
            await BoundedFanOut.ForEach(due, options.Value.FanOut, id => GrainFactory.Resource(Site, id).Tick(now));
        }
        var loads = new List<Engine.Sectors.SectorLoad>();
        foreach (var wave in _waves)
            loads.AddRange(await BoundedFanOut.Select(wave, options.Value.FanOut, id => GrainFactory.Sector(Site, id).Tick(now)));
        loads.Sort((a, b) => string.CompareOrdinal(a.Sector, b.Sector));
        return loads;
    }

    /// <summary>Asks every resource once where it is; from then on they tell.</summary>
    private Task Gather() => _gathering ??= GatherOnce();

    private async Task GatherOnce()
    {
        var ids = _floor!.Resources.Select(r => r.Id).ToList();
        try
        {
            var all = await BoundedFanOut.Select(ids, options.Value.FanOut, id => GrainFactory.Resource(Site, id).GetWhereabouts());
            foreach (var whereabouts in all) _whereabouts.Apply(whereabouts);
        }
        catch
        {
            _gathering = null;
            throw;
        }
    }

    private void UseFloor()
    {
        if (floorRow.State.Document is not { } document || clockRow.State.Clock is null) return;
        _floor = floors.Offer(Site, document, floorRow.State.Version);
        _waves = TickWaves.Of(_floor);
        _whereabouts.KeepOnly(_floor);
        _gathering = null;
    }

    private SiteClock NewClock(FloorDocument floor)
    {
        var start = floor.Clock == ClockKind.Live ? floor.Start ?? storageClock.Now : floor.Start!.Value;
        return new SiteClock { Kind = floor.Clock, Start = start, Now = start, LastDecided = null, HasEvents = false };
    }

    private async Task TellFloor()
    {
        await BoundedFanOut.ForEach(_floor!.Sectors, options.Value.FanOut, s => GrainFactory.Sector(Site, s.Id).NoteFloor(_floor.Version));
        foreach (var area in _floor.Areas) await GrainFactory.Coordinator(Site, area.Id).NoteFloor(_floor.Version);
    }

    /// <summary>Moves the clock at once and has it stored soon; <see cref="ClockStored"/> tells when.</summary>
    private void MoveClock(Func<SiteClock, SiteClock> change)
    {
        clockRow.State = new SiteClockRow { Clock = change(clockRow.State.Clock!) };
        _clockIsNewer = true;
        if (_clockWrite.IsCompleted) _clockWrite = WriteClock();
    }

    private async Task WriteClock()
    {
        while (_clockIsNewer)
        {
            _clockIsNewer = false;
            await Write(clockRow);
        }
    }

    private async Task ClockStored()
    {
        await _clockWrite;
        if (_clockIsNewer) await WriteClock();
    }

    private async Task Write<T>(IPersistentState<T> row)
    {
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Site {Site} lets go of its state and will read it again", Site);
            DeactivateOnIdle();
            throw new StorageUnavailableException($"Site '{Site}' could not be stored: send it again.", e);
        }
    }
}
