using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>One stored day document with its version.</summary>
public sealed class DayGrain([PersistentState("day")] IPersistentState<DayRow> row) : Grain, IDayGrain
{
    public async Task<Outcome<DayVersion>> Put(DayDocument day, long? ifMatch)
    {
        var version = row.State.Version;
        if (ifMatch is { } wanted && wanted != version)
        {
            return new Refusal(RefusalKind.VersionStale, version == 0
                ? "There is no document for this day yet: send it without If-Match."
                : $"The day is at version {version}, not {wanted}: GET it and edit that.");
        }
        row.State = new DayRow { Document = day, Version = version + 1 };
        await row.WriteStateAsync();
        var (site, date) = GrainKeys.Split(this.GetPrimaryKeyString());
        await GrainFactory.Site(site).NoteDay(date, row.State.Version);
        return new DayVersion(day, row.State.Version, version == 0);
    }

    public Task<DayVersion?> Get()
        => Task.FromResult(row.State.Document is { } day ? new DayVersion(day, row.State.Version, false) : null);
}

[GenerateSerializer, Alias("dayRow")]
public sealed record DayRow
{
    [Id(0)] public DayDocument? Document { get; init; }
    [Id(1)] public long Version { get; init; }
}
