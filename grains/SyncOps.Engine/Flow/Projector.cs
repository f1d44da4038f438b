using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Rolls a site's work forward as a fluid: in each step and sector, what is available is the backlog, outside arrivals and the upstream
/// outflow that has travelled; served is as much of it as the staffed capacity allows; the rest waits. Made once per snapshot; each
/// roll-out after that only adds its moves. Not for use by two threads at once.
/// </summary>
public sealed class Projector
{
    private readonly double[] _capacity;
    private readonly double[] _underWay;
    private readonly double[] _start;
    private readonly double[] _workHours;
    private readonly Demand _demand;
    private readonly PacePaths _pace;
    private readonly StaffRules? _rules;
    private readonly StaffTable? _people;
    private readonly FlowRules? _flow;
    private readonly List<(DemandScenario Scenario, Future Future)> _common = [];
    private Future? _last;

    public Projector(SiteSnapshot site)
    {
        Site = site;
        Network = site.Calendar.Network;
        Grid = Network.Grid;
        _demand = new Demand(site, Grid);
        _pace = new PacePaths(site, Grid);
        var sectors = site.Floor.Sectors.Count;
        _start = new double[sectors];
        for (var s = 0; s < sectors; s++) _start[s] = Math.Max(0, site.Loads[s].Totals.Backlog.Value);
        _capacity = new double[sectors * Grid.Steps];
        _rules = StaffRules.Of(site.Floor);
        _people = NewPeople();
        _flow = FlowRules.Of(site, Network);
        foreach (ref readonly var stint in site.Stints) WorkEndsMinutes = Math.Max(WorkEndsMinutes, stint.End);
        foreach (ref readonly var stint in site.Stints)
            AddCapacity(_capacity, _people, stint.Resource, stint.Sector, stint.Start, stint.End, sign: 1, ArrivedBy(stint));
        _workHours = EndsWithinHorizon ? Grid.EdgeHours(WorkEndsMinutes) : Grid.HorizonHours;
        _underWay = UnderWay();
        CutOffs = CutOffDemand.Of(this, _demand);
    }

    public SiteSnapshot Site { get; }
    public TimeGrid Grid { get; }
    public FlowNetwork Network { get; }

    /// <summary>
    /// True when nobody on the site is to work at the end of the horizon: what waits then is left. Of the staffing as it is, so that no
    /// move can make it so.
    /// </summary>
    public bool EndsWithinHorizon => WorkEndsMinutes < Grid.HorizonMinutes;

    /// <summary>When the last one on the site stops working within the horizon, minutes from now; 0 when nobody works.</summary>
    public double WorkEndsMinutes { get; }

    /// <summary>
    /// The hours in which waiting in a sector is paid for, by edge: to the horizon, or, where what is left has a price of its own, until
    /// the last one on the site stops working.
    /// </summary>
    public double[] WaitHours(int sector) => Site.Floor.Sectors[sector].LeftCostPerUnit > 0 ? _workHours : Grid.HorizonHours;

    /// <summary>The cut-offs whose trucks leave within the horizon, with the work each of them waits for.</summary>
    internal CutOffDemand[] CutOffs { get; }

    /// <summary>A buffer of the right size for <see cref="Project"/>.</summary>
    public Projection NewProjection() => new(Grid, Site.Floor.Sectors.Count, NewPeople(), _flow, ChanceWaits.Of(Site.Floor, Grid));

    /// <summary>
    /// One roll-out into a buffer of this projector. Each move takes its resource out of <c>From</c> at its departure and into <c>To</c>
    /// at its arrival, for the rest of the shift it is in; at most one move per resource.
    /// </summary>
    public void Project(DemandScenario scenario, ReadOnlySpan<PlannedMove> moves, Projection into)
        => Project(scenario, moves, [], [], into);

    /// <summary>As above, with resources that work other hours, at most once each; a moved one where it was moved.</summary>
    public void Project(DemandScenario scenario, ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, Projection into)
        => Project(scenario, moves, hours, [], into);

    /// <summary>As above, with gates held or released, at most once each; the others stay as they are held now.</summary>
    public void Project(
        DemandScenario scenario, ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, ReadOnlySpan<PlannedHold> holds,
        Projection into)
    {
        Staff(moves, into);
        foreach (ref readonly var other in hours) Apply(other, moves, into);
        Roll(scenario, holds, into);
    }

    /// <summary>As above, with one person more, who works at the rate of a resource in a sector between two times, minutes.</summary>
    internal void ProjectWithOneMore(
        DemandScenario scenario, ReadOnlySpan<PlannedMove> moves, int resource, int sector, double from, double until, Projection into)
    {
        Staff(moves, into);
        AddCapacity(into.CapacityUnits, into.People, resource, sector, from, until, sign: 1, double.NegativeInfinity);
        Roll(scenario, [], into);
    }

    private void Staff(ReadOnlySpan<PlannedMove> moves, Projection into)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(into.CapacityUnits.Length, _capacity.Length, nameof(into));
        into.Reset();
        _start.CopyTo(into.StartUnits, 0);
        _capacity.CopyTo(into.CapacityUnits, 0);
        _people?.CopyTo(into.People!);
        foreach (ref readonly var move in moves) Apply(move, into);
    }

    private void Roll(DemandScenario scenario, ReadOnlySpan<PlannedHold> holds, Projection into)
    {
        _rules?.Bound(into.People!, Grid, into.CapacityUnits);
        Hold(holds, into);
        var future = FutureOf(scenario);
        future.Apply(_underWay, into);
        if (_flow is null) Roll(into);
        else _flow.Roll(into, future.Outside, _underWay);
    }

    private void Hold(ReadOnlySpan<PlannedHold> holds, Projection into)
    {
        foreach (ref readonly var hold in Site.Holds)
        {
            var isReplaced = false;
            foreach (ref readonly var planned in holds) isReplaced |= planned.Sector == hold.Sector;
            if (!isReplaced) Hold(hold, into);
        }
        foreach (ref readonly var hold in holds) Hold(hold, into);
    }

    // Whoever is there finishes nothing meanwhile.
    private void Hold(in PlannedHold hold, Projection into)
    {
        for (var t = 0; t < Grid.Steps; t++)
        {
            var (from, until) = (Math.Max(Grid.Edges[t], hold.FromMinutes), Math.Min(Grid.Edges[t + 1], hold.UntilMinutes));
            if (until > from) into.CapacityUnits[hold.Sector * Grid.Steps + t] *= 1 - (until - from) / Grid.Length(t);
        }
    }

    /// <summary>
    /// Sectors in which anything can change when people of these come or go, true by sector index: all downstream, those who share
    /// equipment with them, and those that a full buffer or a gate before any of them holds up.
    /// </summary>
    public bool[] ReachOf(IReadOnlyCollection<int> sectors)
    {
        if (_flow is null && _rules is null) return Network.DownstreamOf(sectors);
        var reached = new bool[_start.Length];
        var todo = new Stack<int>(sectors);
        while (todo.TryPop(out var s))
        {
            if (reached[s]) continue;
            reached[s] = true;
            foreach (var link in Network.LinksOf(s)) todo.Push(link.To);
            foreach (var mate in _rules?.PoolMates(s) ?? []) todo.Push(mate);
            foreach (var held in _flow?.HeldUpBy(s) ?? []) todo.Push(held);
        }
        return reached;
    }

    // Those that candidates are compared in come again and again; of the ensemble each is seldom asked for twice.
    private Future FutureOf(DemandScenario scenario)
    {
        foreach (var (known, future) in _common)
            if (known == scenario) return future;
        if (!scenario.IsUniform) return (_last ??= new Future(_capacity.Length)).Of(scenario, _demand, _pace);
        var made = new Future(_capacity.Length).Of(scenario, _demand, _pace);
        _common.Add((scenario, made));
        return made;
    }

    private void Roll(Projection into)
    {
        var (steps, arrived, served) = (Grid.Steps, into.ArrivedUnits, into.ServedUnits);
        var (backlog, capacity) = (into.BacklogUnits, into.CapacityUnits);
        for (var t = 0; t < steps; t++)
        {
            foreach (var s in Network.ServiceOrder)
            {
                var cell = s * steps + t;
                var available = (t == 0 ? _start[s] : backlog[cell - 1]) + arrived[cell];
                var done = Math.Min(available, capacity[cell]);
                served[cell] = done;
                backlog[cell] = available - done;
                if (done <= 0) continue;
                foreach (var link in Network.LinksOf(s)) link.Send(done, t, arrived, steps);
            }
        }
    }

    private void Apply(in PlannedMove move, Projection into)
    {
        var capacity = into.CapacityUnits;
        foreach (ref readonly var stint in Site.StintsOf(move.Resource))
        {
            if (!stint.Current) continue;
            var (leaves, arrives) = (Math.Max(stint.Start, move.DepartMinutes), Math.Max(FreeFrom(stint), move.ArriveMinutes));
            AddCapacity(capacity, into.People, move.Resource, stint.Sector, leaves, stint.End, sign: -1, ArrivedBy(stint));
            var until = Math.Min(stint.End, move.UntilMinutes);
            AddCapacity(capacity, into.People, move.Resource, move.To, arrives, until, sign: 1, move.ArriveMinutes);
            var again = Math.Max(stint.Start, move.BackMinutes);
            AddCapacity(capacity, into.People, move.Resource, move.From, again, stint.End, sign: 1, move.BackMinutes);
        }
        Clean(move.From, into);
        // It takes the place of a way back that was planned before.
        if (Site.Presence(move.Resource)?.Back is { } back && Site.Floor.SectorIndex(back.To) is >= 0 and var sector) Clean(sector, into);
    }

    // A way back that is not made takes no time.
    private double FreeFrom(in Stint stint)
        => Site.Presence(stint.Resource)?.Back is { } back && stint.Start == Site.MinutesTo(back.ArriveAt)
            ? Site.MinutesTo(back.At)
            : stint.Start;

    // Taking out the last one's rate leaves rounding, which must not read as a little capacity or as less than none.
    private void Clean(int sector, Projection into)
    {
        foreach (ref var units in into.CapacityUnits.AsSpan(sector * Grid.Steps, Grid.Steps))
            if (units < Projection.NoUnits) units = 0;
        if (_rules?.Counts(sector) == true) into.People!.Clean(_rules, sector);
    }

    private void Apply(in PlannedHours other, ReadOnlySpan<PlannedMove> moves, Projection into)
    {
        TakeOff(other, moves, into);
        if (other.OnUntil <= other.OnFrom) return;
        var (sector, from, arrived) = (other.Sector, other.OnFrom, ArrivedBy(other.Resource));
        foreach (ref readonly var move in moves)
        {
            if (move.Resource != other.Resource) continue;
            (sector, arrived) = move.BackMinutes <= from ? (move.From, move.BackMinutes) : (move.To, move.ArriveMinutes);
            from = Math.Max(from, arrived);
        }
        if (sector >= 0) AddCapacity(into.CapacityUnits, into.People, other.Resource, sector, from, other.OnUntil, sign: 1, arrived);
    }

    private void TakeOff(in PlannedHours other, ReadOnlySpan<PlannedMove> moves, Projection into)
    {
        if (other.OffUntil <= other.OffFrom) return;
        foreach (ref readonly var move in moves)
            if (move.Resource == other.Resource) throw new ArgumentException("Who is moved is not given time off as well.", nameof(moves));
        foreach (ref readonly var stint in Site.StintsOf(other.Resource))
        {
            var (from, until) = (Math.Max(stint.Start, other.OffFrom), Math.Min(stint.End, other.OffUntil));
            if (!stint.Current || until <= from) continue;
            AddCapacity(into.CapacityUnits, into.People, other.Resource, stint.Sector, from, until, sign: -1, ArrivedBy(stint));
            Clean(stint.Sector, into);
        }
    }

    /// <summary>
    /// Adds a resource's work between two times. <paramref name="arrived"/>: when a move brought it, from which it ramps up; minus
    /// infinity when none did.
    /// </summary>
    private void AddCapacity(
        double[] capacity, StaffTable? people, int resource, int sector, double from, double until, int sign, double arrived)
    {
        var (rate, lapses) = Site.SkillOf(resource, sector);
        until = Math.Min(until, lapses);
        AddWork(capacity.AsSpan(sector * Grid.Steps, Grid.Steps), sector, sign * rate, from, until, arrived);
        if (rate <= 0 || _rules?.Counts(sector) != true) return;
        var row = _rules.RowOf(sector, Site.StandardRate(resource, sector));
        Grid.Spread(people!.Minutes(row), sign * 60, from, until);
        AddWork(people.Units(row), sector, sign * rate, from, until, arrived);
    }

    private void AddWork(Span<double> steps, int sector, double unitsPerHour, double from, double until, double arrived)
    {
        var ramp = Site.Floor.Sectors[sector].RampMinutes;
        if (ramp > 0 && from < arrived + ramp) Grid.SpreadRising(steps, unitsPerHour, from, until, arrived, ramp);
        else Grid.Spread(steps, unitsPerHour, from, until);
    }

    // Someone whom a move brought here, or is bringing, ramps up from when it came; who came to begin the shift does not.
    private double ArrivedBy(in Stint stint)
    {
        if (!stint.Current) return double.NegativeInfinity;
        if (stint.Sector != Site.SectorOf(stint.Resource) && Site.Presence(stint.Resource)?.Back is { } back)
            return Site.MinutesTo(back.ArriveAt);
        return ArrivedBy(stint.Resource);
    }

    private double ArrivedBy(int resource)
    {
        if (Site.Presence(resource) is not { } presence) return double.NegativeInfinity;
        var isMoved = presence.State == ResourceStateKind.Travelling || presence.LastMoveAt is not null;
        return isMoved ? Site.MinutesTo(presence.AvailableAt) : double.NegativeInfinity;
    }

    private StaffTable? NewPeople() => _rules is null ? null : new StaffTable(_rules, Site.Floor.Sectors.Count, Grid.Steps);

    // What a sector completed at its recent pace during the last delay is still on its way, evenly spread.
    private double[] UnderWay()
    {
        var units = new double[_capacity.Length];
        for (var s = 0; s < _start.Length; s++)
        {
            var pace = Math.Max(0, Site.Loads[s].CompletionsPerHour);
            foreach (var link in Network.LinksOf(s))
                Grid.Spread(units.AsSpan(link.To * Grid.Steps, Grid.Steps), pace * link.Units, 0, link.DelayMinutes);
        }
        return units;
    }
}
