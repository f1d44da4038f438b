namespace SyncOps.Engine.Flow;

/// <summary>
/// Rolls a site's work forward as a fluid: in each step and sector, what is available is the backlog, outside arrivals and the upstream
/// outflow that has travelled; served is as much of it as the staffed capacity allows; the rest waits. Made once per snapshot; each
/// roll-out after that only adds its moves. Not for use by two threads at once into the same <see cref="Projection"/>.
/// </summary>
public sealed class Projector
{
    private readonly double[] _capacity;
    private readonly double[] _underWay;
    private readonly double[] _start;
    private readonly Demand _demand;

    public Projector(SiteSnapshot site)
    {
        Site = site;
        Network = site.Calendar.Network;
        Grid = Network.Grid;
        _demand = new Demand(site, Grid);
        var sectors = site.Floor.Sectors.Count;
        _start = new double[sectors];
        for (var s = 0; s < sectors; s++) _start[s] = Math.Max(0, site.Loads[s].Totals.Backlog.Value);
        _capacity = new double[sectors * Grid.Steps];
        foreach (ref readonly var stint in site.Stints)
            AddCapacity(_capacity, stint.Resource, stint.Sector, stint.Start, stint.End, sign: 1);
        _underWay = UnderWay();
        CutOffs = CutOffDemand.Of(this, _demand);
    }

    public SiteSnapshot Site { get; }
    public TimeGrid Grid { get; }
    public FlowNetwork Network { get; }

    /// <summary>The cut-offs whose trucks leave within the horizon, with the work each of them waits for.</summary>
    internal CutOffDemand[] CutOffs { get; }

    /// <summary>A buffer of the right size for <see cref="Project"/>.</summary>
    public Projection NewProjection() => new(Grid, Site.Floor.Sectors.Count);

    /// <summary>
    /// One roll-out into a buffer of this projector. Each move takes its resource out of <c>From</c> at its departure and into <c>To</c>
    /// at its arrival, for the rest of the shift it is in; at most one move per resource.
    /// </summary>
    public void Project(DemandScenario scenario, ReadOnlySpan<PlannedMove> moves, Projection into)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(into.CapacityUnits.Length, _capacity.Length, nameof(into));
        into.Reset();
        _start.CopyTo(into.StartUnits, 0);
        _capacity.CopyTo(into.CapacityUnits, 0);
        foreach (ref readonly var move in moves) Apply(move, into.CapacityUnits);
        _underWay.CopyTo(into.ArrivedUnits, 0);
        for (var s = 0; s < _start.Length; s++)
        {
            var factor = _demand.Factor(scenario, s);
            var outside = _demand.Units(s);
            var arrived = into.ArrivedUnits.AsSpan(s * Grid.Steps, Grid.Steps);
            for (var t = 0; t < outside.Length; t++) arrived[t] += outside[t] * factor;
        }
        Roll(into);
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

    private void Apply(in PlannedMove move, double[] capacity)
    {
        foreach (ref readonly var stint in Site.StintsOf(move.Resource))
        {
            if (!stint.Current || stint.Sector != move.From) continue;
            AddCapacity(capacity, move.Resource, move.From, Math.Max(stint.Start, move.DepartMinutes), stint.End, sign: -1);
            AddCapacity(capacity, move.Resource, move.To, Math.Max(stint.Start, move.ArriveMinutes), stint.End, sign: 1);
        }
        // Taking out the last one's rate leaves rounding, which must not read as a little capacity or as less than none.
        foreach (ref var units in capacity.AsSpan(move.From * Grid.Steps, Grid.Steps))
            if (units < Projection.NoUnits) units = 0;
    }

    private void AddCapacity(double[] capacity, int resource, int sector, double from, double until, int sign)
    {
        var (rate, lapses) = Site.SkillOf(resource, sector);
        Grid.Spread(capacity.AsSpan(sector * Grid.Steps, Grid.Steps), sign * rate, from, Math.Min(until, lapses));
    }

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
