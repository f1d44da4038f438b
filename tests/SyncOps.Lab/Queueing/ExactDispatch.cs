namespace SyncOps.Lab.Queueing;

/// <summary>The least cost per hour in the long run or until empty, and values relative to the start state's.</summary>
public sealed record ExactValues(double CostPerHour, double CostToEmpty, IReadOnlyDictionary<string, double> Values);

/// <summary>
/// Exact dynamic programming over every state that any decisions can reach: value iteration with every joint decision in every state, until
/// the bounds that each step proves (Odoni 1969) meet. Slow and plain on purpose; the engine takes no part in it.
/// </summary>
public static class ExactDispatch
{
    private const int MostSweeps = 2_000_000;

    /// <summary>Solves the network from a start state; null when it has more than so many states.</summary>
    public static ExactValues? Solve(NetworkLaw law, string start, int mostStates, double precision)
    {
        if (Reachable(law, start, mostStates) is not { } graph) return null;
        var clock = 1.01 * graph.Decisions.Max(d => d.Rates.Sum());
        var (values, next) = (new double[graph.States.Count], new double[graph.States.Count]);
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var (least, most) = Renew(graph, clock, values, next);
            // Kept near zero, or the growth of long runs would eat the last digits.
            for (var s = 0; s < next.Length; s++) values[s] = next[s] - next[0];
            if ((most - least) * clock <= precision * graph.Scale) return Answer(graph, (least + most) / 2 * clock, values);
        }
        throw new InstanceException($"Value iteration did not end within {MostSweeps} sweeps.");
    }

    private static (double Least, double Most) Renew(Graph graph, double clock, double[] values, double[] next)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var s = 0; s < next.Length; s++)
        {
            var best = double.PositiveInfinity;
            for (var d = graph.FirstDecision[s]; d < graph.FirstDecision[s + 1]; d++)
            {
                var decision = graph.Decisions[d];
                var drift = decision.CostPerHour;
                for (var k = 0; k < decision.Rates.Length; k++) drift += decision.Rates[k] * (values[decision.To[k]] - values[s]);
                best = Math.Min(best, drift);
            }
            next[s] = values[s] + best / clock;
            least = Math.Min(least, best / clock);
            most = Math.Max(most, best / clock);
        }
        return (least, most);
    }

    private static ExactValues Answer(Graph graph, double costPerHour, double[] values)
    {
        // A floor that runs empty ends in states that nothing leaves.
        var end = Enumerable.Range(0, values.Length).FirstOrDefault(
            s => Enumerable.Range(graph.FirstDecision[s], graph.FirstDecision[s + 1] - graph.FirstDecision[s])
                .All(d => graph.Decisions[d].To.All(to => to == s)), -1);
        return new ExactValues(
            costPerHour, end < 0 ? 0 : values[0] - values[end],
            graph.States.Select((state, s) => (state, s)).ToDictionary(p => p.state, p => values[p.s]));
    }

    private static Graph? Reachable(NetworkLaw law, string start, int mostStates)
    {
        var index = new Dictionary<string, int> { [start] = 0 };
        var graph = new Graph([start], [], [0]);
        for (var s = 0; s < graph.States.Count; s++)
        {
            foreach (var decision in law.Decisions(graph.States[s]))
            {
                var (cost, events) = law.Carry(graph.States[s], decision);
                var to = new int[events.Count];
                for (var k = 0; k < to.Length; k++)
                {
                    if (!index.TryGetValue(events[k].State, out to[k]))
                    {
                        if (index.Count == mostStates) return null;
                        index[events[k].State] = to[k] = graph.States.Count;
                        graph.States.Add(events[k].State);
                    }
                }
                graph.Decisions.Add(new Outcome(cost, to, [.. events.Select(e => e.Rate)]));
            }
            graph.FirstDecision.Add(graph.Decisions.Count);
        }
        return graph;
    }

    private sealed record Outcome(double CostPerHour, int[] To, double[] Rates);

    private sealed record Graph(List<string> States, List<Outcome> Decisions, List<int> FirstDecision)
    {
        public double Scale => Decisions.Max(d => Math.Abs(d.CostPerHour));
    }
}
