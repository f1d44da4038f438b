using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Estimation;

/// <summary>
/// Who can work in a sector from an instant on: what its present people complete at their rates, units/h, and how many they are. It is
/// written into the sector's journal at a tick when it has changed, because presences are not in it, and what a sector learns must be a
/// fold of its journal.
/// </summary>
[GenerateSerializer, Immutable, Alias("estimation.staffMark")]
public readonly record struct StaffMark([property: Id(0)] double PerHour, [property: Id(1)] int People)
{
    /// <summary>A change by more than this share is written: smaller ones would bias the pace by no more.</summary>
    private const double NewsShare = 0.02;

    /// <summary>A stretch in which the rate has changed by no more than this share is taken at the mean of both.</summary>
    private const double LikeShare = 0.1;

    /// <summary>
    /// The mark of a roster, at the rates of its people as far as they were learned. Nobody where completions do not tell of the people's
    /// pace because something else bounds them: shared equipment, batches, a gate, or a buffer that may be full downstream.
    /// </summary>
    public static StaffMark Of(
        Floor floor, string sector, IReadOnlyList<Presence> roster, DateTimeOffset at, IReadOnlyList<PersonRate>? rates = null)
    {
        if (floor.Sector(sector) is not { } spec || spec.Equipment.Count > 0 || spec.Batch is not null || spec.Release == ReleaseRule.Gated)
            return default;
        foreach (var route in spec.Next)
            if (floor.Sector(route.To)?.BufferUnits is not null) return default;
        var people = 0;
        foreach (var presence in roster)
            if (presence.StateAt(at) == ResourceStateKind.Working) people++;
        return new StaffMark(OutlookWriter.CapacityPerHour(sector, roster, floor, at, rates ?? []), people);
    }

    /// <summary>True when a mark differs from the one before it so much that it is to be written.</summary>
    internal bool IsNewsAfter(StaffMark before) => Change(before) > NewsShare || People == 0 != (before.People == 0);

    /// <summary>True when about the same people work at both marks.</summary>
    internal bool IsLike(StaffMark other) => Change(other) <= LikeShare;

    private double Change(StaffMark other)
    {
        var most = Math.Max(PerHour, other.PerHour);
        return most > 0 ? Math.Abs(PerHour - other.PerHour) / most : 0;
    }
}
