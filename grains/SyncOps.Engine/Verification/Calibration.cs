using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Verification;

/// <summary>
/// How well promises are kept, in money saved: <see cref="Slope"/> is the least-squares line of outcome on promised median through the
/// origin (1: kept; below: overstated), <see cref="MeanBias"/> the mean of outcome less promise, <see cref="InsideShare"/> the share of
/// outcomes within P20 to P80 (0.6 when the ranges are right). <see cref="PromisedSquares"/> is the slope's weight when areas are added up.
/// </summary>
[GenerateSerializer, Immutable, Alias("verification.calibration")]
public sealed record Calibration(
    [property: Id(0)] long Count, [property: Id(1)] double Slope, [property: Id(2)] double MeanBias, [property: Id(3)] double InsideShare,
    [property: Id(4)] double PromisedSquares)
{
    /// <summary>Fewer verified cards than this change no range.</summary>
    public const int MinCards = 20;

    private const double InsideTarget = 0.6;
    private const double MinWidth = 0.5;
    private const double MaxWidth = 4;

    /// <summary>A computed range narrower than this share of its median is taken to be so wide.</summary>
    private const double MinHalfShare = 0.01;

    /// <summary>Of an area's ledger; null before the first verified card.</summary>
    public static Calibration? Of(PreventionLedger ledger) => ledger.Count == 0 ? null : new Calibration(
        ledger.Count,
        Slope: ledger.PromisedSquares > 0 ? Rounded(ledger.Products / ledger.PromisedSquares) : 0,
        MeanBias: Math.Round((ledger.VerifiedCost - ledger.PromisedCost) / ledger.Count, 2, MidpointRounding.AwayFromZero),
        InsideShare: Rounded((double)ledger.Inside / ledger.Count),
        PromisedSquares: Math.Round(ledger.PromisedSquares, 2));

    /// <summary>Of all cards of several areas, as if they had one ledger; null when none has any.</summary>
    public static Calibration? Pool(IEnumerable<Calibration?> parts)
    {
        var known = parts.OfType<Calibration>().ToArray();
        var (count, squares) = (known.Sum(c => c.Count), known.Sum(c => c.PromisedSquares));
        return count == 0 ? null : new Calibration(
            count,
            squares > 0 ? Rounded(known.Sum(c => c.Slope * c.PromisedSquares) / squares) : 0,
            Math.Round(known.Sum(c => c.MeanBias * c.Count) / count, 2, MidpointRounding.AwayFromZero),
            Rounded(known.Sum(c => c.InsideShare * c.Count) / count), squares);
    }

    /// <summary>
    /// The benefit with ranges as wide as outcomes were: each half-range is stretched so that 60 % of the latest outcomes would have lain
    /// within, by a factor in [0.5, 4]. Medians stay. Unchanged before <see cref="MinCards"/> were verified.
    /// </summary>
    public static CardBenefit Apply(PreventionLedger ledger, CardBenefit computed)
    {
        if (ledger.Latest.Count < MinCards) return computed;
        var minutes = Width(ledger.Latest.Select(e => Deviation(e.Computed.MinutesSaved, e.Outcome.MinutesSaved)));
        var cost = Width(ledger.Latest.Select(e => Deviation(e.Computed.CostSaved, e.Outcome.CostSaved)));
        return new CardBenefit(Stretched(computed.MinutesSaved, minutes), Stretched(computed.CostSaved, cost));
    }

    // Outcomes over their own half-range: the 60 % smallest of them are inside when the range is stretched by the largest of these.
    private static double Width(IEnumerable<double> deviations)
    {
        var sorted = deviations.Order().ToArray();
        return Math.Clamp(sorted[(int)Math.Ceiling(InsideTarget * sorted.Length) - 1], MinWidth, MaxWidth);
    }

    private static double Deviation(Range3 range, double outcome)
    {
        var half = outcome < range.P50 ? range.P50 - range.P20 : range.P80 - range.P50;
        var distance = Math.Abs(outcome - range.P50);
        return distance == 0 ? 0 : distance / Math.Max(half, MinHalfShare * Math.Max(1, Math.Abs(range.P50)));
    }

    private static Range3 Stretched(Range3 range, double width)
        => new(range.P50 - width * (range.P50 - range.P20), range.P50, range.P50 + width * (range.P80 - range.P50));

    private static double Rounded(double value) => Math.Round(value, 4, MidpointRounding.AwayFromZero);
}
