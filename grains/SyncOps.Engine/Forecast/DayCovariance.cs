using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Forecast;

/// <summary>
/// Covariance between the slots of a day of what its forecast misses, on the root scale: a structured prior - the day's level, swings
/// that fade within hours, over-dispersed chance - fitted to the innovations by moments, then pulled towards the innovations' own
/// covariance (shrinkage to a target: Ledoit, Wolf 2003; as the mean of an inverse Wishart posterior).
/// </summary>
internal static class DayCovariance
{
    /// <summary>The structure weighs as much as this many days of raw covariance.</summary>
    private const double StructureDays = 80;

    /// <summary>And the values below, held before any day was seen, as much as this many days.</summary>
    private const double DefaultDays = 5;
    private const double DefaultLevelCv = 0.15;
    private const double DefaultSwingCv = 0.1;
    private const double DefaultChance = 0.5;

    /// <summary>Variance of a Poisson count's root, whatever its mean: nothing arrives more evenly.</summary>
    private const double PoissonChance = 0.25;
    private const double SwingHours = 2;

    /// <summary>
    /// The covariance, slots x slots row by row. <paramref name="expected"/>: roots expected today, without the transform's quarter.
    /// </summary>
    public static double[] Estimate(IReadOnlyList<double[]> innovations, double[] expected, double slotHours)
    {
        var slots = expected.Length;
        var raw = Moments(innovations, slots);
        var fade = new double[slots];
        for (var lag = 0; lag < slots; lag++) fade[lag] = PortableMath.Exp(-Math.Min(700, lag * slotHours / SwingHours));
        var (level, swing) = Relative(raw, expected, fade);
        var share = Array.ConvertAll(expected, root => root * root / (root * root + 1));
        var chance = Chance(raw, expected, share, level + swing);

        var days = innovations.Count;
        var trust = days / (days + DefaultDays);
        level = trust * level + (1 - trust) * DefaultLevelCv * DefaultLevelCv / 4;
        swing = trust * swing + (1 - trust) * DefaultSwingCv * DefaultSwingCv / 4;
        chance = trust * chance + (1 - trust) * DefaultChance;

        var covariance = new double[slots * slots];
        for (var i = 0; i < slots; i++)
        {
            for (var j = 0; j < slots; j++)
            {
                var structure = expected[i] * expected[j] * (level + swing * fade[Math.Abs(i - j)]) + (i == j ? chance * share[i] : 0);
                covariance[i * slots + j] = (days * raw[i * slots + j] + StructureDays * structure) / (days + StructureDays);
            }
        }
        return covariance;
    }

    private static double[] Moments(IReadOnlyList<double[]> innovations, int slots)
    {
        var raw = new double[slots * slots];
        foreach (var day in innovations)
            for (var i = 0; i < slots; i++)
                for (var j = 0; j < slots; j++) raw[i * slots + j] += day[i] * day[j] / innovations.Count;
        return raw;
    }

    // Least squares of the covariances of different slots on r_i r_j and r_i r_j fade, neither below 0. A level that varies by a share c
    // varies the root r by c/2 r, so these are squared coefficients of variation over 4.
    private static (double Level, double Swing) Relative(double[] raw, double[] expected, double[] fade)
    {
        double ll = 0, ls = 0, ss = 0, lr = 0, sr = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var level = expected[i] * expected[j];
                var swing = level * fade[i - j];
                ll += level * level;
                ls += level * swing;
                ss += swing * swing;
                lr += level * raw[i * expected.Length + j];
                sr += swing * raw[i * expected.Length + j];
            }
        }
        if (!(ss > 0)) return (0, 0);
        var determinant = ll * ss - ls * ls;
        var (a, b) = determinant > 1e-9 * ll * ss ? ((lr * ss - sr * ls) / determinant, (ll * sr - ls * lr) / determinant) : (lr / ll, 0);
        if (a < 0) (a, b) = (0, sr / ss);
        if (b < 0) (a, b) = (lr / ll, 0);
        return (Math.Max(0, a), Math.Max(0, b));
    }

    private static double Chance(double[] raw, double[] expected, double[] share, double relative)
    {
        double left = 0, shares = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            left += raw[i * expected.Length + i] - relative * expected[i] * expected[i];
            shares += share[i];
        }
        return shares > 0 ? Math.Max(PoissonChance, left / shares) : PoissonChance;
    }
}
