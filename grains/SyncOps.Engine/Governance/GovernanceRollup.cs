using SyncOps.Engine.Verification;

namespace SyncOps.Engine.Governance;

/// <summary>How views of child nodes add up to their parent's.</summary>
public static class GovernanceRollup
{
    /// <summary>Most exposures that a node lists, the costliest first; its sums hold all of them.</summary>
    public const int MaxExposures = 100;

    /// <summary>
    /// The parent's view: exposures of all children, costliest first; sums of their money; as of the oldest child. Children come in the
    /// order of their nodes.
    /// </summary>
    public static GovernanceView Of(string node, IReadOnlyList<(string Name, GovernanceView View)> children)
    {
        var ordered = children.OrderBy(c => c.View.Node, StringComparer.Ordinal).ToList();
        return new GovernanceView
        {
            Node = node,
            AsOf = ordered.Select(c => c.View.AsOf).Where(at => at is not null).Min(),
            Exposures = [.. ordered
                .SelectMany(c => c.View.Exposures)
                .OrderByDescending(e => e.Cost.P50)
                .ThenBy(e => e.Site, StringComparer.Ordinal)
                .ThenBy(e => e.Sector, StringComparer.Ordinal)
                .ThenBy(e => e.Kind)
                .Take(MaxExposures)],
            FormingCost = ordered.Sum(c => c.View.FormingCost),
            PreventableCost = ordered.Sum(c => c.View.PreventableCost),
            PreventedCost = ordered.Sum(c => c.View.PreventedCost),
            Calibration = Calibration.Pool(ordered.Select(c => c.View.Calibration)),
            Shadow = ShadowTally.Sum(ordered.Select(c => c.View.Shadow)),
            Children = [.. ordered.Select(c => new GovernanceChild(
                c.View.Node, c.Name, c.View.AsOf, c.View.FormingCost, c.View.PreventableCost, c.View.PreventedCost))],
        };
    }

    /// <summary>True when two views of a node differ in nothing but their age: telling the second adds nothing.</summary>
    public static bool SaysTheSame(GovernanceView before, GovernanceView after)
        => before.FormingCost == after.FormingCost
           && before.PreventableCost == after.PreventableCost
           && before.PreventedCost == after.PreventedCost
           && before.Calibration == after.Calibration
           && before.Shadow == after.Shadow
           && before.Exposures.Count == after.Exposures.Count
           && before.Exposures.Zip(after.Exposures).All(pair => Same(pair.First, pair.Second));

    private static bool Same(Exposure a, Exposure b)
        => a.Kind == b.Kind && a.Sector == b.Sector && a.Site == b.Site && a.Cost == b.Cost && a.Probability == b.Probability
           && a.MinutesLeft == b.MinutesLeft && a.ReasonLine == b.ReasonLine
           && a.Recommendations.SequenceEqual(b.Recommendations, StringComparer.Ordinal);
}
