using Orleans;
using Orleans.Concurrency;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;

namespace SyncOps.GrainInterfaces;

/// <summary>
/// A resource: where it is and what it does, in one durable row. Key: site/resource. One that the floor has dropped refuses reports, moves
/// and hours: the present state forbids them.
/// </summary>
[Alias("IResource")]
public interface IResourceGrain : IGrainWithStringKey
{
    /// <summary>Records a batch of this resource's reports once they are durable; as <see cref="ISectorGrain.Record"/>.</summary>
    [Alias("Record")]
    Task<RecordResult> Record([Immutable] FloorEvent[] reports);

    /// <summary>Places of the reports that would conflict, without recording anything.</summary>
    [Alias("FindConflicts")]
    Task<IReadOnlyList<int>> FindConflicts([Immutable] FloorEvent[] reports);

    /// <summary>Moves it to another sector, once per command id; the same command again gets the same answer.</summary>
    [Alias("Move")]
    Task<Outcome<ResourceView>> Move(MoveCommand command);

    /// <summary>Agrees other hours, once per command id; the same command again gets the same answer.</summary>
    [Alias("Book")]
    Task<Outcome<ResourceView>> Book(HoursCommand command);

    /// <summary>Promises it to a card; false when another card has it or it is off duty.</summary>
    [Alias("Reserve")]
    Task<bool> Reserve(string card);

    /// <summary>Frees it from a card.</summary>
    [Alias("Release")]
    Task Release(string card);

    /// <summary>
    /// Lets stored reports take effect that a stepped clock has reached, tells whom it has not told yet, and answers where it is now. Null
    /// from a silo of the release before, which answers nothing.
    /// </summary>
    [Alias("Tick")]
    Task<Whereabouts?> Tick(DateTimeOffset now);

    /// <summary>A part of what it was told and of the moves that it carried out, read back from storage.</summary>
    [Alias("GetHistory"), ResponseTimeout("00:01:00")]
    Task<HistoryPart> GetHistory(HistoryQuery query);

    [Alias("GetView")]
    Task<ResourceView> GetView();

    /// <summary>
    /// Where it is and when its next stored report falls due, as last stored. It interleaves: a sector that wakes up asks for it, through
    /// the site, while the resource may be waiting to tell that very sector.
    /// </summary>
    [Alias("GetWhereabouts"), AlwaysInterleave]
    Task<Whereabouts> GetWhereabouts();
}
