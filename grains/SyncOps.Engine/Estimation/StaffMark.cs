using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Estimation;

/// <summary>
/// Who could work in a sector at an instant: what its present people complete at standard rates, units/h, and how many they are. It is
/// written with every row of the sector's journal, because presences are not in it, and what a sector learns must be a fold of its journal.
/// </summary>
[GenerateSerializer, Immutable, Alias("estimation.staffMark")]
public readonly record struct StaffMark([property: Id(0)] double PerHour, [property: Id(1)] int People)
{
    /// <summary>Between two marks the same people are taken to have worked when their rates differ by no more than this share.</summary>
    private const double SameShare = 0.1;

    /// <summary>
    /// The mark of a roster. Null where completions do not tell of the people's pace because something else bounds them: shared equipment,
    /// batches, a gate, or a buffer that may be full downstream.
    /// </summary>
    public static StaffMark? Of(Floor floor, string sector, IReadOnlyList<Presence> roster, DateTimeOffset at)
    {
        if (floor.Sector(sector) is not { } spec || spec.Equipment.Count > 0 || spec.Batch is not null || spec.Release == ReleaseRule.Gated)
            return null;
        foreach (var route in spec.Next)
            if (floor.Sector(route.To)?.BufferUnits is not null) return null;
        var people = 0;
        foreach (var presence in roster)
            if (presence.StateAt(at) == ResourceStateKind.Working) people++;
        return new StaffMark(OutlookWriter.CapacityPerHour(sector, roster, floor, at), people);
    }

    /// <summary>True when about the same people work at both marks.</summary>
    public bool IsLike(StaffMark other) => Math.Abs(PerHour - other.PerHour) <= SameShare * Math.Max(PerHour, other.PerHour);
}
