using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;

namespace SyncOps.Engine.Sectors;

/// <summary>
/// One row of a sector's journal: the events of one flush in order, none where it only tells of people, and the clock at their receipt.
/// </summary>
[GenerateSerializer, Alias("journalEntry")]
public sealed record JournalEntry
{
    [Id(0)] public required DateTimeOffset ReceivedAt { get; init; }
    [Id(1)] public required FloorEvent[] Events { get; init; }

    /// <summary>Who can work from then on; null: as it was told before.</summary>
    [Id(2)] public StaffMark? Staff { get; init; }

    /// <summary>Who has come and reported so, in id order of the resources; null: nobody.</summary>
    [Id(3)] public IReadOnlyList<TravelMark>? Travels { get; init; }
}
