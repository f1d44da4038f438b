using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Backtest;

/// <summary>A figure with its 95 % bootstrap interval over days.</summary>
public readonly record struct Interval95(double Value, double Low, double High);

/// <summary>Losses of the same days under several policies, compared day by day.</summary>
public static class DayComparison
{
    public const int Resamples = 2000;

    /// <summary>
    /// What a policy prevents of what could be prevented: sum of (reference - policy) over sum of (reference - bound). Null where less
    /// than 2 % of the reference's loss could be prevented; then only the regret, policy - bound, means something.
    /// </summary>
    public static Interval95? Prevented(double[] reference, double[] policy, double[] bound, ulong seed)
    {
        var could = reference.Sum() - bound.Sum();
        if (could <= 0.02 * reference.Sum()) return null;
        return Bootstrap(reference.Length, seed, days => Ratio(days, n => reference[n] - policy[n], n => reference[n] - bound[n]));
    }

    /// <summary>Mean of a - b over days.</summary>
    public static Interval95 MeanDifference(double[] a, double[] b, ulong seed)
        => Bootstrap(a.Length, seed, days => days.Average(n => a[n] - b[n]));

    /// <summary>Summed excess over the reference on days that are worse, as a share of the reference's summed loss.</summary>
    public static double WorseShare(double[] reference, double[] policy)
        => reference.Zip(policy, (r, p) => Math.Max(0, p - r)).Sum() / reference.Sum();

    /// <summary>The largest excess over the reference on any day, as a share of that day's loss of the reference.</summary>
    public static double WorstDay(double[] reference, double[] policy) => reference.Zip(policy, (r, p) => (p - r) / r).Max();

    /// <summary>Percentile interval: the figure on days drawn with replacement.</summary>
    public static Interval95 Bootstrap(int days, ulong seed, Func<int[], double> figure)
    {
        var random = RandomStream.For(seed, "bootstrap");
        var all = Enumerable.Range(0, days).ToArray();
        var drawn = new int[days];
        var figures = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var n = 0; n < days; n++) drawn[n] = (int)(random.Uniform() * days);
            figures[i] = figure(drawn);
        }
        Array.Sort(figures);
        return new Interval95(figure(all), figures[(int)(0.025 * Resamples)], figures[(int)(0.975 * Resamples)]);
    }

    private static double Ratio(int[] days, Func<int, double> above, Func<int, double> below)
    {
        var (a, b) = (0.0, 0.0);
        foreach (var n in days)
        {
            a += above(n);
            b += below(n);
        }
        return b == 0 ? 0 : a / b;
    }
}
