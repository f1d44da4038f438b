using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sites;

/// <summary>The shell of a site: floor versions, days, the clock and the order in which the grid is ticked.</summary>
public sealed partial class SiteGrain(
    [PersistentState("site-clock")] IPersistentState<SiteClockRow> clockRow,
    IJournaledStorage storage,
    IStorageClock storageClock,
    SiteHistory history,
    SiteFork fork,
    FloorCache floors,
    IOptions<GridOptions> options,
    ILogger<SiteGrain> logger) : Grain, ISiteGrain
{
    private readonly SiteWhereabouts _whereabouts = new();
    private JournaledState<SiteFloor> _floorRow = null!;
    private Floor? _floor;
    private IReadOnlyList<IReadOnlyList<string>> _waves = [];
    private Task? _gathering;
    private Task _clockWrite = Task.CompletedTask;
    private Task _floorWrite = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;
    private bool _clockIsNewer, _isClockEdited;

    // Sectors and coordinators may know an older floor or day: telling failed, or the activation before this one ended before it was done.
    private bool _isUntold = true;

    // Nor may what was decided last have been carried out. Until it is, that it was decided must be stored.
    private bool _isSettled;
    private DateTimeOffset? _lastDecided;

    private string Site => this.GetPrimaryKeyString();

    private SiteClock Clock => clockRow.State.Clock ?? throw new InvalidOperationException($"Site '{Site}' does not exist.");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _floorRow = new JournaledState<SiteFloor>(storage, "site-floor", this.GetGrainId(), JournalKey.OfFloor(Site));
        await _floorRow.Read();
        EndBrokenOffEdit();
        _lastDecided = clockRow.State.Clock?.LastDecided;
        UseFloor();
    }

    public async Task<Outcome<FloorVersion>> PutFloor(FloorDocument floor, long? ifMatch)
    {
        if (_isUntold) await TellFloor();
        var current = _floorRow.State;
        if (current is { Document: null, ForkedFrom: { } origin }) return BeingForked(origin);
        if (ifMatch is { } wanted && wanted != current.Version)
        {
            return new Refusal(RefusalKind.VersionStale, current.Document is null
                ? $"There is no floor '{Site}' yet: send it without If-Match."
                : $"The floor is at version {current.Version}, not {wanted}: GET it and edit that.");
        }
        var created = current.Document is null;
        await GrainFactory.SiteDirectory().Add(Site);
        // From here to where a clock counts as edited nothing is waited for: the first event comes before both or after all of it.
        var (merged, faults) = created ? (floor, []) : FloorEdit.Apply(current.Document!, floor, Clock.HasEvents);
        if (merged is null) return Refusal.Invalid(faults);

        _isClockEdited = !created && (merged.Clock != current.Document!.Clock || merged.Start != current.Document.Start);
        try
        {
            var clock = created || _isClockEdited ? NewClock(merged) : Clock;
            // A first clock is stored before its floor: a floor without one cannot be, and it is overwritten by the next try.
            if (created)
            {
                MoveClock(_ => clock);
                await ClockStored();
            }
            await WriteFloor(
                floor => floor with { Document = merged, Version = current.Version + 1 },
                history.Row(current.Version + 1, new FloorEntry(clock.Reading(storageClock.Now).Now, merged)));
            // An edited one after it, and both are shown at once: nobody sees the clock of a floor that may yet not be stored.
            if (_isClockEdited) MoveClock(_ => clock);
            UseFloor();
            await ClockStored();
            await TellFloor();
        }
        finally
        {
            _isClockEdited = false;
        }
        return new FloorVersion(merged, _floorRow.State.Version, created);
    }

    public Task<FloorVersion?> GetFloor()
        => Task.FromResult(_floorRow.State.Document is { } floor ? new FloorVersion(floor, _floorRow.State.Version, false) : null);

    public Task<SiteHeader?> GetHeader()
        => Task.FromResult(_floor is null
            ? null
            : new SiteHeader(_floor.Version, Clock.Reading(storageClock.Now), Clock.HasEvents, _floorRow.State.ForkedFrom,
                _lastDecided));

    public async Task NoteEvents()
    {
        if (!Clock.HasEvents)
        {
            // Sectors that were not told of the clock would count them by the one before.
            if (!_isClockEdited) await (_isUntold ? TellFloor() : _telling);
            if (_isClockEdited)
                throw new StorageUnavailableException($"The clock of site '{Site}' is being changed: send the events again.");
            if (!Clock.HasEvents) MoveClock(clock => clock with { HasEvents = true });
        }
        await ClockStored();
    }

    public async Task<Outcome<DateTimeOffset>> Advance(DateTimeOffset to)
    {
        if (_floor is null) return new Refusal(RefusalKind.NotFound, $"There is no site '{Site}'.");
        if (Clock.Kind == ClockKind.Live)
        {
            return new Refusal(RefusalKind.Conflict,
                $"Site '{Site}' has a live clock, which only time moves: advance works on sites with \"clock\": \"stepped\".");
        }
        if (Clock.LastDecided is { } last && !_isSettled) await Settle(last, await GetLoads());
        if (to <= Clock.Now && Clock.LatestDue(to, _floor.Document.DecideEvery) is null) return Clock.Now;
        if (Clock.TooFar(to, _floor.Document.DecideEvery) is { } tooFar) return Refusal.Invalid(tooFar);

        foreach (var due in Clock.DueUntil(to, _floor.Document.DecideEvery))
        {
            var loads = await DecideAt(due);
            MoveClock(clock => clock with { Now = due > clock.Now ? due : clock.Now, LastDecided = due });
            _isSettled = false;
            await ClockStored();
            await Settle(due, loads);
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
        if (_floor is null || _floorRow.State.DayVersions.Any(d => d.Date == date && d.Version >= version))
        {
            if (_isUntold) await TellFloor();
            return;
        }
        await WriteFloor(
            floor =>
            {
                var days = new SortedDictionary<string, long>(StringComparer.Ordinal);
                foreach (var (known, at) in floor.DayVersions) days[known] = at;
                days[date] = Math.Max(days.GetValueOrDefault(date), version);
                return floor with { DayVersions = [.. days.Select(d => new DayStamp(d.Key, d.Value))] };
            },
            row: null);
        await TellFloor();
    }

    public async Task<IReadOnlyList<DatedDay>> GetDaysAround(DateTimeOffset instant)
    {
        if (_floor is null) return [];
        var dates = SiteDates.Around(_floor.Document.TimeZone, instant);
        var days = new List<DatedDay>();
        foreach (var stamp in _floorRow.State.DayVersions.Where(d => dates.Contains(d.Date)))
        {
            if (await GrainFactory.Day(Site, stamp.Date).Get() is { } day) days.Add(new DatedDay(stamp.Date, day.Document, day.Version));
        }
        return days;
    }

    public Task NoteWhereabouts(Whereabouts whereabouts)
    {
        Apply(whereabouts);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<Presence>> GetRoster(string sector)
    {
        await Gather();
        return _whereabouts.In(sector);
    }

    /// <summary>One decision instant: sectors, coordinators in area order, the plan. Each stores its own part.</summary>
    private async Task<IReadOnlyList<Engine.Sectors.SectorLoad>> DecideAt(DateTimeOffset due)
    {
        var loads = await Tick(due);
        foreach (var area in _floor!.Areas) await GrainFactory.Coordinator(Site, area.Id).Decide(due, loads);
        var today = SiteDates.Of(_floor.Document.TimeZone, due);
        if (_floorRow.State.DayVersions.Any(d => d.Date == today)) await GrainFactory.Plan(Site, today).Revise(due, loads);
        return loads;
    }

    /// <summary>
    /// Has the decisions of an instant carried out and reported, now that the clock stands there. Had it been done before, a decision that
    /// a crash broke off would be taken again for a floor on which some of it has happened.
    /// </summary>
    private async Task Settle(DateTimeOffset decided, IReadOnlyList<Engine.Sectors.SectorLoad> loads)
    {
        var node = GrainFactory.Governance(GrainKeys.SiteNode(Site));
        foreach (var area in _floor!.Areas)
            if (await GrainFactory.Coordinator(Site, area.Id).Decide(decided, loads) is { } report) await node.Report(area.Name, report);
        _isSettled = true;
    }

    /// <summary>Brings resources and then sectors up to an instant; answers all loads in sector id order.</summary>
    private async Task<IReadOnlyList<Engine.Sectors.SectorLoad>> Tick(DateTimeOffset now)
    {
        if (_isUntold) await TellFloor();
        await Gather();
        // What takes effect now is stored: a clock that came back earlier would decide again with people and work as they were later.
        await ClockStored();
        // Everybody, due or not: whose activation ended between storing a change and telling of it tells now.
        var ids = _floor!.Resources.Select(r => r.Id).ToList();
        foreach (var news in await BoundedFanOut.Select(ids, options.Value.FanOut, id => GrainFactory.Resource(Site, id).Tick(now)))
            Apply(news);
        var loads = new List<Engine.Sectors.SectorLoad>();
        foreach (var wave in _waves)
            loads.AddRange(await BoundedFanOut.Select(wave, options.Value.FanOut, id => GrainFactory.Sector(Site, id).Tick(now)));
        loads.Sort((a, b) => string.CompareOrdinal(a.Sector, b.Sector));
        return loads;
    }

    /// <summary>All loads as they are, in sector id order.</summary>
    private async Task<IReadOnlyList<Engine.Sectors.SectorLoad>> GetLoads()
    {
        var ids = _floor!.Sectors.Select(s => s.Id).Order(StringComparer.Ordinal).ToList();
        return await BoundedFanOut.Select(ids, options.Value.FanOut, id => GrainFactory.Sector(Site, id).GetLoad());
    }

    /// <summary>Asks every resource once where it is; from then on they tell.</summary>
    private Task Gather() => _gathering ??= GatherOnce();

    private async Task GatherOnce()
    {
        var ids = _floor!.Resources.Select(r => r.Id).ToList();
        try
        {
            var all = await BoundedFanOut.Select(ids, options.Value.FanOut, id => GrainFactory.Resource(Site, id).GetWhereabouts());
            foreach (var whereabouts in all) Apply(whereabouts);
        }
        catch
        {
            _gathering = null;
            throw;
        }
    }

    // Whoever was asked may have been dropped by the floor since.
    private void Apply(Whereabouts? news)
    {
        if (news is not null && _floor?.Resource(news.Resource) is not null) _whereabouts.Apply(news);
    }

    /// <summary>An edit may have stored its floor and not its clock: the clock is the floor's.</summary>
    private void EndBrokenOffEdit()
    {
        if (_floorRow.State.Document is not { } floor || clockRow.State.Clock is not { HasEvents: false } clock) return;
        if (clock.Kind != floor.Clock || floor.Start is { } start && start != clock.Start)
            clockRow.State = new SiteClockRow { Clock = NewClock(floor) };
    }

    private void UseFloor()
    {
        if (_floorRow.State.Document is not { } document || clockRow.State.Clock is null) return;
        _floor = floors.Offer(Site, document, _floorRow.State.Version);
        _waves = TickWaves.Of(_floor);
        _whereabouts.KeepOnly(_floor);
        _gathering = null;
    }

    private SiteClock NewClock(FloorDocument floor)
    {
        var start = floor.Clock == ClockKind.Live ? floor.Start ?? storageClock.Now : floor.Start!.Value;
        return new SiteClock { Kind = floor.Clock, Start = start, Now = start, LastDecided = null, HasEvents = false };
    }

    private Task TellFloor() => _floor is { } floor ? _telling = Tell(floor) : Task.CompletedTask;

    private async Task Tell(Floor floor)
    {
        // Before, as a day may be noted meanwhile.
        _isUntold = false;
        try
        {
            await BoundedFanOut.ForEach(floor.Sectors, options.Value.FanOut, s => GrainFactory.Sector(Site, s.Id).NoteFloor(floor.Version));
            foreach (var area in floor.Areas) await GrainFactory.Coordinator(Site, area.Id).NoteFloor(floor.Version);
        }
        catch
        {
            _isUntold = true;
            throw;
        }
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
            var decided = Clock.LastDecided;
            await Write(clockRow.WriteStateAsync);
            _lastDecided = decided;
        }
    }

    private async Task ClockStored()
    {
        await _clockWrite;
        if (_clockIsNewer) await WriteClock();
    }

    /// <summary>Changes the floor's row, one change after the other: notes of days come while it is written.</summary>
    private Task WriteFloor(Func<SiteFloor, SiteFloor> change, JournalRow? row)
    {
        return _floorWrite = After(_floorWrite);

        async Task After(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await Write(() => _floorRow.Write(change(_floorRow.State), row));
        }
    }

    private async Task Write(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Site {Site} lets go of its state and will read it again", Site);
            DeactivateOnIdle();
            throw new StorageUnavailableException($"Site '{Site}' could not be stored: send it again.", e);
        }
    }
}
