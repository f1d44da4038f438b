using System.Diagnostics;
using System.Text.Json;
using SyncOps.Engine.Horizon;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Rolling;

/// <summary>
/// Plans again at the start of every bucket, on a forecast, and acts on the first bucket only; then what really comes is seen. A forecast
/// is each arrival to come times a factor of mean 1, drawn anew for every plan and rounded to whole units; past arrivals are known exactly.
/// All planners that are compared meet the same forecasts.
/// </summary>
public static class ClosedLoop
{
    /// <summary>
    /// What a planner thinks best: counts by class and sector at the end of the first bucket; null when it found nothing.
    /// </summary>
    public delegate int[][]? Planner(RollingInstance ahead);

    /// <summary>What the product makes of an instance; times are those of one plan, on average.</summary>
    public static RollingResult Run(RollingInstance instance, int moveCost, double noise, ulong seed)
    {
        var (took, plans) = (0.0, 0);
        HorizonPlan? before = null;
        var allocations = Run(instance, noise, seed, ahead =>
        {
            var model = ahead.Model(moveCost);
            var started = Stopwatch.GetTimestamp();
            before = HorizonSearch.Solve(model, HorizonBudget.Small, before: before);
            took += Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            plans++;
            return RollingCommand.Allocations(model, before)[1];
        })!;
        var (cost, moves) = instance.Simulate(allocations, moveCost);
        return new RollingResult(instance.Id, "syncops", moveCost, cost, moves, null, allocations, took / plans);
    }

    /// <summary>The cost of planning exactly each time with the same forecasts; null when a proof did not end within the limit.</summary>
    public static double? RunExactly(RollingInstance instance, int moveCost, double noise, ulong seed, TimeSpan limit)
        => Run(instance, noise, seed, ahead => ExactRolling.Plan(ahead, moveCost, limit)) is { } allocations
            ? instance.Simulate(allocations, moveCost).Cost
            : null;

    private static int[][][]? Run(RollingInstance instance, double noise, ulong seed, Planner planner)
    {
        var random = RandomStream.For(seed, $"forecasts {instance.Id}");
        var allocations = new int[instance.Buckets + 1][][];
        allocations[0] = instance.Start;
        var queue = (double[])instance.Q0.Clone();
        for (var t = 0; t < instance.Buckets; t++)
        {
            var forecast = instance.Arr.Select(row => row.Skip(t).Select(a => Math.Round(a * random.Factor(noise))).ToArray()).ToArray();
            var ahead = instance with { Arr = forecast, Q0 = queue, W0 = Placed(instance, allocations[t]), Optimal = null };
            if (planner(ahead) is not { } next) return null;
            allocations[t + 1] = next;
            queue = instance.Step(queue, t, allocations[t], next);
        }
        return allocations;
    }

    private static JsonElement Placed(RollingInstance instance, int[][] staff)
        => instance.Classes is null ? JsonSerializer.SerializeToElement(staff[0]) : JsonSerializer.SerializeToElement(staff);
}
