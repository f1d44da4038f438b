using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Queueing;

/// <summary>A cost estimated twice from the same replications.</summary>
public sealed record SimulatedCost(Estimate Controlled, Estimate Plain);

/// <summary>
/// Plays a policy on a network, event by event. Beside the plain average stands one with a control variate (Henderson and Glynn 2002): to
/// the cost of a state is added the drift that a function g of the state has there, which averages zero whatever g is and whatever the
/// policy does, up to g's own difference between the end and the start, which is part of the estimate. With g near the policy's own
/// relative value what remains hardly varies, so that a queue that is rarely busy needs no days of simulation.
/// </summary>
public sealed class PolicySimulation(NetworkLaw law, Func<string, IReadOnlyList<int>> decide, Func<string, double> control)
{
    private readonly Dictionary<string, int> _index = [];
    private readonly List<string> _states = [];
    private readonly List<Node?> _nodes = [];

    /// <summary>Different states met so far.</summary>
    public int States => _states.Count;

    /// <summary>Cost per hour over replications of so many events each, after a tenth as many that are not counted.</summary>
    public SimulatedCost PerHour(string start, int replications, int events, ulong seed)
        => Replicate(replications, seed, random =>
        {
            var at = IndexOf(start);
            for (var e = 0; e < events / 10; e++) at = Next(Visit(at), random);
            var (hours, plain, controlled) = (0.0, 0.0, 0.0);
            for (var e = 0; e < events; e++)
            {
                var node = Visit(at);
                var stay = Exponential(random) / node.Rate;
                hours += stay;
                plain += stay * node.Cost;
                controlled += stay * (node.Cost + node.Drift);
                at = Next(node, random);
            }
            return (controlled / hours, plain / hours);
        });

    /// <summary>Cost until nothing can happen any more, over replications that are the mean of so many runs each.</summary>
    public SimulatedCost ToEmpty(string start, int replications, int runs, ulong seed)
        => Replicate(replications, seed, random =>
        {
            var (plain, controlled) = (0.0, 0.0);
            for (var run = 0; run < runs; run++)
            {
                var at = IndexOf(start);
                controlled += control(start);
                for (var node = Visit(at); node.Rate > 0; node = Visit(at))
                {
                    var stay = Exponential(random) / node.Rate;
                    plain += stay * node.Cost;
                    controlled += stay * (node.Cost + node.Drift);
                    at = Next(node, random);
                }
                controlled -= control(_states[at]);
            }
            return (controlled / runs, plain / runs);
        });

    private static SimulatedCost Replicate(int replications, ulong seed, Func<RandomStream, (double Controlled, double Plain)> run)
    {
        var results = Enumerable.Range(0, replications).Select(r => run(RandomStream.For(seed, $"replication {r}"))).ToList();
        return new SimulatedCost(
            Estimate.Of([.. results.Select(r => r.Controlled)]), Estimate.Of([.. results.Select(r => r.Plain)]));
    }

    private static double Exponential(RandomStream random) => -PortableMath.Log(1 - random.Uniform());

    private static int Next(Node node, RandomStream random)
    {
        if (node.To.Length == 0) throw new InstanceException("The policy lets a floor stand still that new work comes to.");
        var draw = random.Uniform() * node.Rate;
        var k = 0;
        while (k + 1 < node.To.Length && draw >= node.Until[k]) k++;
        return node.To[k];
    }

    /// <summary>The policy is asked once for each state.</summary>
    private Node Visit(int state)
    {
        if (_nodes[state] is { } known) return known;
        var (cost, events) = law.Carry(_states[state], decide(_states[state]));
        var here = control(_states[state]);
        var (rate, drift) = (0.0, 0.0);
        var until = new double[events.Count];
        var to = new int[events.Count];
        for (var k = 0; k < to.Length; k++)
        {
            until[k] = rate += events[k].Rate;
            drift += events[k].Rate * (control(events[k].State) - here);
            to[k] = IndexOf(events[k].State);
        }
        return _nodes[state] = new Node(cost, drift, rate, until, to);
    }

    private int IndexOf(string state)
    {
        if (_index.TryGetValue(state, out var known)) return known;
        _index[state] = _states.Count;
        _states.Add(state);
        _nodes.Add(null);
        return _states.Count - 1;
    }

    private sealed record Node(double Cost, double Drift, double Rate, double[] Until, int[] To);
}
