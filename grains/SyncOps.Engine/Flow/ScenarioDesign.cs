using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Flow;

/// <summary>
/// The ensemble of a floor: few scenarios of equal weight that hold every arrival and every pace at the middles of equal strata of its
/// distribution (Latin hypercube: McKay, Beckman, Conover 1979). The first is the median of everything, the others are opposite pairs, so
/// what is linear is met exactly. All are independent; of those whose effects meet in one backlog, sums and differences are kept like
/// a normal sample too, which chance alone would not do with so few. The same floor has the same ensemble, on any machine.
/// </summary>
internal sealed class ScenarioDesign
{
    /// <summary>The median and six pairs.</summary>
    public const int Count = 13;

    /// <summary>Standard normal quantiles of 7.5/13, 8.5/13 ... 12.5/13.</summary>
    private static readonly double[] Strata = [0.1940, 0.3957, 0.6151, 0.8694, 1.1984, 1.7688];

    /// <summary>Of so many drawn arrangements the best one is taken.</summary>
    private const int Drawn = 256;

    /// <summary>It matters within a sector and along its routes; over two of them this much less.</summary>
    private const double TwoRoutes = 0.25;

    private readonly FlowNetwork _network;
    private readonly double[]?[] _demand;
    private readonly double[]?[] _pace;

    private ScenarioDesign(FlowNetwork network, int sectors)
        => (_network, _demand, _pace) = (network, new double[sectors][], new double[sectors][]);

    public static DemandScenario[] Of(Floor floor, FlowNetwork network)
    {
        var sectors = floor.Sectors.Count;
        var design = new ScenarioDesign(network, sectors);
        var isFed = new bool[sectors];
        for (var s = 0; s < sectors; s++)
            foreach (var link in network.LinksOf(s)) isFed[link.To] = true;
        foreach (var s in network.ServiceOrder)
        {
            if (!isFed[s]) design._demand[s] = design.Column($"arrivals/{floor.Sectors[s].Id}", s);
            design._pace[s] = design.Column($"pace/{floor.Sectors[s].Id}", s);
        }
        // Few sectors that are fed from upstream also get work from outside: theirs may correlate most.
        for (var s = 0; s < sectors; s++) design._demand[s] ??= design.Column($"arrivals/{floor.Sectors[s].Id}", s);

        var scenarios = new DemandScenario[Count];
        for (var k = 0; k < Count; k++)
        {
            var scenario = k;
            scenarios[k] = new DemandScenario(
                Array.ConvertAll(design._demand, c => Z(c!, scenario)), Array.ConvertAll(design._pace, c => Z(c!, scenario)), 1.0 / Count);
        }
        return scenarios;
    }

    // Scenario 0 is the median; 2p + 1 and 2p + 2 are pair p and its opposite.
    private static double Z(double[] column, int scenario)
    {
        if (scenario == 0) return 0;
        return scenario % 2 == 1 ? column[scenario / 2] : -column[scenario / 2 - 1];
    }

    private double[] Column(string name, int sector)
    {
        var (stream, near) = (RandomStream.For(0, name), Near(sector));
        var (best, least) = (Strata, double.PositiveInfinity);
        for (var i = 0; i < Drawn && least > 0; i++)
        {
            var drawn = Arrangement(stream);
            var misses = 0.0;
            foreach (var (column, weight) in near) misses += weight * (Miss(drawn, column, 1) + Miss(drawn, column, -1));
            if (misses < least) (best, least) = (drawn, misses);
        }
        return best;
    }

    private static double[] Arrangement(RandomStream stream)
    {
        double[] drawn = [.. Strata];
        for (var p = drawn.Length - 1; p >= 0; p--)
        {
            var other = (int)(stream.Uniform() * (p + 1));
            (drawn[p], drawn[other]) = (drawn[other], drawn[p]);
            if (stream.Chance(0.5)) drawn[p] = -drawn[p];
        }
        return drawn;
    }

    // Columns that are there already, of the sector itself and of those at most two routes upstream or downstream of it.
    private List<(double[] Column, double Weight)> Near(int sector)
    {
        var near = new List<(double[], double)>();
        for (var s = 0; s < _pace.Length; s++)
        {
            var weight = s == sector || Leads(s, sector) || Leads(sector, s) ? 1 : IsTwoAway(s, sector) ? TwoRoutes : 0;
            if (weight == 0) continue;
            if (_demand[s] is { } demand) near.Add((demand, weight));
            if (_pace[s] is { } pace) near.Add((pace, weight));
        }
        return near;
    }

    private bool Leads(int from, int to)
    {
        foreach (var link in _network.LinksOf(from))
            if (link.To == to) return true;
        return false;
    }

    private bool IsTwoAway(int a, int b)
    {
        foreach (var link in _network.LinksOf(a))
            if (Leads(link.To, b)) return true;
        foreach (var link in _network.LinksOf(b))
            if (Leads(link.To, a)) return true;
        return false;
    }

    // How far the sum or difference of two, scaled back to a standard normal, is from the strata.
    private static double Miss(double[] a, double[] b, int sign)
    {
        Span<double> sums = stackalloc double[Strata.Length];
        for (var i = 0; i < sums.Length; i++) sums[i] = Math.Abs(a[i] + sign * b[i]) / Math.Sqrt(2);
        sums.Sort();
        var miss = 0.0;
        for (var i = 0; i < sums.Length; i++) miss += (sums[i] - Strata[i]) * (sums[i] - Strata[i]);
        return miss;
    }
}
