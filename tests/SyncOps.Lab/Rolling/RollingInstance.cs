using System.Text.Json;
using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Rolling;

/// <summary>A file of <c>instances/rolling</c>: one class of workers with <c>rate</c>, or several in <c>classes</c>.</summary>
public sealed record RollingInstance(
    string Id, int[] Next, double[][] Arr, double[] Q0, double[] H, double[]? Rate, WorkerClass[]? Classes, JsonElement W0,
    Dictionary<string, double>? Optimal, double? Static)
{
    public int Sectors => Next.Length;
    public int Buckets => Arr[0].Length;

    /// <summary>Rates by class and sector.</summary>
    public double[][] Rates => Classes is null ? [Rate!] : [.. Classes.Select(c => c.Rate)];

    /// <summary>Workers at the start by class and sector.</summary>
    public int[][] Start => Classes is null ? [W0.Deserialize<int[]>()!] : W0.Deserialize<int[][]>()!;

    public HorizonModel Model(double moveCost) => new()
    {
        Sectors = Sectors, Classes = Rates.Length, Buckets = Buckets, Rates = [.. Rates.SelectMany(r => r)],
        Links = [.. Next.Select((to, from) => new HorizonLink(from, to, 1)).Where(l => l.To >= 0)],
        Arrivals = [.. Enumerable.Range(0, Buckets).SelectMany(t => Arr.Select(row => row[t]))],
        Backlog = Q0, WaitCost = H, Staff = [.. Start.SelectMany(r => r)], MoveCost = moveCost,
    };

    /// <summary>
    /// What the plant makes of allocations (row, class, sector), by the law that the files state and nothing of the engine: the cost and
    /// the moves. Throws when they do not begin as given, lose or invent workers, or put a class where its rate is 0.
    /// </summary>
    public (double Cost, int Moves) Simulate(int[][][] allocations, double moveCost)
    {
        if (allocations.Length != Buckets + 1) throw new InstanceException($"{Id}: {allocations.Length} rows for {Buckets} buckets.");
        var (rates, start) = (Rates, Start);
        var (queue, cost, moves) = ((double[])Q0.Clone(), 0.0, 0);
        for (var c = 0; c < rates.Length; c++)
            if (!allocations[0][c].SequenceEqual(start[c])) throw new InstanceException($"{Id}: the plan does not begin as given.");
        for (var t = 0; t < Buckets; t++)
        {
            for (var c = 0; c < rates.Length; c++)
            {
                var (now, then) = (allocations[t][c], allocations[t + 1][c]);
                if (then.Sum() != now.Sum() || then.Any(n => n < 0)) throw new InstanceException($"{Id}: workers are lost or invented.");
                for (var j = 0; j < Sectors; j++)
                {
                    if (then[j] > 0 && rates[c][j] <= 0) throw new InstanceException($"{Id}: class {c} stands in {j} without a rate.");
                    moves += Math.Max(0, then[j] - now[j]);
                }
            }
            queue = Step(queue, t, allocations[t], allocations[t + 1]);
            for (var j = 0; j < Sectors; j++) cost += H[j] * queue[j];
        }
        return (cost + moveCost * moves, moves);
    }

    /// <summary>What waits after a bucket, when so much waited before it and so many of each class stood where at both its ends.</summary>
    public double[] Step(double[] queue, int bucket, int[][] now, int[][] then)
    {
        var (rates, after) = (Rates, new double[Sectors]);
        for (var j = 0; j < Sectors; j++)
        {
            var capacity = 0.0;
            for (var c = 0; c < rates.Length; c++) capacity += Math.Min(now[c][j], then[c][j]) * rates[c][j];
            var available = queue[j] + Arr[j][bucket];
            var served = Math.Min(available, capacity);
            after[j] += available - served;
            if (Next[j] >= 0) after[Next[j]] += served;
        }
        return after;
    }
}

public sealed record WorkerClass(double[] Rate);
