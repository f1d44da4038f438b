using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// What keeps work from going on although people are there: a full buffer downstream, a batch that is not complete, a gate. Compiled
/// once per snapshot; a floor that uses none of it has none, and its work is rolled without a look at them.
/// </summary>
internal sealed class FlowRules
{
    /// <summary>A buffer of which at least this share is taken is full: contending feeders may leave a crumb of room.</summary>
    private const double FullShare = 0.99;

    private readonly FlowNetwork _network;
    private readonly double[] _room;
    private readonly bool[] _filledLate;
    private readonly BatchRule?[] _batches;
    private readonly Gate[] _gates;
    private readonly double _clock;

    private FlowRules(SiteSnapshot site, FlowNetwork network)
    {
        var sectors = site.Floor.Sectors;
        _network = network;
        _room = [.. sectors.Select(s => s.BufferUnits ?? double.PositiveInfinity)];
        HasBuffers = sectors.Any(s => s.BufferUnits is not null);
        _batches = [.. sectors.Select(s => s.Batch)];
        _gates = Gate.Of(site.Floor, network);
        _filledLate = new bool[sectors.Count];
        for (var s = 0; s < sectors.Count; s++)
            foreach (var link in network.LinksOf(s)) _filledLate[link.To] |= link.DelayMinutes > 0;
        _clock = (site.Now - DateTimeOffset.UnixEpoch).TotalMinutes;
    }

    /// <summary>Null when no sector has a buffer, a batch or a gate that the floor works by itself.</summary>
    public static FlowRules? Of(SiteSnapshot site, FlowNetwork network)
    {
        var isRoped = site.Floor.Document.Policy.Gates == GateControl.Floor;
        return site.Floor.Sectors.Any(
            s => s.BufferUnits is not null || s.Batch is not null || isRoped && s.Release == ReleaseRule.Gated)
            ? new FlowRules(site, network) : null;
    }

    public bool HasBuffers { get; }

    public bool IsBatched(int sector) => _batches[sector] is not null;

    /// <summary>Sectors upstream that a sector holds up: feeders of its buffer, gates before it.</summary>
    public IEnumerable<int> HeldUpBy(int sector)
    {
        for (var s = 0; s < _room.Length && !double.IsPositiveInfinity(_room[sector]); s++)
            foreach (var link in _network.LinksOf(s).ToArray())
                if (link.To == sector) yield return s;
        foreach (var gate in _gates)
            if (gate.Drum == sector) yield return gate.Sector;
    }

    /// <summary>
    /// Rolls all steps. Arrivals hold what comes from outside and is under way; capacity becomes what could really be served.
    /// </summary>
    public void Roll(Projection into, ReadOnlySpan<double> outside, ReadOnlySpan<double> underWay)
    {
        var (grid, state) = (into.Grid, into.State!);
        var steps = grid.Steps;
        Array.Clear(state.Held);
        Array.Clear(state.IsHeldUp);
        Array.Clear(state.HoldsUp);
        into.StartUnits.CopyTo(state.Waiting, 0);
        into.StartUnits.CopyTo(state.Bound, 0);
        for (var s = 0; s < _room.Length; s++)
        {
            foreach (var units in underWay.Slice(s * steps, steps)) state.Bound[s] += units;
        }
        foreach (var gate in _gates) state.SumCapacity(into, gate.Drum);
        for (var t = 0; t < steps; t++)
        {
            for (var s = 0; s < _room.Length; s++) state.Bound[s] += outside[s * steps + t];
            Limit(into, state, t);
            Share(into, state, t);
            foreach (var s in _network.ServiceOrder) Serve(into, state, s, t);
            if (HasBuffers) LeaveFull(state, t, steps);
        }
    }

    // What each sector may serve by its people and its gates, and how much of that it would send on, upstream first.
    private void Limit(Projection into, FlowState state, int step)
    {
        var steps = into.Grid.Steps;
        for (var s = 0; s < _room.Length; s++)
        {
            state.Limit[s] = into.CapacityUnits[s * steps + step];
            state.Wanted[s] = state.Waiting[s] + into.ArrivedUnits[s * steps + step];
            state.Claims[s] = 0;
        }
        foreach (var gate in _gates)
        {
            var between = 0.0;
            foreach (var (sector, units) in gate.Between) between += state.Bound[sector] * units;
            var rope = state.CapacityAhead(into, gate.Drum, step, gate.BufferMinutes) - between;
            state.Limit[gate.Sector] = Math.Min(state.Limit[gate.Sector], Math.Max(0, rope) / gate.UnitsPerUnit);
        }
        foreach (var s in _network.ServiceOrder)
        {
            state.Wanted[s] = Math.Min(state.Wanted[s], state.Limit[s]) + state.Held[s];
            foreach (var link in _network.LinksOf(s))
            {
                if (!_network.IsForward(s, link.To)) continue;
                state.Claims[link.To] += state.Wanted[s] * link.Units;
                if (link.DelayMinutes == 0) state.Wanted[link.To] += state.Wanted[s] * link.Units;
            }
        }
    }

    // Downstream first: the room in front of each buffered sector, and what each feeder may surely send of its share of it. A sector
    // that makes room in this very step makes it for work that needs no travel; else only what it surely serves counts.
    private void Share(Projection into, FlowState state, int step)
    {
        var steps = into.Grid.Steps;
        for (var i = _network.ServiceOrder.Length - 1; i >= 0; i--)
        {
            var s = _network.ServiceOrder[i];
            var sure = state.Limit[s];
            if (_batches[s] is null)
            {
                foreach (var link in _network.LinksOf(s))
                    if (Blocks(s, link.To)) sure = Math.Min(sure, state.ShareOf(link.To, state.Wanted[s] * link.Units) / link.Units);
            }
            if (double.IsPositiveInfinity(_room[s])) continue;
            var leaves = _filledLate[s] ? Math.Min(sure, state.Waiting[s] + into.ArrivedUnits[s * steps + step]) : sure;
            state.Room[s] = Math.Max(0, _room[s] - state.Bound[s] + leaves);
            state.Spare[s] = state.Claims[s] > 0 ? 0 : state.Room[s];
        }
    }

    private void Serve(Projection into, FlowState state, int s, int step)
    {
        var cell = s * into.Grid.Steps + step;
        var available = state.Waiting[s] + into.ArrivedUnits[cell];
        var limit = state.Limit[s];
        var batch = _batches[s];
        var room = MaySend(state, s);
        if (batch is null) limit = Math.Min(limit, room);
        var done = Math.Min(available, limit);
        var isHeldUp = available > Projection.NoUnits && limit <= done + Projection.NoUnits;
        into.CapacityUnits[cell] = isHeldUp ? limit : state.Limit[s];
        state.Waiting[s] = available - done;
        state.Bound[s] -= done;
        var (leaves, would) = (done, Math.Min(available, state.Limit[s]));
        if (batch is not null)
        {
            state.Held[s] += done;
            leaves = Leaves(batch, state.Held[s], room, into.Grid, step);
            would = double.IsPositiveInfinity(room) ? leaves : Leaves(batch, state.Held[s], double.PositiveInfinity, into.Grid, step);
            state.Held[s] -= leaves;
        }
        if (would > leaves + Projection.NoUnits) MarkHeldUp(state, s, step, into.Grid.Steps, room);
        into.ServedUnits[cell] = leaves;
        into.BacklogUnits[cell] = state.Waiting[s] + state.Held[s];
        foreach (var link in _network.LinksOf(s))
        {
            state.Bound[link.To] += leaves * link.Units;
            if (Blocks(s, link.To))
            {
                var share = state.ShareOf(link.To, state.Wanted[s] * link.Units);
                state.Spare[link.To] = Math.Max(0, state.Spare[link.To] + share - leaves * link.Units);
            }
            if (leaves > 0) link.Send(leaves, step, into.ArrivedUnits, into.Grid.Steps);
        }
    }

    /// <summary>Units that a sector's successors have room for: its share of each buffer and what others left of theirs.</summary>
    private double MaySend(FlowState state, int s)
    {
        var most = double.PositiveInfinity;
        foreach (var link in _network.LinksOf(s))
            if (Blocks(s, link.To)) most = Math.Min(most, MaySend(state, s, link));
        return most;
    }

    private static double MaySend(FlowState state, int s, FlowNetwork.Link link)
        => (state.ShareOf(link.To, state.Wanted[s] * link.Units) + state.Spare[link.To]) / link.Units;

    // Of several buffers after it the one with the least room holds it up.
    private void MarkHeldUp(FlowState state, int s, int step, int steps, double room)
    {
        foreach (var link in _network.LinksOf(s))
        {
            if (!Blocks(s, link.To) || MaySend(state, s, link) > room + Projection.NoUnits) continue;
            state.IsHeldUp[s * steps + step] = true;
            state.HoldsUp[link.To * steps + step] = true;
        }
    }

    // Who holds work up and still has room at the end of the step only shared it badly between its feeders.
    private void LeaveFull(FlowState state, int step, int steps)
    {
        for (var s = 0; s < _room.Length; s++) state.HoldsUp[s * steps + step] &= state.Bound[s] >= FullShare * _room[s];
    }

    // Whole batches leave as they are complete; at every multiple of the clock what there is leaves.
    private double Leaves(BatchRule batch, double held, double most, TimeGrid grid, int step)
    {
        var isDue = Math.Floor((_clock + grid.Edges[step + 1]) / batch.EveryMinutes + Projection.NoUnits)
            > Math.Floor((_clock + grid.Edges[step]) / batch.EveryMinutes + Projection.NoUnits);
        if (isDue) return Math.Min(held, most);
        var whole = Math.Floor(Math.Min(held, most) / batch.Size + Projection.NoUnits) * batch.Size;
        return Math.Min(whole, held);
    }

    // A way back never blocks: a loop could lock itself for ever.
    private bool Blocks(int from, int to) => !double.IsPositiveInfinity(_room[to]) && _network.IsForward(from, to);
}
