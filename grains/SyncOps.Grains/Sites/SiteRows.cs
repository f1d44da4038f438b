using SyncOps.Engine.Floors;
using SyncOps.Engine.Sites;

namespace SyncOps.Grains.Sites;

/// <summary>A site's floor document and which days it has, as stored. No document: the site does not exist.</summary>
[GenerateSerializer, Alias("siteFloor")]
public sealed record SiteFloor
{
    [Id(0)] public FloorDocument? Document { get; init; }
    [Id(1)] public long Version { get; init; }

    /// <summary>Stored days, in date order.</summary>
    [Id(2)] public IReadOnlyList<DayStamp> DayVersions { get; init; } = [];

    /// <summary>What the site was made of; null for one of its own. Without a document its making has begun and not ended.</summary>
    [Id(3)] public ForkOrigin? ForkedFrom { get; init; }
}

/// <summary>A row of a floor document's journal: what it was from an instant of the site's clock on. Its sequence is the version.</summary>
[GenerateSerializer, Alias("floorEntry")]
public sealed record FloorEntry([property: Id(0)] DateTimeOffset At, [property: Id(1)] FloorDocument Document);

/// <summary>A row of a day document's journal: what it was from an instant of the site's clock on. Its sequence is the version.</summary>
[GenerateSerializer, Alias("dayEntry")]
public sealed record DayEntry([property: Id(0)] DateTimeOffset At, [property: Id(1)] DayDocument Document);

[GenerateSerializer, Alias("dayStamp")]
public sealed record DayStamp([property: Id(0)] string Date, [property: Id(1)] long Version);

/// <summary>A site's clock as stored: a small row of its own, since it is written at every decision.</summary>
[GenerateSerializer, Alias("siteClockRow")]
public sealed record SiteClockRow
{
    [Id(0)] public SiteClock? Clock { get; init; }
}
