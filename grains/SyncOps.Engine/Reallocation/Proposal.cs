using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// A set of moves, or of other hours, that is worth a card: what it does to the sector at risk, computed by rolling the whole site out with
/// and without it. Indices of the floor; minutes from the snapshot's now.
/// </summary>
public sealed record Proposal
{
    /// <summary>The sector at risk, index; in a lull the one that can spare people.</summary>
    public required int Sector { get; init; }

    /// <summary>True when no risk is met, but a lull is made use of.</summary>
    public bool IsSlack { get; init; }

    public IReadOnlyList<PlannedMove> Moves { get; init; } = [];

    /// <summary>Other hours of people who are not moved.</summary>
    public IReadOnlyList<PlannedHours> Hours { get; init; } = [];

    /// <summary>Gates to hold or to release; they ask nobody.</summary>
    public IReadOnlyList<PlannedHold> Holds { get; init; } = [];

    /// <summary>For each move, then for each of the hours, resource indices that could do it instead, best first.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Eligible { get; init; }

    /// <summary>Roll-outs if nobody is moved, and with the moves begun now.</summary>
    public required ScenarioSet Without { get; init; }
    public required ScenarioSet With { get; init; }
    public required CardBenefit Benefit { get; init; }

    /// <summary>Longest delay that still keeps half of what is saved.</summary>
    public required double ExpiresAfterMinutes { get; init; }

    /// <summary>What limits the sector still, and what else there was; null when the search does not tell.</summary>
    public CardDetails? Details { get; init; }

    /// <summary>Everybody who is asked for something.</summary>
    public IEnumerable<int> People => Moves.Select(m => m.Resource).Concat(Hours.Select(h => h.Resource));

    /// <summary>
    /// Sectors that people are taken from, for a while or for good, one for each person, and those whose gates are held or released.
    /// </summary>
    public IEnumerable<int> Donors
        => Moves.Select(m => m.From).Concat(Hours.Where(h => h.OffUntil > h.OffFrom).Select(h => h.Sector))
            .Concat(Holds.Select(h => h.Sector));
}
