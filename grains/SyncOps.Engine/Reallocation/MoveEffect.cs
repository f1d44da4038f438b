using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>What moves and other hours do to the whole site, from roll-outs with and without them.</summary>
internal static class MoveEffect
{
    /// <summary>Parts of a unit that wait are a fluid's way to say that a unit comes now and then.</summary>
    private const double LeastUnits = 1;

    /// <summary>Harm that is less likely than this is no reason not to help.</summary>
    internal const double HarmShare = 0.2;

    /// <summary>
    /// What a move brings beyond its median is so much more than the roll-outs say: they know nothing of later moves that make more of it,
    /// people sent on to where the work then is. Of 741 cards of 400 simulated days 29 % brought more than their P80; at twice the
    /// distance one in five does.
    /// </summary>
    private const double LaterMoves = 2;

    /// <summary>What they themselves cost: moves by the floor's price, hours by pay; less than 0 where more pay is saved.</summary>
    public static double Price(SiteSnapshot site, ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours)
    {
        var (count, pay) = (0, 0.0);
        foreach (ref readonly var move in moves) count += move.Count;
        foreach (ref readonly var other in hours) pay += other.Price(site);
        return count * site.Floor.Document.Moves.Cost + pay;
    }

    /// <summary>Minutes saved in the helped sector, and money saved on the site less a price, over the scenarios.</summary>
    public static CardBenefit Benefit(ScenarioSet without, ScenarioSet with, int sector, double price)
    {
        var money = without.Range(k => without.TotalCost(k) - with.TotalCost(k) - price);
        return new CardBenefit(
            without.Range(k => without[k, sector].SlowdownMinutes - with[k, sector].SlowdownMinutes),
            money with { P80 = money.P50 + LaterMoves * (money.P80 - money.P50) });
    }

    /// <summary>
    /// True when any sector but the helped one becomes a bottleneck, of a whole unit or more, in the median scenario or in more than a
    /// fifth of all. One that is a bottleneck anyway may become slower where that saves the site money: what it costs is in the
    /// benefit, and on the card.
    /// </summary>
    public static bool HarmsAnother(ScenarioSet without, ScenarioSet with, int helped) => Harmed(without, with, helped) is not null;

    /// <summary>The first sector that <see cref="HarmsAnother"/> finds harmed, by index; null when none is. None need be helped.</summary>
    public static int? Harmed(ScenarioSet without, ScenarioSet with, int? helped)
    {
        for (var s = 0; s < without.Site.Floor.Sectors.Count; s++)
        {
            if (s == helped) continue;
            var sector = s;
            if (Harms(without[s], with[s]) || without.Share(k => Harms(without[k, sector], with[k, sector])) > HarmShare) return s;
        }
        return null;

        static bool Harms(SectorAssessment before, SectorAssessment after)
            => after.IsBottleneck && !before.IsBottleneck && after.AffectedUnits >= LeastUnits;
    }

    /// <summary>
    /// The helped sector, others that the card concerns, and everything downstream of them, in id order, with the median scenario's
    /// figures.
    /// </summary>
    public static SortedDictionary<string, SectorEffect> Effects(ScenarioSet set, int sector, IEnumerable<int> others)
    {
        var shown = set.Projector.Network.DownstreamOf([sector, .. others]);
        var effects = new SortedDictionary<string, SectorEffect>(StringComparer.Ordinal);
        for (var s = 0; s < shown.Length; s++)
            if (shown[s]) effects[set.Site.Floor.Sectors[s].Id] = Effect(set[s]);
        return effects;
    }

    /// <summary>Those that the full buffer of a sector at risk holds up; none where it is at risk of something else.</summary>
    public static IEnumerable<int> HeldUp(ScenarioSet without, int sector)
        => without[sector].Kind == RiskKind.Buffer ? without.Projector.Network.FeedersOf(sector).Select(f => f.Sector) : [];

    /// <summary>What an assessment comes to for its sector, rounded as people read it.</summary>
    public static SectorEffect Effect(SectorAssessment assessment) => new(
        Math.Round(assessment.SlowdownMinutes, 1, MidpointRounding.AwayFromZero),
        Math.Round(assessment.LateUnits, 1, MidpointRounding.AwayFromZero),
        Math.Round(assessment.Cost, 2, MidpointRounding.AwayFromZero));
}
