using SyncOps.Engine.Events;

namespace SyncOps.Engine.Sectors;

/// <summary>One row of a sector's journal: the events of one flush in order, and the clock at their receipt.</summary>
[GenerateSerializer, Alias("journalEntry")]
public sealed record JournalEntry
{
    [Id(0)] public required DateTimeOffset ReceivedAt { get; init; }
    [Id(1)] public required FloorEvent[] Events { get; init; }
}
