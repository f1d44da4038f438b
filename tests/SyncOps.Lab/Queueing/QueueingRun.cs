using System.Diagnostics;
using SyncOps.Engine.Dispatch;

namespace SyncOps.Lab.Queueing;

/// <summary>One network: the engine's policy simulated, and the exact optimum beside it.</summary>
public sealed record QueueingRow(
    string Id, string Policy, double Mean, double HalfWidth, double PlainMean, double PlainHalfWidth, double Optimal, double? Computed,
    double GapPercent, int States, bool Exact, bool Converged, double SolveMs)
{
    public double HalfWidthPercent => 100 * HalfWidth / Math.Abs(Optimal);
}

/// <summary>How much is simulated.</summary>
public sealed record QueueingEffort(int Replications, ulong Seed)
{
    /// <summary>Events of a replication, or runs until empty times a hundred.</summary>
    public int Events { get; init; } = 20_000;

    /// <summary>Bounds of the engine's policy.</summary>
    public DispatchOptions Options { get; init; } = new();
}

/// <summary>Measures the engine on networks with known optimum.</summary>
public static class QueueingRun
{
    /// <summary>Most states of an exact dynamic programme.</summary>
    private const int MostStates = 2_000_000;

    /// <summary>States of the table behind the control variate, where the network itself has no end of them.</summary>
    private const int ControlStates = 40_000;

    /// <summary>The row of a case; null where the engine answers that the network is too large for it.</summary>
    public static QueueingRow? Measure(QueueingCase of, QueueingEffort effort)
    {
        var started = Stopwatch.GetTimestamp();
        if (DispatchPolicy.For(of.Model, of.Units, effort.Options) is not { } policy) return null;
        var solveMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;

        var law = new NetworkLaw(of.Model);
        var start = law.Start(of.Units);
        var (computed, control) = Exact(of);
        var simulation = new PolicySimulation(law, state => policy.Decide(law.Ask(state)), control);
        var cost = of.ToEmpty
            ? simulation.ToEmpty(start, effort.Replications, effort.Events / 100, effort.Seed)
            : simulation.PerHour(start, effort.Replications, effort.Events, effort.Seed);

        var optimal = of.Stated ?? computed ?? throw new InstanceException($"{of.Id}: nothing says what the optimum is.");
        var mean = of.Figure(cost.Controlled.Mean);
        var width = Math.Abs(of.Scale);
        return new QueueingRow(
            of.Id, "syncops", mean, width * cost.Controlled.HalfWidth, of.Figure(cost.Plain.Mean), width * cost.Plain.HalfWidth,
            optimal, computed, of.GapPercent(mean, optimal), policy.States, policy.Exact, policy.Converged, solveMs);
    }

    /// <summary>
    /// The optimum of a network with an end of states, and values for the control variate. Where there is no end, values of the network
    /// cut off: any function will do, and beyond the cut a state counts as the one at it.
    /// </summary>
    private static (double? Figure, Func<string, double> Control) Exact(QueueingCase of)
    {
        var counted = of.Model.Sectors.Count(s => !s.EndlessSupply);
        var cut = of.Unlimited ? Math.Min(200, (int)Math.Pow(ControlStates, 1.0 / counted)) : int.MaxValue;
        var model = of.Unlimited
            ? of.Model with { Sectors = [.. of.Model.Sectors.Select(s => s with { MostUnits = s.MostUnits ?? cut })] }
            : of.Model;
        var law = new NetworkLaw(model);
        if (ExactDispatch.Solve(law, law.Start(of.Units), MostStates, of.Unlimited ? 1e-5 : 1e-9) is not { } exact)
            throw new InstanceException($"{of.Id} has more than {MostStates} states.");
        double? figure = of.Unlimited ? null : of.Figure(of.ToEmpty ? exact.CostToEmpty : exact.CostPerHour);
        return (figure, state => exact.Values.GetValueOrDefault(cut == int.MaxValue ? state : law.Capped(state, cut)));
    }
}
