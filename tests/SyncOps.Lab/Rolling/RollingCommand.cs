using System.CommandLine;
using System.Diagnostics;
using SyncOps.Engine.Horizon;
using SyncOps.Lab.Solve;

namespace SyncOps.Lab.Rolling;

/// <summary>Reallocation over a rolling horizon, beside what an exact solver makes of the same information.</summary>
public static class RollingCommand
{
    /// <summary>What a proof of optimality may take, per instance.</summary>
    private static readonly TimeSpan ProofLimit = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Instances", Arity = ArgumentArity.ZeroOrMore };
        var moveCost = new Option<int>("--move-cost") { Description = "Cost of a move", DefaultValueFactory = _ => 5 };
        var policy = new Option<string>("--policy") { Description = "syncops, or static", DefaultValueFactory = _ => "syncops" };
        policy.AcceptOnlyFromAmong("syncops", "static");
        var fresh = new Option<int>("--fresh") { Description = "Also make so many instances and solve them exactly" };
        var classes = new Option<bool>("--classes") { Description = "Fresh instances have classes of workers" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of fresh instances and forecasts", DefaultValueFactory = _ => 1 };
        var closed = new Option<bool>("--closed-loop") { Description = "Plan again at every bucket, on forecasts" };
        var noise = new Option<double>("--noise") { Description = "Variation of forecasts (0..1)", DefaultValueFactory = _ => 0.15 };
        var exact = new Option<bool>("--exact") { Description = "Closed loop: also plan exactly with the same forecasts" };
        var large = new Option<int>("--large") { Description = "Make so many floors of 20 sectors, 4 classes, 120 workers, 24 buckets" };
        var limit = new Option<int>("--limit") { Description = "Seconds of an exact solver a large floor", DefaultValueFactory = _ => 60 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("rolling", "Solves rolling-horizon instances")
        {
            files, moveCost, policy, fresh, classes, seed, closed, noise, exact, large, limit, json,
        };
        command.SetAction(parsed =>
        {
            WarmUp();
            if (parsed.GetValue(large) is > 0 and var floors)
            {
                LargeFloors.Run(parsed.GetValue(seed), floors, TimeSpan.FromSeconds(parsed.GetValue(limit)), parsed.GetValue(json));
                return;
            }
            var cost = parsed.GetValue(moveCost);
            var results = new List<RollingResult>();
            foreach (var instance in Instances(
                parsed.GetValue(files)!, parsed.GetValue(seed), parsed.GetValue(fresh), parsed.GetValue(classes)))
            {
                if (parsed.GetValue(closed))
                    results.Add(Loop(instance, cost, parsed.GetValue(noise), parsed.GetValue(seed), parsed.GetValue(exact)));
                else if (Proven(instance, cost) is { } proven)
                    results.Add(Solve(proven, cost, parsed.GetValue(policy) == "static" ? default : HorizonBudget.Small));
                else continue;
                if (!parsed.GetValue(json)) Console.WriteLine(results[^1].Line);
            }
            if (!parsed.GetValue(json)) Summarise(results);
            // One file, one document, as scripts expect it.
            else LabJson.Print<object>(results.Count == 1 ? results[0] : results, json: true);
        });
        return command;
    }

    /// <summary>Solves one instance within a budget and lets the plant, not the solver, say what the plan costs.</summary>
    public static RollingResult Solve(RollingInstance instance, int moveCost, HorizonBudget budget)
    {
        var model = instance.Model(moveCost);
        var started = Stopwatch.GetTimestamp();
        var plan = HorizonSearch.Solve(model, budget);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var allocations = Allocations(model, plan);
        var (cost, moves) = instance.Simulate(allocations, moveCost);
        return new RollingResult(
            instance.Id, budget.Work == 0 ? "static" : "syncops", moveCost, cost, moves,
            instance.Optimal?.TryGetValue($"{moveCost}", out var optimal) == true ? optimal : null, allocations, took);
    }

    /// <summary>Counts by row, class and sector.</summary>
    public static int[][][] Allocations(HorizonModel model, HorizonPlan plan)
        => [.. Enumerable.Range(0, model.Buckets + 1).Select(row => Enumerable.Range(0, model.Classes)
            .Select(c => plan.Staff.AsSpan((row * model.Classes + c) * model.Sectors, model.Sectors).ToArray()).ToArray())];

    /// <summary>What is measured is the solver, not the compiler that gets to know it.</summary>
    private static void WarmUp()
    {
        for (var n = 0; n < 60; n++) HorizonSearch.Solve(RollingGenerator.Make(0, n, classes: n % 2 == 0).Model(5), HorizonBudget.Small);
    }

    private static IEnumerable<RollingInstance> Instances(string[] files, ulong seed, int fresh, bool classes)
        => files.Select(LabJson.Read<RollingInstance>)
            .Concat(Enumerable.Range(1, fresh).Select(n => RollingGenerator.Make(seed, n, classes)));

    private static RollingInstance? Proven(RollingInstance instance, int moveCost)
    {
        if (instance.Optimal?.ContainsKey($"{moveCost}") == true) return instance;
        if (ExactRolling.Solve(instance, moveCost, ProofLimit) is { } optimal)
            return instance with { Optimal = new Dictionary<string, double> { [$"{moveCost}"] = optimal } };
        Console.Error.WriteLine($"{instance.Id}: no proof within {ProofLimit.TotalMinutes} min, left out");
        return null;
    }

    private static RollingResult Loop(RollingInstance instance, int moveCost, double noise, ulong seed, bool exact)
    {
        var result = ClosedLoop.Run(instance, moveCost, noise, seed);
        return exact ? result with { ExactReplanning = ClosedLoop.RunExactly(instance, moveCost, noise, seed, ProofLimit) } : result;
    }

    private static void Summarise(List<RollingResult> results)
    {
        var gaps = results.Select(r => r.GapPercent).OfType<double>().ToArray();
        if (gaps.Length > 0)
        {
            Console.WriteLine($"{gaps.Length} with known optimum: mean gap {gaps.Average():0.000} %, worst {gaps.Max():0.00} %, "
                + $"{gaps.Count(g => g < 1e-9)} exact; solve mean {results.Average(r => r.SolveMs):0.0} ms, "
                + $"worst {results.Max(r => r.SolveMs):0.0} ms");
        }
        var both = results.Where(r => r.ExactReplanning is not null).ToArray();
        if (both.Length == 0) return;
        var above = both.Sum(r => r.Cost) / both.Sum(r => r.ExactReplanning!.Value) - 1;
        Console.WriteLine($"{both.Length} closed loops: {100 * above:0.00} % "
            + $"above exact replanning; a plan took {both.Average(r => r.SolveMs):0.0} ms");
    }
}

/// <summary>
/// As printed. Allocations are rows of class by sector, the given one first. In a closed loop <c>solveMs</c> is the time of one plan, and
/// <c>exactReplanning</c> what exact plans on the same forecasts come to.
/// </summary>
public sealed record RollingResult(
    string Id, string Policy, int MoveCost, double Cost, int Moves, double? Optimal, int[][][] Allocations, double SolveMs)
{
    public double? ExactReplanning { get; init; }

    internal string Line => ExactReplanning is { } replanned
        ? $"{Id,-10} cost {Cost,6} exact replanning {replanned,6} moves {Moves,3} {SolveMs,6:0.0} ms a plan"
        : $"{Id,-10} cost {Cost,6} optimum {Optimal,6} gap {GapPercent,6:0.00} % moves {Moves,3} {SolveMs,6:0.0} ms";

    public double? GapPercent => Optimal is { } optimal ? optimal == 0 ? (Cost == 0 ? 0 : 100) : 100 * (Cost / optimal - 1) : null;
}
