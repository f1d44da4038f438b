using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Estimation;

/// <summary>
/// Minutes from leaving one sector to being able to work in another, as the floor says and moves have shown: floor x (1 + d + p + e), d
/// common to all who come to the sector, p to those of one pair, e one move's own. The linear Bayes estimate of d and p (hierarchical
/// credibility, W. S. Jewell 1975): a pair's own mean counts by how many moves it has, and the rest is what other pairs tell of the
/// sector. Without moves it is what the floor says. Immutable.
/// </summary>
public sealed class TravelTimes
{
    /// <summary>Variances before anything is known, assumptions: of a pair about its sector, of a sector, and of one move.</summary>
    private const double PairVariance = 0.0625;
    private const double SectorVariance = 0.125;
    private const double MoveVariance = 0.25;

    /// <summary>So many moves weigh as much as what is known of a pair before them: move over pair variance.</summary>
    private const double PairWeight = MoveVariance / PairVariance;

    /// <summary>And so many pairs, seen for ever, as what is known of a sector: pair over sector variance.</summary>
    private const double SectorWeight = PairVariance / SectorVariance;

    /// <summary>What is assumed of the variance of one move weighs as much as so many differences of moves from their mean.</summary>
    private const double MoveVarianceWeight = 6;

    private readonly Floor _floor;
    private readonly Destination?[] _to;

    private TravelTimes(Floor floor, Destination?[] to) => (_floor, _to) = (floor, to);

    /// <summary>From what some sectors have seen; of all others it is what the floor says. Unknown sectors are left out.</summary>
    public static TravelTimes Of(Floor floor, IEnumerable<(string Sector, IReadOnlyList<TravelTally> Tallies)> seen)
    {
        var to = new Destination?[floor.Sectors.Count];
        foreach (var (sector, tallies) in seen)
            if (tallies.Count > 0 && floor.SectorIndex(sector) is >= 0 and var index) to[index] = Learn(floor, index, tallies);
        return new TravelTimes(floor, to);
    }

    /// <summary>Expected minutes between sectors by index; 0 within one, and where the floor says that a move takes no time.</summary>
    public double Minutes(int from, int to) => Of(from, to).Minutes;

    /// <summary>
    /// Minutes between sectors by index, the standard deviation of one move more about them (its own chance and doubt about the mean), and
    /// the number of moves of this very pair that are remembered.
    /// </summary>
    public TravelTime Of(int from, int to)
    {
        var standard = _floor.TravelMinutes(from, to);
        var known = _to[to] ?? Destination.Unknown;
        var pair = known.Pairs.GetValueOrDefault(from);
        var own = pair.Moves / (pair.Moves + PairWeight);
        var factor = own * pair.Factor + (1 - own) * known.Factor;
        var doubt = PairVariance * (1 - own) + (1 - own) * (1 - own) * known.Variance;
        return new TravelTime(
            standard * factor, standard * Math.Sqrt(factor * factor * known.MoveVariance + doubt), (int)Math.Round(pair.Moves));
    }

    private static Destination Learn(Floor floor, int to, IReadOnlyList<TravelTally> tallies)
    {
        var pairs = new SortedDictionary<int, (double Moves, double Factor)>();
        var (weights, factors) = (SectorWeight, SectorWeight);
        var (differences, scatter) = (MoveVarianceWeight, MoveVarianceWeight * MoveVariance);
        foreach (var tally in tallies)
        {
            if (floor.SectorIndex(tally.From) is not (>= 0 and var from)) continue;
            if (floor.TravelMinutes(from, to) is not (> 0 and var standard)) continue;
            var factor = tally.Mean / standard;
            var weight = tally.Moves / (tally.Moves + PairWeight);
            pairs[from] = (tally.Moves, factor);
            weights += weight;
            factors += weight * factor;
            differences += Math.Max(0, tally.Moves - 1);
            scatter += tally.Scatter;
        }
        return new Destination(pairs, factors / weights, PairVariance / weights, scatter / differences);
    }

    // Of all who come to a sector, over what the floor says: the factor, its variance and that of one move; by index of where from the
    // moves and their mean factor.
    private sealed record Destination(
        SortedDictionary<int, (double Moves, double Factor)> Pairs, double Factor, double Variance, double MoveVariance)
    {
        public static readonly Destination Unknown = new([], 1, SectorVariance, TravelTimes.MoveVariance);
    }
}

/// <summary>What is known of the way between two sectors; see <see cref="TravelTimes.Of(int, int)"/>.</summary>
public readonly record struct TravelTime(double Minutes, double SpreadMinutes, int Moves);
