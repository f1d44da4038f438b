using SyncOps.Engine.Quantities;

namespace SyncOps.Engine.Events;

/// <summary>
/// One fact from the floor (a CloudEvent whose type is <c>syncops.</c> + kind). Identity is (site, <see cref="Source"/>,
/// <see cref="Id"/>) within the sector or resource that it names. Which members are set depends on <see cref="Kind"/>.
/// </summary>
/// <remarks>
/// No row or message holds one twice, so the serializer need not look for that: a sixth of the time that writing takes, and the bytes are
/// the same.
/// </remarks>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("event")]
public sealed record FloorEvent
{
    [Id(0)] public required EventKind Kind { get; init; }
    [Id(1)] public required string Source { get; init; }
    [Id(2)] public required string Id { get; init; }

    /// <summary>Rises per source and sector or resource; de-duplicates without limit. Null: the id window alone does.</summary>
    [Id(3)] public long? Sequence { get; init; }

    /// <summary>When it happened, UTC.</summary>
    [Id(4)] public required DateTimeOffset Time { get; init; }

    /// <summary>The sector of a work event; where a check-in (<c>sector</c>) or a reported move (<c>to</c>) leads.</summary>
    [Id(5)] public string? Sector { get; init; }

    /// <summary>The resource of a resource event; on a completion, who did it where policy lets that be kept.</summary>
    [Id(6)] public string? Resource { get; init; }
    [Id(7)] public Units Units { get; init; }

    /// <summary>On an arrival: the upstream sector; null means it came from outside.</summary>
    [Id(8)] public string? From { get; init; }

    /// <summary>On a completion: the sector that it goes to.</summary>
    [Id(9)] public string? To { get; init; }

    /// <summary>Class of work; null is the unnamed class.</summary>
    [Id(10)] public string? Class { get; init; }
    [Id(11)] public DateTimeOffset? DueAt { get; init; }
    [Id(12)] public string? Item { get; init; }
    [Id(13)] public string? Reason { get; init; }
    [Id(14)] public ReportedState? State { get; init; }

    /// <summary>True when a sector records it, false when a resource does.</summary>
    public bool IsWork => Kind <= EventKind.WorkCounted;
}

/// <summary>Kinds of event. Arrivals come first: at one instant they fold before everything else.</summary>
[GenerateSerializer, Alias("eventKind")]
public enum EventKind
{
    WorkArrived = 0, WorkCompleted = 1, WorkRemoved = 2, WorkCounted = 3,
    ResourceCheckedIn = 10, ResourceCheckedOut = 11, ResourceMoved = 12, ResourceStatus = 13,
}

/// <summary>States that the floor may report of a resource that is on duty.</summary>
[GenerateSerializer, Alias("reportedState")]
public enum ReportedState { Break, Indirect, Down, Working }
