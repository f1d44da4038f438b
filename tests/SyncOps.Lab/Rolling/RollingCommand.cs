using System.CommandLine;
using System.Diagnostics;
using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Rolling;

/// <summary>Reallocation over a horizon of which everything is known, beside the exact optimum.</summary>
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
        var seed = new Option<ulong>("--seed") { Description = "Seed of fresh instances", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("rolling", "Solves rolling-horizon instances") { files, moveCost, policy, fresh, classes, seed, json };
        command.SetAction(parsed =>
        {
            var cost = parsed.GetValue(moveCost);
            var work = parsed.GetValue(policy) == "static" ? 0 : HorizonSearch.UsualWork;
            var results = new List<RollingResult>();
            // What is measured is the solver, not the compiler that gets to know it.
            Solve(RollingGenerator.Make(0, 0, classes: true), cost, work);
            foreach (var file in parsed.GetValue(files)!) Add(LabJson.Read<RollingInstance>(file));
            for (var n = 1; n <= parsed.GetValue(fresh); n++)
            {
                var instance = RollingGenerator.Make(parsed.GetValue(seed), n, parsed.GetValue(classes));
                if (ExactRolling.Solve(instance, cost, ProofLimit) is { } optimal)
                    Add(instance with { Optimal = new Dictionary<string, double> { [$"{cost}"] = optimal } });
                else Console.Error.WriteLine($"{instance.Id}: no proof within {ProofLimit.TotalMinutes} min, left out");
            }
            Print(results, parsed.GetValue(json));

            void Add(RollingInstance instance) => results.Add(Solve(instance, cost, work));
        });
        return command;
    }

    /// <summary>Solves one instance with so much work and lets the plant, not the solver, say what the plan costs.</summary>
    public static RollingResult Solve(RollingInstance instance, int moveCost, long work)
    {
        var model = instance.Model(moveCost);
        var started = Stopwatch.GetTimestamp();
        var plan = HorizonSearch.Solve(model, work);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var allocations = Allocations(model, plan);
        var (cost, moves) = instance.Simulate(allocations, moveCost);
        return new RollingResult(
            instance.Id, work == 0 ? "static" : "syncops", moveCost, cost, moves,
            instance.Optimal?.TryGetValue($"{moveCost}", out var optimal) == true ? optimal : null, allocations, took);
    }

    private static int[][][] Allocations(HorizonModel model, HorizonPlan plan)
        => [.. Enumerable.Range(0, model.Buckets + 1).Select(row => Enumerable.Range(0, model.Classes)
            .Select(c => plan.Staff.AsSpan((row * model.Classes + c) * model.Sectors, model.Sectors).ToArray()).ToArray())];

    private static void Print(List<RollingResult> results, bool json)
    {
        if (json)
        {
            // One file, one document, as scripts expect it.
            if (results.Count == 1) LabJson.Print(results[0], json);
            else LabJson.Print(results, json);
            return;
        }
        foreach (var r in results)
        {
            Console.WriteLine(
                $"{r.Id,-10} cost {r.Cost,6} optimum {r.Optimal,6} gap {r.GapPercent,6:0.00} % moves {r.Moves,3} {r.SolveMs,6:0.0} ms");
        }
        var gaps = results.Select(r => r.GapPercent).OfType<double>().ToArray();
        if (gaps.Length == 0) return;
        Console.WriteLine($"{gaps.Length} with known optimum: mean gap {gaps.Average():0.000} %, worst {gaps.Max():0.00} %, "
            + $"{gaps.Count(g => g < 1e-9)} exact; solve mean {results.Average(r => r.SolveMs):0.0} ms, "
            + $"worst {results.Max(r => r.SolveMs):0.0} ms");
    }
}

/// <summary>As printed. Allocations are rows of class by sector, the given one first.</summary>
public sealed record RollingResult(
    string Id, string Policy, int MoveCost, double Cost, int Moves, double? Optimal, int[][][] Allocations, double SolveMs)
{
    public double? GapPercent => Optimal is { } optimal ? optimal == 0 ? (Cost == 0 ? 0 : 100) : 100 * (Cost / optimal - 1) : null;
}
