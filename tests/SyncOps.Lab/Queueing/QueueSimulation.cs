using SyncOps.Engine.Queueing;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Queueing;

/// <summary>A mean over replications with the half-width of its 95 % interval.</summary>
public readonly record struct Estimate(double Mean, double HalfWidth)
{
    /// <summary>Normal quantile: replications are many.</summary>
    private const double Z = 1.96;

    public static Estimate Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return new Estimate(mean, Z * Math.Sqrt(variance / values.Count));
    }
}

/// <summary>Mean wait and service levels of a simulated queue.</summary>
public sealed record SimulatedWaits(Estimate MeanMinutes, Estimate ShareWaiting, IReadOnlyList<Estimate> SharesWithin);

/// <summary>
/// A queue G/G/c simulated customer by customer, first in, first out: each takes the server that is free first (Kiefer and Wolfowitz
/// 1955). Times with a squared coefficient of variation up to 1 are gamma (constant at 0), above it hyperexponential with balanced means.
/// </summary>
public static class QueueSimulation
{
    /// <summary>Runs replications that each count so many customers after as many uncounted ones.</summary>
    public static SimulatedWaits Run(
        ServerGroup group, int servers, IReadOnlyList<double> withinMinutes, int replications, int customers, ulong seed)
    {
        var means = new double[replications];
        var waiting = new double[replications];
        var within = new double[withinMinutes.Count][];
        for (var k = 0; k < within.Length; k++) within[k] = new double[replications];
        var waits = new double[customers];
        for (var r = 0; r < replications; r++)
        {
            Replicate(group, servers, waits, RandomStream.For(seed, $"arrivals {r}"), RandomStream.For(seed, $"services {r}"));
            means[r] = waits.Average();
            waiting[r] = waits.Count(w => w > 0) / (double)customers;
            for (var k = 0; k < within.Length; k++) within[k][r] = waits.Count(w => w <= withinMinutes[k]) / (double)customers;
        }
        return new SimulatedWaits(Estimate.Of(means), Estimate.Of(waiting), [.. within.Select(Estimate.Of)]);
    }

    private static void Replicate(ServerGroup group, int servers, double[] waits, RandomStream arrivals, RandomStream services)
    {
        var free = new PriorityQueue<int, double>(servers);
        for (var s = 0; s < servers; s++) free.Enqueue(s, 0);
        var now = 0.0;
        for (var i = -waits.Length; i < waits.Length; i++)
        {
            now += 60 / group.ArrivalsPerHour * Draw(arrivals, group.Ca2);
            free.TryPeek(out var server, out var freeAt);
            var starts = Math.Max(now, freeAt);
            free.DequeueEnqueue(server, starts + 60 / group.UnitsPerHour * Draw(services, group.Cs2));
            if (i >= 0) waits[i] = starts - now;
        }
    }

    private static double Draw(RandomStream random, double cv2)
    {
        if (cv2 <= 1) return random.Factor(Math.Sqrt(cv2));
        var often = (1 + Math.Sqrt((cv2 - 1) / (cv2 + 1))) / 2;
        var mean = random.Chance(often) ? 1 / (2 * often) : 1 / (2 * (1 - often));
        return mean * random.Factor(1);
    }
}
