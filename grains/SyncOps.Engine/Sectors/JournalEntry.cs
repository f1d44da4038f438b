using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;

namespace SyncOps.Engine.Sectors;

/// <summary>One row of a sector's journal: the events of one flush in order, and the clock at their receipt; none where it only tells of the staff.</summary>
[GenerateSerializer, Alias("journalEntry")]
public sealed record JournalEntry
{
    [Id(0)] public required DateTimeOffset ReceivedAt { get; init; }
    [Id(1)] public required FloorEvent[] Events { get; init; }

    /// <summary>Who could work at the receipt; null in older rows, and where completions would not tell of the people's pace.</summary>
    [Id(2)] public StaffMark? Staff { get; init; }
}
