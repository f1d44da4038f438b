using System.Runtime.CompilerServices;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// A floor's routes made ready for roll-outs: the order in which sectors are served within a step, and for each route where the outflow
/// of each step lands after its delay.
/// </summary>
public sealed class FlowNetwork
{
    /// <summary>Most sectors of one roll-out: as many as a floor may have.</summary>
    public const int MaxSectors = FloorReader.MaxSectors;

    /// <summary>Steps never grow shorter but for the last, so the outflow of one lands in at most this many.</summary>
    private const int Landings = 3;

    // Days come and go more often than floors, and an ensemble takes as long to draw as a decision to take.
    private static readonly ConditionalWeakTable<Floor, FlowNetwork> Made = [];

    private readonly Link[][] _links;
    private readonly int[] _order;
    private readonly int[] _position;
    private readonly Floor _floor;
    private DemandScenario[]? _scenarios;

    private FlowNetwork(Floor floor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor.Sectors.Count, MaxSectors, nameof(floor));
        var grid = new TimeGrid(floor.Document.Horizon);
        Grid = grid;
        _floor = floor;
        _links = new Link[floor.Sectors.Count][];
        for (var s = 0; s < _links.Length; s++)
        {
            _links[s] = [.. floor.Sectors[s].Next
                .Select(r => new Link(floor.SectorIndex(r.To), r.Share * r.UnitsPerUnit, r.DelayMinutes))
                .Where(l => l.To >= 0 && l.Units > 0).OrderBy(l => l.To)];
        }
        _order = Order();
        _position = new int[_order.Length];
        for (var i = 0; i < _order.Length; i++) _position[_order[i]] = i;
        for (var s = 0; s < _links.Length; s++)
            foreach (var link in _links[s]) link.Land(grid, defer: _position[link.To] <= _position[s]);
    }

    /// <summary>Of a floor, always the same one.</summary>
    public static FlowNetwork Of(Floor floor) => Made.GetValue(floor, f => new FlowNetwork(f));

    public TimeGrid Grid { get; }

    /// <summary>
    /// The floor's ensemble; the first is <see cref="DemandScenario.Median"/>. Two threads that ask first make the same one.
    /// </summary>
    internal ReadOnlySpan<DemandScenario> Scenarios => _scenarios ??= ScenarioDesign.Of(_floor, this);

    /// <summary>Sector indices, upstream first; a loop is entered at its first sector by id.</summary>
    public ReadOnlySpan<int> ServiceOrder => _order;

    internal ReadOnlySpan<Link> LinksOf(int sector) => _links[sector];

    /// <summary>True when a sector is served after another within a step: work goes on, not back.</summary>
    internal bool IsForward(int from, int to) => _position[to] > _position[from];

    /// <summary>Sectors that send work on to a sector, not back, and the units there that one of theirs becomes; by index.</summary>
    internal IEnumerable<(int Sector, double Units)> FeedersOf(int sector)
    {
        for (var s = 0; s < _links.Length; s++)
            foreach (var link in _links[s])
                if (link.To == sector && IsForward(s, sector)) yield return (s, link.Units);
    }

    /// <summary>The sectors and all that their work can reach, true by sector index.</summary>
    public bool[] DownstreamOf(IEnumerable<int> sectors)
    {
        var reached = new bool[_links.Length];
        var todo = new Stack<int>(sectors);
        while (todo.TryPop(out var s))
        {
            if (reached[s]) continue;
            reached[s] = true;
            foreach (var link in _links[s]) todo.Push(link.To);
        }
        return reached;
    }

    /// <summary>
    /// Units that one unit in each sector becomes in <paramref name="sector"/>, counted when it first gets there: 1 for the sector
    /// itself, 0 where no route leads there. Loops are followed until they add less than a billionth.
    /// </summary>
    public double[] UnitsAt(int sector)
    {
        var units = new double[_links.Length];
        units[sector] = 1;
        for (var round = 0; round < MaxSectors; round++)
        {
            var change = 0.0;
            for (var i = _order.Length - 1; i >= 0; i--)
            {
                var s = _order[i];
                if (s == sector) continue;
                var sum = 0.0;
                foreach (var link in _links[s]) sum += link.Units * units[link.To];
                change = Math.Max(change, Math.Abs(sum - units[s]));
                units[s] = sum;
            }
            if (change < 1e-9) break;
        }
        return units;
    }

    // Kahn's algorithm by id. Where only loops are left, a sector whose undelayed inflow is placed goes first: its delayed inflow of
    // this step lands later anyway.
    private int[] Order()
    {
        var order = new int[_links.Length];
        var placed = new bool[_links.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var next = FirstFree(placed, _ => true);
            if (next < 0) next = FirstFree(placed, l => l.DelayMinutes == 0);
            if (next < 0) next = Array.IndexOf(placed, false);
            placed[next] = true;
            order[i] = next;
        }
        return order;
    }

    private int FirstFree(bool[] placed, Func<Link, bool> counts)
    {
        var waits = new bool[placed.Length];
        for (var s = 0; s < placed.Length; s++)
        {
            if (placed[s]) continue;
            foreach (var link in _links[s])
                if (link.To != s && counts(link)) waits[link.To] = true;
        }
        for (var s = 0; s < placed.Length; s++)
            if (!placed[s] && !waits[s]) return s;
        return -1;
    }

    /// <summary>
    /// One route: units that each completed unit becomes, and per step of outflow the first step it lands in and the shares landing
    /// there and after.
    /// </summary>
    internal sealed record Link(int To, double Units, double DelayMinutes)
    {
        private int[] _first = [];
        private double[] _shares = [];

        public void Land(TimeGrid grid, bool defer)
        {
            _first = new int[grid.Steps];
            _shares = new double[grid.Steps * Landings];
            for (var t = 0; t < grid.Steps; t++)
            {
                var (from, until) = (grid.Edges[t] + DelayMinutes, grid.Edges[t + 1] + DelayMinutes);
                var first = grid.StepAt(from);
                // Work that would land in this very step, in a sector already served in it, is served in the next.
                _first[t] = defer && first == t ? t + 1 : first;
                for (var k = first; k < grid.Steps && grid.Edges[k] < until; k++)
                {
                    var share = (Math.Min(until, grid.Edges[k + 1]) - Math.Max(from, grid.Edges[k])) / (until - from);
                    if (share > 0) _shares[t * Landings + Math.Max(k, _first[t]) - _first[t]] += share;
                }
            }
        }

        /// <summary>
        /// Adds what was served in a step to the arrivals of the steps it lands in; what lands after the horizon is still under way.
        /// </summary>
        public void Send(double served, int step, double[] arrivals, int steps)
        {
            var units = served * Units;
            var first = _first[step];
            var at = To * steps;
            if (DelayMinutes == 0)
            {
                if (first < steps) arrivals[at + first] += units;
                return;
            }
            for (var k = 0; k < Landings && first + k < steps; k++) arrivals[at + first + k] += units * _shares[step * Landings + k];
        }
    }
}
