using SyncOps.Engine.Horizon;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Solve;

/// <summary>
/// Makes floors of any size, the same from the same seed: areas of four to seven sectors in which work flows along a line that a second
/// line may join, classes at home in one area with some skills in the next, and surges that wander through the day. On average workers
/// are 70 to 105 % loaded in an area, so some have people to spare while others drown. All amounts are whole numbers, so that an exact
/// solver can take the same floor; a bucket is 15 minutes, and a move takes a third of it.
/// </summary>
public static class FloorGenerator
{
    private const double MoveLoss = 1.0 / 3;
    private const double MoveCost = 5;

    /// <summary>The seed of the n-th floor of a seed.</summary>
    public static ulong SeedOf(ulong seed, int n) => unchecked(seed * 1_000_003 + (ulong)n);

    /// <summary>The floor of a seed and size.</summary>
    public static HorizonModel Make(ulong seed, FloorSize size)
    {
        var random = RandomStream.For(seed, $"floor {size}");
        var areas = Areas(random, size.Sectors);
        var links = areas.SelectMany(a => Links(random, a)).ToArray();
        // Rates are multiples of 3, so that what a move leaves of a bucket is a whole number too.
        var pace = Fill(size.Sectors, () => 3.0 * Between(random, 3, 12));
        var rates = Rates(random, size, areas, pace);
        var (flow, arrivals) = Demand(random, size, areas, links, pace);
        return new HorizonModel
        {
            Sectors = size.Sectors, Classes = size.Classes, Buckets = size.Buckets, Rates = rates, Links = links, Arrivals = arrivals,
            Backlog = Fill(size.Sectors, j => Math.Round(random.Uniform() * flow[j])), WaitCost = Fill(size.Sectors, () => 1.0),
            Staff = Placement(random, size, rates, pace, flow), MoveCost = MoveCost,
            MoveLoss = Fill(size.Sectors * size.Sectors, () => MoveLoss),
        };
    }

    /// <summary>First sector of each area, and where the last ends.</summary>
    private static Range[] Areas(RandomStream random, int sectors)
    {
        var areas = new List<Range>();
        for (var first = 0; first < sectors;)
        {
            var left = sectors - first;
            var length = left <= 7 ? left : Math.Min(Between(random, 4, 7), left - 3);
            areas.Add(first..(first + length));
            first += length;
        }
        return [.. areas];
    }

    /// <summary>A line; in half of the areas its first sector joins further down, beside the second.</summary>
    private static IEnumerable<HorizonLink> Links(RandomStream random, Range area)
    {
        var (first, end) = (area.Start.Value, area.End.Value);
        var joins = end - first > 3 && random.Chance(0.5) ? first + 2 : first + 1;
        for (var j = first; j < end - 1; j++) yield return new HorizonLink(j, j == first ? joins : j + 1, 1);
    }

    /// <summary>Each class can do most of its own area and a part of the next; some people are faster than others.</summary>
    private static double[] Rates(RandomStream random, FloorSize size, Range[] areas, double[] pace)
    {
        var rates = new double[size.Classes * size.Sectors];
        for (var c = 0; c < size.Classes; c++)
        {
            var home = c * areas.Length / size.Classes;
            // More areas than classes: a class is then at home in all areas up to the next class's.
            var last = Math.Max(home, (c + 1) * areas.Length / size.Classes - 1);
            for (var a = home; a <= last; a++) Learn(areas[a], 0.8);
            Learn(areas[(last + 1) % areas.Length], 0.35);
            if (home > 0) Learn(areas[home - 1], 0.2);

            void Learn(Range area, double share)
            {
                for (var j = area.Start.Value; j < area.End.Value; j++)
                {
                    if (!random.Chance(share)) continue;
                    rates[c * size.Sectors + j] = Math.Max(3, 3 * Math.Round(pace[j] * (0.75 + 0.5 * random.Uniform()) / 3));
                }
            }
        }
        for (var j = 0; j < size.Sectors; j++)
        {
            var c = j * size.Classes / size.Sectors;
            if (Enumerable.Range(0, size.Classes).All(k => rates[k * size.Sectors + j] == 0)) rates[c * size.Sectors + j] = pace[j];
        }
        return rates;
    }

    /// <summary>The usual flow through each sector, and what comes from outside in each bucket.</summary>
    private static (double[] Flow, double[] Arrivals) Demand(
        RandomStream random, FloorSize size, Range[] areas, HorizonLink[] links, double[] pace)
    {
        var (flow, arrivals) = (new double[size.Sectors], new double[size.Sectors * size.Buckets]);
        foreach (var area in areas)
        {
            var sectors = Enumerable.Range(area.Start.Value, area.End.Value - area.Start.Value).ToArray();
            var sources = sectors.Where(j => links.All(l => l.To != j)).ToArray();
            // Flow 1 at every source needs this many people; the area has its share of all and is so loaded.
            var unit = new double[size.Sectors];
            foreach (var source in sources)
                for (var j = source; j >= 0; j = Downstream(j)) unit[j]++;
            var people = (double)size.Workers * sectors.Length / size.Sectors;
            var load = 0.70 + 0.35 * random.Uniform();
            var level = load * people / sectors.Sum(j => unit[j] / pace[j]) / 1.25;
            foreach (var j in sectors) flow[j] = level * unit[j];
            foreach (var source in sources)
            {
                var (peak, height) = (size.Buckets * random.Uniform(), 0.5 + 1.5 * random.Uniform());
                var (width, ripple) = (2.0 + 3 * random.Uniform(), 0.2);
                for (var t = 0; t < size.Buckets; t++)
                {
                    var surge = 1 + height * PortableMath.Exp(-(t - peak) * (t - peak) / (2 * width * width));
                    arrivals[t * size.Sectors + source] = Math.Round(level * surge * (1 - ripple + 2 * ripple * random.Uniform()));
                }
            }
        }
        return (flow, arrivals);

        int Downstream(int sector)
        {
            foreach (var link in links)
                if (link.From == sector) return link.To;
            return -1;
        }
    }

    /// <summary>Everybody begins where, of all that he can do, most is missing for the usual flow.</summary>
    private static int[] Placement(RandomStream random, FloorSize size, double[] rates, double[] pace, double[] flow)
    {
        var staff = new int[size.Classes * size.Sectors];
        var missing = Fill(size.Sectors, j => flow[j] / pace[j]);
        for (var w = 0; w < size.Workers; w++)
        {
            var c = w % size.Classes;
            var may = Enumerable.Range(0, size.Sectors).Where(j => rates[c * size.Sectors + j] > 0).ToArray();
            if (may.Length == 0) rates[c * size.Sectors + (may = [Between(random, 0, size.Sectors - 1)])[0]] = 3;
            var sector = may.MaxBy(j => missing[j] / (1 + flow[j] / pace[j]));
            missing[sector] -= rates[c * size.Sectors + sector] / pace[sector];
            staff[c * size.Sectors + sector]++;
        }
        return staff;
    }

    private static int Between(RandomStream random, int least, int most) => least + (int)(random.Uniform() * (most - least + 1));

    private static double[] Fill(int length, Func<double> draw) => Fill(length, _ => draw());

    private static double[] Fill(int length, Func<int, double> draw) => [.. Enumerable.Range(0, length).Select(draw)];
}
