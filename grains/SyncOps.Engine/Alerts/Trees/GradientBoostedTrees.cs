using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Alerts.Trees;

/// <summary>
/// The probability of an event as a sum of trees on the log-odds, each grown to the logistic loss's gradient where the ones before left
/// it (J. H. Friedman, Greedy function approximation, Annals of Statistics 29, 2001; rows and features drawn per tree: Stochastic
/// gradient boosting, 2002). Sums run in row order and the exponential is portable, so the same rows and seed give the same trees anywhere.
/// </summary>
public sealed class GradientBoostedTrees
{
    private readonly double _start;
    private readonly RegressionTree[] _trees;

    private GradientBoostedTrees(double start, RegressionTree[] trees) => (_start, _trees) = (start, trees);

    /// <summary>Log-odds of the event for one row of features; not a number means missing.</summary>
    public double LogOdds(ReadOnlySpan<double> features)
    {
        var sum = _start;
        foreach (var tree in _trees) sum += tree.Predict(features);
        return sum;
    }

    /// <summary>Fits to rows of features and whether each was an event; needs at least one row.</summary>
    public static GradientBoostedTrees Fit(
        IReadOnlyList<double[]> rows, IReadOnlyList<bool> events, BoostingOptions options, RandomStream random)
    {
        var binning = HistogramBinning.Learn(rows);
        var grower = new TreeGrower(binning, binning.Apply(rows), options);
        var start = Logistic.LogOdds((events.Count(e => e) + 0.5) / (events.Count + 1.0));
        var logOdds = new double[rows.Count];
        Array.Fill(logOdds, start);
        var gradients = new double[rows.Count];
        var hessians = new double[rows.Count];
        var trees = new RegressionTree[options.Trees];
        for (var k = 0; k < trees.Length; k++)
        {
            for (var i = 0; i < logOdds.Length; i++)
            {
                var p = Logistic.Probability(logOdds[i]);
                gradients[i] = p - (events[i] ? 1 : 0);
                hessians[i] = p * (1 - p);
            }
            trees[k] = grower.Grow(Draw(rows.Count, options.RowShare, random), Draw(binning.Features, options.FeatureShare, random),
                gradients, hessians);
            for (var i = 0; i < logOdds.Length; i++) logOdds[i] += trees[k].Predict(rows[i]);
        }
        return new GradientBoostedTrees(start, trees);
    }

    // So many of n, ascending: each is taken with the probability that leaves the count exact (Knuth's algorithm S).
    private static int[] Draw(int n, double share, RandomStream random)
    {
        var wanted = Math.Max(1, (int)Math.Round(share * n));
        var drawn = new int[wanted];
        var count = 0;
        for (var i = 0; i < n && count < wanted; i++)
        {
            if (random.Uniform() * (n - i) < wanted - count) drawn[count++] = i;
        }
        return drawn;
    }
}
