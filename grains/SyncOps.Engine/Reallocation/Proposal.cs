using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// A set of moves that is worth a card: what it does to the sector at risk, computed by rolling the whole site out with and without it.
/// Indices of the floor; minutes from the snapshot's now.
/// </summary>
public sealed record Proposal
{
    /// <summary>The sector at risk, index.</summary>
    public required int Sector { get; init; }

    public required IReadOnlyList<PlannedMove> Moves { get; init; }

    /// <summary>For each move, resource indices that could do it instead, best first.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Eligible { get; init; }

    /// <summary>Roll-outs if nobody is moved, and with the moves begun now.</summary>
    public required ScenarioSet Without { get; init; }
    public required ScenarioSet With { get; init; }
    public required CardBenefit Benefit { get; init; }

    /// <summary>Longest delay of the moves that still keeps half of the minutes saved.</summary>
    public required double ExpiresAfterMinutes { get; init; }

    /// <summary>What limits the sector still, and what else there was; null when the search does not tell.</summary>
    public CardDetails? Details { get; init; }
}
