using SyncOps.Engine.Events;

namespace SyncOps.GrainInterfaces;

/// <summary>Where in the journal of a sector or resource an event stands: its row, and its place among the row's events.</summary>
[GenerateSerializer, Immutable, Alias("historyPlace")]
public readonly record struct HistoryPlace([property: Id(0)] long Sequence, [property: Id(1)] int Index);

/// <summary>Events that happened from an instant until before another, in the order in which they were recorded.</summary>
/// <param name="After">Where the part before ended; null for the first.</param>
/// <param name="Most">Most events of the part, at least 1.</param>
[GenerateSerializer, Immutable, Alias("historyQuery")]
public sealed record HistoryQuery(
    [property: Id(0)] DateTimeOffset From, [property: Id(1)] DateTimeOffset Until, [property: Id(2)] HistoryPlace? After,
    [property: Id(3)] int Most);

/// <summary>An event, where it stands, and the site's clock when it came.</summary>
[GenerateSerializer, Immutable, Alias("recordedEvent")]
public sealed record RecordedEvent(
    [property: Id(0)] HistoryPlace Place, [property: Id(1)] DateTimeOffset ReceivedAt, [property: Id(2)] FloorEvent Event);

/// <summary>
/// A part of the history of a sector or resource, and where the next one begins after; null at the end. It may be empty and not the last.
/// </summary>
[GenerateSerializer, Immutable, Alias("historyPart")]
public sealed record HistoryPart([property: Id(0)] IReadOnlyList<RecordedEvent> Events, [property: Id(1)] HistoryPlace? Next);
