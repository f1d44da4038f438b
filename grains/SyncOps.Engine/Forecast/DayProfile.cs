namespace SyncOps.Engine.Forecast;

/// <summary>
/// What is known of a day before it begins: the expected arrivals of each slot, from the plan and the days before by calendar and
/// recency, and how slots are wrong together. Made once a day; it is derived, so it need not be stored.
/// All of it lives on the root scale z = sqrt(x + 1/4), where a count's variance hardly depends on its mean (Anscombe 1948; for call
/// centres Brown et al., JASA 100, 2005; Weinberg, Brown, Stroud, JASA 102, 2007).
/// </summary>
public sealed class DayProfile
{
    /// <summary>Innovations of the first days of a history measure ignorance, not the days.</summary>
    private const int SettlingDays = 5;

    /// <summary>Variance of a day of which nothing is known but today's rate, in days' own variances: 50 % either way.</summary>
    private const double UnknownDayVariance = 12;

    private readonly double[] _roots;
    private readonly double[] _covariance;

    private DayProfile(double[] roots, double[] covariance, IReadOnlyList<double[]> pastMisses)
        => (_roots, _covariance, PastMisses) = (roots, covariance, pastMisses);

    public int Slots => _roots.Length;

    /// <summary>What earlier days missed, root scale by slot, widened to what today may miss: the covariance is theirs.</summary>
    internal IReadOnlyList<double[]> PastMisses { get; }

    internal ReadOnlySpan<double> Roots => _roots;
    internal double Covariance(int i, int j) => _covariance[i * Slots + j];

    /// <summary>Units expected in a slot before the day's own counts (the median).</summary>
    public double Expected(int slot) => RootScale.ToUnits(_roots[slot]);

    /// <summary>
    /// The profile of a date from days before it in rising order and the date's plan in units per slot, if it has one; null when there is
    /// neither. A past day without a plan counts as if it had had today's. Throws when days do not rise or slots differ.
    /// </summary>
    public static DayProfile? Of(DateOnly date, TimeSpan slot, IReadOnlyList<DayCounts> days, IReadOnlyList<double>? planned = null)
    {
        if (days.Count == 0 && planned is null) return null;
        var slots = planned?.Count ?? days[0].Units.Count;
        Check(date, days, slots);

        var factor = CalendarKernel.Factor([.. days.Select(day => day.Date), date], planned is not null);
        var roots = new double[slots];
        var innovations = days.Select(_ => new double[slots]).ToArray();
        var column = new double[days.Count];
        for (var s = 0; s < slots; s++)
        {
            var prior = RootScale.Of(planned?[s] ?? 0);
            for (var d = 0; d < column.Length; d++)
            {
                var foretold = planned is not null && days[d].Planned is { } plan ? RootScale.Of(plan[s]) : prior;
                column[d] = RootScale.Of(days[d].Units[s]) - foretold;
            }
            factor.Forward(column);
            roots[s] = prior + Cholesky.Dot(factor.Row(days.Count), column);
            for (var d = 0; d < column.Length; d++) innovations[d][s] = column[d];
        }
        var variance = factor.Pivot(days.Count) * factor.Pivot(days.Count);
        return Of(roots, slot, [.. innovations.Skip(SettlingDays)], variance);
    }

    /// <summary>A day of which only the counts so far are known: their mean rate, one unit more, in every slot.</summary>
    internal static DayProfile Flat(ReadOnlySpan<double> observed, int slots, TimeSpan slot)
    {
        var units = 1.0;
        foreach (var count in observed) units += count;
        var roots = new double[slots];
        Array.Fill(roots, RootScale.Of(units / observed.Length));
        return Of(roots, slot, [], UnknownDayVariance);
    }

    private static DayProfile Of(double[] roots, TimeSpan slot, IReadOnlyList<double[]> innovations, double dayVariance)
    {
        var expected = Array.ConvertAll(roots, root => Math.Sqrt(RootScale.ToUnits(root)));
        var covariance = DayCovariance.Estimate(innovations, expected, slot.TotalHours);
        for (var i = 0; i < covariance.Length; i++) covariance[i] *= dayVariance;
        foreach (var day in innovations)
            for (var s = 0; s < day.Length; s++) day[s] *= Math.Sqrt(dayVariance);
        return new DayProfile(roots, covariance, innovations);
    }

    private static void Check(DateOnly date, IReadOnlyList<DayCounts> days, int slots)
    {
        for (var d = 0; d < days.Count; d++)
        {
            if (days[d].Units.Count != slots || days[d].Planned is { } plan && plan.Count != slots)
                throw new ArgumentException($"{days[d].Date:yyyy-MM-dd} does not have {slots} slots.", nameof(days));
            var next = d + 1 < days.Count ? days[d + 1].Date : date;
            if (next <= days[d].Date)
                throw new ArgumentException($"{days[d].Date:yyyy-MM-dd} is not before {next:yyyy-MM-dd}.", nameof(days));
        }
    }
}
