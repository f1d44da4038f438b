using System.CommandLine;
using System.Diagnostics;
using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Solve;

/// <summary>How long the engine takes on a floor of any size, cold and from one bucket to the next, and how good its plan is.</summary>
public static class SolveCommand
{
    public static Command Create()
    {
        var sectors = new Option<int>("--sectors") { Description = "Sectors", DefaultValueFactory = _ => 50 };
        var classes = new Option<int>("--classes") { Description = "Classes of workers", DefaultValueFactory = _ => 12 };
        var resources = new Option<int>("--resources") { Description = "Workers", DefaultValueFactory = _ => 500 };
        var buckets = new Option<int>("--buckets") { Description = "Buckets of 15 minutes", DefaultValueFactory = _ => 24 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the floor", DefaultValueFactory = _ => 1 };
        var floors = new Option<int>("--floors") { Description = "So many floors, from this seed on", DefaultValueFactory = _ => 1 };
        var resolves = new Option<int>("--resolves") { Description = "Plans after the first", DefaultValueFactory = _ => 200 };
        var limit = new Option<int>("--limit") { Description = "Seconds of an exact solver; 0: none", DefaultValueFactory = _ => 60 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("solve", "Plans large floors, cold and warm")
        {
            sectors, classes, resources, buckets, seed, floors, resolves, limit, json,
        };
        command.SetAction(parsed =>
        {
            var size = new FloorSize(
                parsed.GetValue(sectors), parsed.GetValue(classes), parsed.GetValue(resources), parsed.GetValue(buckets));
            if (size.Sectors < 2 || size.Classes < 1 || size.Workers < 1 || size.Buckets < 1)
                throw new InstanceException($"A floor needs two sectors, a class, a worker and a bucket at least; this is {size}.");
            // What is measured is the solver, not the compiler that gets to know it.
            var first = FloorGenerator.Make(0, new FloorSize(20, 4, 120, 24));
            for (var i = 0; i < 3; i++) HorizonSearch.Solve(first, HorizonBudget.Cold(first));
            var results = new List<SolveResult>();
            for (var n = 0; n < parsed.GetValue(floors); n++)
            {
                var result = Measure(
                    size, parsed.GetValue(seed) + (ulong)n, parsed.GetValue(resolves), TimeSpan.FromSeconds(parsed.GetValue(limit)));
                results.Add(result);
                if (!parsed.GetValue(json)) Console.WriteLine(result.Line);
            }
            if (parsed.GetValue(json)) LabJson.Print<object>(results.Count == 1 ? results[0] : results, true);
        });
        return command;
    }

    /// <summary>Makes the floor of a seed, plans it cold, then warm from bucket to bucket, and says how good the plans are.</summary>
    public static SolveResult Measure(FloorSize size, ulong seed, int resolves, TimeSpan limit)
    {
        var model = FloorGenerator.Make(seed, size);
        var started = Stopwatch.GetTimestamp();
        var cold = HorizonSearch.Solve(model, HorizonBudget.Cold(model));
        var coldMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var (times, cpuMs, last, lastModel) = Resolve(model, seed, cold, resolves);
        var memoryMb = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var (best, bound) = BestKnown.Of(model, cold, limit);
        // The last of many resolves: whether plans that go on from each other get worse with time.
        var lastBound = resolves > 0 ? LinearBound.Solve(lastModel, TimeSpan.FromMinutes(10)) : null;
        return new SolveResult(
            size, seed, coldMs, Percentile(times, 0.5), Percentile(times, 0.99), cpuMs, memoryMb,
            HorizonSearch.Solve(model, 0).Cost, cold.Cost, best, bound, lastBound is { } least ? 100 * (last.Cost / least - 1) : null);
    }

    private static (List<double> Times, double CpuMs, HorizonPlan Last, HorizonModel LastModel) Resolve(
        HorizonModel model, ulong seed, HorizonPlan cold, int resolves)
    {
        var (floor, plan, times) = (new LiveFloor(model, seed), cold, new List<double>());
        var moves = floor.Name(plan);
        var cpu = TimeSpan.Zero;
        for (var n = 0; n < resolves; n++)
        {
            floor.Advance(plan, moves);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var started = Stopwatch.GetTimestamp();
            plan = HorizonSearch.Solve(floor.Model, HorizonBudget.Warm(floor.Model), before: plan);
            moves = floor.Name(plan);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            cpu += Process.GetCurrentProcess().TotalProcessorTime - before;
        }
        return (times, resolves == 0 ? 0 : cpu.TotalMilliseconds / resolves, plan, floor.Model);
    }

    private static double? Percentile(List<double> times, double share)
    {
        if (times.Count == 0) return null;
        var sorted = times.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}

/// <summary>
/// As printed. Times in milliseconds, <c>warmCpuMs</c> is the mean processor time of a resolve; costs of nobody moving, of the cold plan
/// and of the best plan known; a bound that no plan is below; and how far the last warm plan is above its own linear bound.
/// </summary>
public sealed record SolveResult(
    FloorSize Size, ulong Seed, double ColdMs, double? WarmP50Ms, double? WarmP99Ms, double WarmCpuMs, double MemoryMb, double Static,
    double Objective, double BestInteger, double Bound, double? LastAboveBoundPercent)
{
    public double AboveBestPercent => 100 * (Objective / BestInteger - 1);
    public double AboveBoundPercent => 100 * (Objective / Bound - 1);

    internal string Line => $"{Size.Sectors}x{Size.Classes}x{Size.Workers}x{Size.Buckets} seed {Seed}: cold {ColdMs:0} ms, "
        + $"warm p50 {WarmP50Ms:0.0} p99 {WarmP99Ms:0.0} ms (processor {WarmCpuMs:0.0} ms), {MemoryMb:0} MB; static {Static:0}, "
        + $"objective {Objective:0}, best known {BestInteger:0} (+{AboveBestPercent:0.00} %), bound {Bound:0} "
        + $"(+{AboveBoundPercent:0.00} %), last warm +{LastAboveBoundPercent:0.00} %";
}
