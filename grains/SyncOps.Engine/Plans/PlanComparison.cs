namespace SyncOps.Engine.Plans;

/// <summary>What differs between two versions of a plan.</summary>
internal static class PlanComparison
{
    /// <summary>True when all but version and as-of agree.</summary>
    public static bool SameContent(PlanView a, PlanView b)
    {
        if (a.Intervals.Count != b.Intervals.Count || !a.Pins.SequenceEqual(b.Pins)) return false;
        for (var i = 0; i < a.Intervals.Count; i++)
            if (!Same(a.Intervals[i], b.Intervals[i], SameCell)) return false;
        return true;
    }

    /// <summary>True when the same resources are in the same sectors in every interval.</summary>
    public static bool SameAssignments(PlanView a, PlanView b)
    {
        if (a.Intervals.Count != b.Intervals.Count) return false;
        for (var i = 0; i < a.Intervals.Count; i++)
            if (!Same(a.Intervals[i], b.Intervals[i], SameAssigned)) return false;
        return true;
    }

    private static bool Same(PlanInterval a, PlanInterval b, Func<PlanCell, PlanCell, bool> same)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.At != b.At || a.Sectors.Count != b.Sectors.Count) return false;
        foreach (var (sector, cell) in a.Sectors)
            if (!b.Sectors.TryGetValue(sector, out var other) || !same(cell, other)) return false;
        return true;
    }

    private static bool SameCell(PlanCell a, PlanCell b)
        => SameAssigned(a, b) && a with { Assigned = b.Assigned } == b;

    private static bool SameAssigned(PlanCell a, PlanCell b) => a.Assigned.SequenceEqual(b.Assigned, StringComparer.Ordinal);
}
