namespace SyncOps.Engine.Floors.Rules;

/// <summary>
/// The flow between the sectors of a document, by their places in it. Routes to sectors that do not exist are left out: they are faults
/// of their own.
/// </summary>
internal sealed class RoutingGraph
{
    private readonly Edge[][] _edges;
    private readonly bool[] _leadsNowhere;

    private RoutingGraph(Edge[][] edges, bool[] leadsNowhere) => (_edges, _leadsNowhere) = (edges, leadsNowhere);

    /// <summary>Units that arrive at <see cref="To"/> per unit completed: share x units per unit, above 0.</summary>
    public readonly record struct Edge(int To, double Gain);

    public static RoutingGraph Of(FloorDocument floor)
    {
        var places = new Dictionary<string, int>(floor.Sectors.Count, StringComparer.Ordinal);
        for (var s = 0; s < floor.Sectors.Count; s++) places.TryAdd(floor.Sectors[s].Id, s);
        return new RoutingGraph(
            [.. floor.Sectors.Select(sector => EdgesOf(sector, places))],
            [.. floor.Sectors.Select(sector => sector.Next.Any(route => !places.ContainsKey(route.To)))]);
    }

    /// <summary>True when a route of the sector was left out, so that it cannot be said where its work goes.</summary>
    public bool LeadsNowhere(int sector) => _leadsNowhere[sector];

    public IReadOnlyList<Edge> Edges(int sector) => _edges[sector];

    /// <summary>
    /// The largest sets of sectors that all feed each other (strongly connected components with a cycle; Tarjan 1972, without recursion so
    /// that a long chain cannot exhaust the stack). Each in document order, in order of their first sector.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> Loops()
    {
        var loops = new List<IReadOnlyList<int>>();
        var search = new Search(_edges.Length);
        for (var root = 0; root < _edges.Length; root++)
        {
            if (search.Order[root] == 0) From(root, search, loops);
        }
        return [.. loops.OrderBy(loop => loop[0])];
    }

    private void From(int root, Search search, List<IReadOnlyList<int>> loops)
    {
        var way = new Stack<(int Sector, int NextEdge)>();
        search.Enter(root);
        way.Push((root, 0));
        while (way.TryPop(out var at))
        {
            var (sector, edge) = at;
            if (edge < _edges[sector].Length)
            {
                var to = _edges[sector][edge].To;
                way.Push((sector, edge + 1));
                if (search.Order[to] == 0)
                {
                    search.Enter(to);
                    way.Push((to, 0));
                }
                else if (search.IsOpen[to])
                {
                    search.Low[sector] = Math.Min(search.Low[sector], search.Order[to]);
                }
                continue;
            }
            if (way.TryPeek(out var parent)) search.Low[parent.Sector] = Math.Min(search.Low[parent.Sector], search.Low[sector]);
            if (search.Low[sector] == search.Order[sector] && search.Close(sector) is var component && IsLoop(component)) loops.Add(component);
        }
    }

    private bool IsLoop(List<int> component)
        => component.Count > 1 || _edges[component[0]].Any(edge => edge.To == component[0]);

    private static Edge[] EdgesOf(SectorSpec sector, Dictionary<string, int> places) =>
    [
        .. sector.Next
            .Where(route => route.Share > 0 && route.UnitsPerUnit > 0 && places.ContainsKey(route.To))
            .Select(route => new Edge(places[route.To], route.Share * route.UnitsPerUnit)),
    ];

    /// <summary>What the search knows: order of discovery from 1, the lowest order reachable, and the sectors not yet in a component.</summary>
    private sealed class Search(int sectors)
    {
        private readonly Stack<int> _open = new();
        private int _found;

        public int[] Order { get; } = new int[sectors];
        public int[] Low { get; } = new int[sectors];
        public bool[] IsOpen { get; } = new bool[sectors];

        public void Enter(int sector)
        {
            Order[sector] = Low[sector] = ++_found;
            IsOpen[sector] = true;
            _open.Push(sector);
        }

        public List<int> Close(int root)
        {
            var component = new List<int>();
            int sector;
            do
            {
                sector = _open.Pop();
                IsOpen[sector] = false;
                component.Add(sector);
            }
            while (sector != root);
            component.Sort();
            return component;
        }
    }
}
