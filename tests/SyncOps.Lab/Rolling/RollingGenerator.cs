using System.Text.Json;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Rolling;

/// <summary>Makes fresh rolling-horizon instances of the kind and size of the files, from any seed.</summary>
public static class RollingGenerator
{
    /// <summary>The n-th instance of a seed; with classes, workers differ in their rates and in where they may stand.</summary>
    public static RollingInstance Make(ulong seed, int n, bool classes)
    {
        var random = RandomStream.For(seed, $"rolling-{n}");
        var (sectors, buckets) = (Between(3, 5), Between(6, 12));
        var next = Route(random.Uniform(), sectors);
        var sources = Enumerable.Range(0, sectors).Where(j => !next.Contains(j)).ToArray();

        var groups = classes ? Between(2, 3) : 1;
        var rates = Enumerable.Range(0, groups)
            .Select(_ => Enumerable.Range(0, sectors).Select(_ => Rate()).ToArray()).ToArray();
        // Whom nobody would let in anywhere can at least stand in the first sector.
        foreach (var rate in rates)
            if (rate.All(r => r == 0)) rate[0] = 10;
        var start = rates.Select(rate => Place(rate, classes ? Between(2, 3) : Between(2, 7))).ToArray();

        var mean = rates.Average(rate => rate.Average());
        var load = (0.5 + 0.6 * random.Uniform()) * start.Sum(s => s.Sum()) * mean / sectors;
        var arrivals = Enumerable.Range(0, sectors).Select(_ => new double[buckets]).ToArray();
        foreach (var source in sources)
        {
            var peak = buckets * random.Uniform();
            for (var t = 0; t < buckets; t++)
            {
                var surge = 1 + 2 * PortableMath.Exp(-(t - peak) * (t - peak) / 4);
                arrivals[source][t] = Math.Round(load * surge * (0.8 + 0.4 * random.Uniform()) / 2);
            }
        }
        var backlog = Enumerable.Range(0, sectors).Select(_ => random.Chance(0.3) ? (double)Between(5, 60) : 0).ToArray();
        return new RollingInstance(
            $"{(classes ? "FC" : "FD")}{seed}-{n}", next, arrivals, backlog, [.. Enumerable.Repeat(1.0, sectors)],
            classes ? null : rates[0],
            classes ? [.. rates.Select(r => new WorkerClass(r))] : null,
            classes ? JsonSerializer.SerializeToElement(start) : JsonSerializer.SerializeToElement(start[0]), null, null);

        double Rate() => classes && random.Chance(0.2) ? 0 : Between(8, 30);

        int Between(int least, int most) => least + (int)(random.Uniform() * (most - least + 1));

        int[] Place(double[] rate, int workers)
        {
            var may = Enumerable.Range(0, sectors).Where(j => rate[j] > 0).ToArray();
            var placed = new int[sectors];
            for (var w = 0; w < workers; w++) placed[may[Between(0, may.Length - 1)]]++;
            return placed;
        }
    }

    /// <summary>A line; a line beside a sector that work leaves at once; or two that feed a line.</summary>
    private static int[] Route(double draw, int sectors)
    {
        var next = Enumerable.Range(1, sectors).Select(j => j < sectors ? j : -1).ToArray();
        if (draw < 0.33) next[0] = -1;
        else if (draw < 0.66 && sectors > 3) next[0] = 2;
        return next;
    }
}
