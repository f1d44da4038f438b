using Orleans;
using Orleans.Concurrency;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.GrainInterfaces;

/// <summary>A sector: its work, what came and went, who is there. Key: site/sector.</summary>
[Alias("ISector")]
public interface ISectorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Records a batch of this sector's work events and returns once they are durable. All or nothing: events whose identity was used
    /// with another payload refuse the batch and are named by their place in it.
    /// </summary>
    [Alias("Record")]
    Task<RecordResult> Record([Immutable] FloorEvent[] events);

    /// <summary>Places of the events that would conflict, without recording anything.</summary>
    [Alias("FindConflicts")]
    Task<IReadOnlyList<int>> FindConflicts([Immutable] FloorEvent[] events);

    /// <summary>Books work completed upstream as arrivals here, given the upstream's cumulative totals; repeats add nothing.</summary>
    [Alias("Credit")]
    Task Credit(string upstream, CompletionMark[] completions);

    /// <summary>Lets everything take effect that a stepped clock has reached, and answers the whole load.</summary>
    [Alias("Tick")]
    Task<SectorLoad> Tick(DateTimeOffset now);

    /// <summary>The whole load as last committed.</summary>
    [Alias("GetLoad")]
    Task<SectorLoad> GetLoad();

    /// <summary>What moves to it have told of how long they take, as last committed; empty before the first.</summary>
    [Alias("GetTravel")]
    Task<IReadOnlyList<TravelTally>> GetTravel();

    /// <summary>A part of what it has recorded, read back from storage.</summary>
    [Alias("GetHistory"), ResponseTimeout("00:01:00")]
    Task<HistoryPart> GetHistory(HistoryQuery query);

    /// <summary>A resource came, changed or left (null presence). Applied only if its version is newer than what is known.</summary>
    [Alias("NotePresence")]
    Task NotePresence(string resource, long version, Presence? presence);

    /// <summary>The site has a new floor version.</summary>
    [Alias("NoteFloor")]
    Task NoteFloor(long version);
}

/// <summary>
/// What became of a batch. Exactly one of: recorded (accepted + duplicates = its size), conflicting (places), or refused.
/// </summary>
[GenerateSerializer, Immutable, Alias("recordResult")]
public sealed record RecordResult(
    [property: Id(0)] int Accepted, [property: Id(1)] int Duplicates,
    [property: Id(2)] IReadOnlyList<int>? Conflicts = null, [property: Id(3)] Refusal? Refusal = null);
