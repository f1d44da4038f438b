using System.Diagnostics;
using SyncOps.Engine.Horizon;
using SyncOps.Lab.Solve;

namespace SyncOps.Lab.Rolling;

/// <summary>Floors that are too large for a proof: the engine's plan beside the best that is known, and beside a bound.</summary>
public static class LargeFloors
{
    private static readonly FloorSize Size = new(Sectors: 20, Classes: 4, Workers: 120, Buckets: 24);

    /// <summary>Solves so many floors of a seed, one after the other, and prints what came of them.</summary>
    public static void Run(ulong seed, int floors, TimeSpan limit, bool json)
    {
        var results = new List<LargeResult>();
        for (var n = 1; n <= floors; n++)
        {
            var result = Solve(seed, n, limit);
            results.Add(result);
            if (!json)
            {
                Console.WriteLine($"{result.Id,-10} static {result.Static,7} cost {result.Cost,7} best known {result.BestInteger,7} "
                    + $"bound {result.Bound,9:0.0} gap {result.GapPercent:0.00} % {result.SolveMs:0} ms");
            }
        }
        LabJson.Print(
            results, json,
            $"{results.Count} floors: mean {results.Average(r => r.GapPercent):0.00} %, worst {results.Max(r => r.GapPercent):0.00} % "
            + $"above the best known, mean {results.Average(r => 100 * (r.Cost / r.Bound - 1)):0.00} % above the bound");
    }

    /// <summary>One floor; the exact solver has so much time, from the best plan of the long searches on.</summary>
    public static LargeResult Solve(ulong seed, int n, TimeSpan limit)
    {
        var model = FloorGenerator.Make(FloorGenerator.SeedOf(seed, n), Size);
        var started = Stopwatch.GetTimestamp();
        var plan = HorizonSearch.Solve(model, HorizonBudget.Cold(model));
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var (best, bound) = BestKnown.Of(model, plan, limit);
        return new LargeResult($"L{seed}-{n}", HorizonSearch.Solve(model, 0).Cost, plan.Cost, best, bound, took);
    }
}

/// <summary>As printed: costs of nobody moving, of the engine's plan, of the best plan known; a bound that no plan is below.</summary>
public sealed record LargeResult(string Id, double Static, double Cost, double BestInteger, double Bound, double SolveMs)
{
    public double GapPercent => 100 * (Cost / BestInteger - 1);
}
