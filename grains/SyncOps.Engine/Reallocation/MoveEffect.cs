using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>What moves do to the whole site, from roll-outs with and without them.</summary>
internal static class MoveEffect
{
    /// <summary>A sector in trouble anyway may lose this share, and this many minutes or units, before it counts as harmed.</summary>
    private const double NoticeableShare = 0.05;
    private const double NoticeableMinutes = 1;
    private const double NoticeableUnits = 0.5;

    /// <summary>Minutes saved in the helped sector and money saved on the site less the cost of the moves, over the scenarios.</summary>
    public static CardBenefit Benefit(ScenarioSet without, ScenarioSet with, int sector, IReadOnlyList<PlannedMove> moves)
    {
        var price = moves.Sum(m => m.Count) * without.Site.Floor.Document.Moves.Cost;
        Span<double> minutes = stackalloc double[DemandScenario.Count];
        Span<double> money = stackalloc double[DemandScenario.Count];
        for (var k = 0; k < DemandScenario.Count; k++)
        {
            minutes[k] = without[k, sector].SlowdownMinutes - with[k, sector].SlowdownMinutes;
            money[k] = without.TotalCost(k) - with.TotalCost(k) - price;
        }
        return new CardBenefit(
            Range3.Ordered(minutes[0], minutes[1], minutes[2]), Range3.Ordered(money[0], money[1], money[2]));
    }

    /// <summary>
    /// True when any sector but the helped one becomes a bottleneck in the median or high scenario, or was one and is made noticeably
    /// slower or later.
    /// </summary>
    public static bool HarmsAnother(ScenarioSet without, ScenarioSet with, int helped)
    {
        for (var s = 0; s < without.Site.Floor.Sectors.Count; s++)
        {
            if (s == helped) continue;
            for (var k = ScenarioSet.MedianIndex; k < DemandScenario.Count; k++)
                if (Harms(without[k, s], with[k, s])) return true;
        }
        return false;
    }

    /// <summary>The helped sector, the donors and everything downstream of them, in id order, with the median scenario's figures.</summary>
    public static SortedDictionary<string, SectorEffect> Effects(ScenarioSet set, int sector, IReadOnlyList<PlannedMove> moves)
    {
        var shown = set.Projector.Network.DownstreamOf([sector, .. moves.Select(m => m.From)]);
        var effects = new SortedDictionary<string, SectorEffect>(StringComparer.Ordinal);
        for (var s = 0; s < shown.Length; s++)
            if (shown[s]) effects[set.Site.Floor.Sectors[s].Id] = Effect(set[s]);
        return effects;
    }

    /// <summary>What an assessment comes to for its sector, rounded as people read it.</summary>
    public static SectorEffect Effect(SectorAssessment assessment) => new(
        Math.Round(assessment.SlowdownMinutes, 1, MidpointRounding.AwayFromZero),
        Math.Round(assessment.LateUnits, 1, MidpointRounding.AwayFromZero),
        Math.Round(assessment.Cost, 2, MidpointRounding.AwayFromZero));

    private static bool Harms(SectorAssessment without, SectorAssessment with)
    {
        if (!with.IsBottleneck) return false;
        if (!without.IsBottleneck) return true;
        return with.SlowdownMinutes > without.SlowdownMinutes + Math.Max(NoticeableMinutes, NoticeableShare * without.SlowdownMinutes)
            || with.LateUnits > without.LateUnits + Math.Max(NoticeableUnits, NoticeableShare * without.LateUnits);
    }
}
