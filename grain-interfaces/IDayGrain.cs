using Orleans;
using Orleans.Concurrency;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;

namespace SyncOps.GrainInterfaces;

/// <summary>The day document of one local date: roster, forecast, cut-offs. Key: site/date.</summary>
[Alias("IDay")]
public interface IDayGrain : IGrainWithStringKey
{
    /// <summary>Stores a document, already checked, as the next version.</summary>
    [Alias("Put")]
    Task<Outcome<DayVersion>> Put(DayDocument day, long? ifMatch);

    /// <summary>The current document, or null when none was stored.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<DayVersion?> Get();
}

[GenerateSerializer, Immutable, Alias("dayVersion")]
public sealed record DayVersion(
    [property: Id(0)] DayDocument Document, [property: Id(1)] long Version, [property: Id(2)] bool Created);
