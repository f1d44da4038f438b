using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// A floor that works by itself: given a floor, a scenario and its seed, it produces the events that a real floor would report, and
/// obeys <see cref="Move"/>, <see cref="ChangeHours"/> and <see cref="SendHome"/>. Time moves only by <see cref="Step"/>. Between two
/// ticks everyone in a sector works at the standard rate times the sector's noise; travellers, breaks and absentees do not. The same inputs
/// give the same events on every machine.
/// <para>
/// People leave when the day closes, unless they were asked to stay; when it is cleared a night crew removes what is left
/// (<c>work.removed</c>), and the night's orders are there in the morning, so that days do not drag each other down. Optional limits of a
/// sector (stations, crews, equipment, batches, buffers) are not simulated. Not safe for use by several threads at once.
/// </para>
/// </summary>
public sealed class FloorSimulator
{
    /// <summary>Events are summed up per sector and tick.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    /// <summary>Reason of the night crew's removals.</summary>
    public const string ClearedReason = "cleared overnight";

    private const long MostUnderWay = 100_000;
    private readonly Floor _floor;
    private readonly FloorScenario _scenario;
    private readonly SimulatedSector[] _sectors;
    private readonly SimulatedRoute[] _routes;
    private readonly SimulatedPerson[] _people;
    private readonly SimulatedHours[] _hours;
    private readonly TruckBoard _trucks;
    private readonly SimulatedEvents _events;
    private readonly int[] _arrivalSectors;
    private readonly int[] _homes;
    private SimulatedDay _day;

    /// <summary>A floor that nobody has entered yet; what happens at <paramref name="at"/> itself comes with the first step.</summary>
    /// <param name="floor">The floor that works.</param>
    /// <param name="scenario">Valid for the floor (<see cref="ScenarioReader"/>).</param>
    /// <param name="run">Names this run in the events' source, so that no other run's events are taken for its own.</param>
    /// <param name="at">Where time starts.</param>
    public FloorSimulator(Floor floor, FloorScenario scenario, string run, DateTimeOffset at)
        : this(floor, scenario, run, at, [], [])
    {
    }

    private FloorSimulator(
        Floor floor, FloorScenario scenario, string run, DateTimeOffset at,
        IReadOnlyList<SectorView> sectors, IReadOnlyList<ResourceView> resources)
    {
        _floor = floor;
        _scenario = scenario;
        _events = new SimulatedEvents(floor, $"urn:syncops:simulator:{floor.Document.Site}:{run}");
        _sectors = [.. floor.Sectors.Select(s => new SimulatedSector(s.Id))];
        _routes =
        [
            .. floor.Sectors.SelectMany((s, i) => s.Next.Select(route => new SimulatedRoute(i, floor.SectorIndex(route.To), route))),
        ];
        _people = [.. floor.Resources.Select(_ => new SimulatedPerson())];
        _hours = [.. floor.Resources.Select(_ => new SimulatedHours())];
        _homes = [.. floor.Resources.Select(r => floor.SectorIndex(r.Home))];
        _arrivalSectors = [.. scenario.Arrivals.Select(a => floor.SectorIndex(a.Sector))];
        _trucks = new TruckBoard(floor, scenario);
        _day = SimulatedDay.Draw(floor, scenario, ScenarioDay.DateAt(floor, at), Tick);
        Now = at;
        TakeUp(sectors);
        TakeUp(resources);
        if (at == _day.Plan.Opens && _sectors.All(s => s.Arrived == 0)) Open(at);
        ReportPeople(at);
    }

    /// <summary>Everything up to here has been simulated.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>In ordinal id order, as the floor's.</summary>
    public IReadOnlyList<SimulatedSector> Sectors => _sectors;

    /// <summary>The trucks that have left since the simulation started, in the order they left.</summary>
    public IReadOnlyList<TruckOutcome> Trucks => _trucks.Outcomes;

    /// <summary>Units on the way to a sector.</summary>
    public long UnderWayTo(string sector)
    {
        var to = _floor.SectorIndex(sector);
        return _routes.Where(r => r.To == to).Sum(r => r.UnderWay);
    }

    /// <summary>
    /// Goes on with a floor that a site remembers: backlogs, work on its way and where people are come from the site's own views, the
    /// rest from the scenario. Trucks that leave on the day of resumption see only what came after it.
    /// </summary>
    public static FloorSimulator Resume(
        Floor floor, FloorScenario scenario, string run, DateTimeOffset at,
        IReadOnlyList<SectorView> sectors, IReadOnlyList<ResourceView> resources)
        => new(floor, scenario, run, at, sectors, resources);

    /// <summary>
    /// Sends a resource to another sector: from <paramref name="departAt"/> it does not work, from <paramref name="arriveAt"/> it works
    /// there. A later move replaces one that has not begun. False, and nothing changes, when the resource or sector is not of this floor
    /// or the resource is not on duty.
    /// </summary>
    public bool Move(string resource, string to, DateTimeOffset departAt, DateTimeOffset arriveAt)
    {
        var person = _floor.ResourceIndex(resource);
        var sector = _floor.SectorIndex(to);
        if (person < 0 || sector < 0 || _people[person].Reported is null) return false;
        _people[person].Send(sector, departAt, arriveAt);
        return true;
    }

    /// <summary>
    /// Has a resource work other hours from the next tick on: stay after closing until <paramref name="staysUntil"/>, take a break as
    /// <paramref name="swap"/> says. Null changes nothing. False when the resource is not of this floor or not on duty.
    /// </summary>
    public bool ChangeHours(string resource, DateTimeOffset? staysUntil, BreakSwap? swap)
    {
        var person = _floor.ResourceIndex(resource);
        if (person < 0 || _people[person].Reported is null) return false;
        _hours[person].StaysUntil = staysUntil ?? _hours[person].StaysUntil;
        _hours[person].Swap = swap ?? _hours[person].Swap;
        return true;
    }

    /// <summary>Sends a resource home for the rest of the day; false when it is not of this floor or not on duty.</summary>
    public bool SendHome(string resource)
    {
        var person = _floor.ResourceIndex(resource);
        if (person < 0 || _people[person].Reported is null) return false;
        _hours[person].HomeUntil = _day.Plan.Ends;
        return true;
    }

    /// <summary>The sector a resource works in or travels to; null when it is off duty or not of this floor.</summary>
    public string? SectorOf(string resource)
    {
        var person = _floor.ResourceIndex(resource);
        return person < 0 || _people[person].Reported is null ? null : _floor.Sectors[_people[person].Sector].Id;
    }

    /// <summary>True when a resource is at work now: on duty, on no break and not on the way.</summary>
    public bool IsWorking(string resource)
    {
        var person = _floor.ResourceIndex(resource);
        return person >= 0 && _people[person].IsWorking(Now);
    }

    /// <summary>
    /// What happens until an instant, in order of time, from the end of the last step on; times are ends of ticks. Nothing when
    /// <paramref name="until"/> is not after <see cref="Now"/>, apart from what happened at the very start.
    /// </summary>
    public IReadOnlyList<FloorEvent> Step(DateTimeOffset until)
    {
        for (var next = NextTick(Now); next <= until; next += Tick)
        {
            var before = Now;
            EnterDay(next);
            Serve(before, next);
            Arrive(next);
            if (next == _day.Plan.Opens) Open(next);
            if (next == _day.Plan.Clears) Clear(next);
            _trucks.Pass(_day.Plan, before, next);
            ReportPeople(next);
            Now = next;
        }
        return _events.Take();
    }

    private static DateTimeOffset NextTick(DateTimeOffset after)
        => new((after.UtcTicks / Tick.Ticks + 1) * Tick.Ticks, TimeSpan.Zero);

    private void EnterDay(DateTimeOffset now)
    {
        if (now >= _day.Plan.Ends) _day = SimulatedDay.Draw(_floor, _scenario, ScenarioDay.DateAt(_floor, now), Tick);
    }

    private void Serve(DateTimeOffset from, DateTimeOffset now)
    {
        Span<double> perHour = stackalloc double[_sectors.Length];
        Span<int> staff = stackalloc int[_sectors.Length];
        for (var p = 0; p < _people.Length; p++)
        {
            if (!_people[p].IsWorking(from)) continue;
            var rate = _floor.UnitsPerHour(p, _people[p].Sector, from);
            if (rate <= 0) continue;
            perHour[_people[p].Sector] += rate;
            staff[_people[p].Sector]++;
        }
        for (var s = 0; s < _sectors.Length; s++)
        {
            if (staff[s] == 0) continue;
            var units = _sectors[s].Serve(perHour[s] * _day.RateFactor(s, from) * Tick.TotalHours, staff[s]);
            if (units == 0) continue;
            _trucks.Complete(s, units);
            _events.Completed(now, s, units);
            foreach (var route in _routes)
            {
                if (route.From == s) route.Send(units, now);
            }
        }
    }

    private void Arrive(DateTimeOffset now)
    {
        for (var p = 0; p < _arrivalSectors.Length; p++) ArriveFromOutside(_arrivalSectors[p], _day.Units(p, now), now);
        foreach (var route in _routes)
        {
            var units = route.Deliver(now);
            if (units == 0) continue;
            _sectors[route.To].Arrive(units);
            _events.Arrived(now, route.To, units, route.From);
        }
    }

    private void Open(DateTimeOffset now)
    {
        _trucks.StartDay();
        for (var p = 0; p < _arrivalSectors.Length; p++) CountAtOpening(_arrivalSectors[p], _day.OvernightUnits(p), now);
    }

    /// <summary>What came overnight is found by a count at opening: as arrivals of one instant it would pass for a flood.</summary>
    private void CountAtOpening(int sector, long units, DateTimeOffset now)
    {
        if (units == 0) return;
        _sectors[sector].Arrive(units);
        _trucks.Arrive(sector, units);
        _events.Counted(now, sector, _sectors[sector].Backlog);
    }

    private void ArriveFromOutside(int sector, long units, DateTimeOffset now)
    {
        if (units == 0) return;
        _sectors[sector].Arrive(units);
        _trucks.Arrive(sector, units);
        _events.Arrived(now, sector, units, from: null);
    }

    private void Clear(DateTimeOffset now)
    {
        for (var s = 0; s < _sectors.Length; s++)
        {
            var units = _sectors[s].Clear();
            if (units > 0) _events.Removed(now, s, units, ClearedReason);
        }
    }

    /// <summary>Everyone becomes what the day asks of them, and the floor reports it.</summary>
    private void ReportPeople(DateTimeOffset now)
    {
        for (var p = 0; p < _people.Length; p++)
        {
            _people[p].SetOff(now);
            var asked = _hours[p].Asked(_day, p, now);
            if (_people[p].Become(asked, _homes[p], now) is { } kind) _events.Changed(now, p, kind, _people[p].Sector, asked);
        }
    }

    private void TakeUp(IReadOnlyList<SectorView> views)
    {
        foreach (var view in views)
        {
            if (_floor.SectorIndex(view.Sector) is >= 0 and var s) _sectors[s].TakeUp(view.Totals);
        }
        foreach (var route in _routes)
        {
            // Where work comes in by one route only, what the upstream completed and this sector never saw is still on its way.
            var isOnlyWayIn = !_arrivalSectors.Contains(route.To) && _routes.Count(r => r.To == route.To) == 1;
            if (isOnlyWayIn) route.Resume(_sectors[route.From].Completed, _sectors[route.To].Arrived, Now, MostUnderWay);
        }
    }

    private void TakeUp(IReadOnlyList<ResourceView> views)
    {
        foreach (var view in views)
        {
            if (_floor.ResourceIndex(view.Resource) is not (>= 0 and var p) || view.State == ResourceStateKind.Off) continue;
            var sector = _floor.SectorIndex(view.Sector ?? _floor.Resources[p].Home);
            var reported = view.State switch
            {
                ResourceStateKind.Break => ReportedState.Break,
                ResourceStateKind.Indirect => ReportedState.Indirect,
                ResourceStateKind.Down => ReportedState.Down,
                _ => ReportedState.Working,
            };
            _people[p].Place(sector, view.AvailableAt ?? Now, reported);
        }
    }
}
