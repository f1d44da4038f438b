using Orleans;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;

namespace SyncOps.GrainInterfaces;

/// <summary>Names of the streams between grains, and from grains to the gateways that serve live viewers.</summary>
public static class LiveFeed
{
    /// <summary>The one stream provider. Its messages are hints: whole versioned states that may be lost or come twice.</summary>
    public const string Provider = "hints";

    /// <summary>Load changes of an area's sectors, to its coordinator. Key: site/area.</summary>
    public const string LoadsNamespace = "loads";

    /// <summary>Everything that live viewers of a site may see. Key: site.</summary>
    public const string ViewersNamespace = "viewers";
}

/// <summary>One change that viewers of a site may see; exactly one member is set.</summary>
[GenerateSerializer, Immutable, Alias("liveChange")]
public sealed record LiveChange
{
    [Id(0)] public SectorLoad? Load { get; init; }
    [Id(1)] public IReadOnlyList<SectorOutlook>? Outlooks { get; init; }
    [Id(2)] public Recommendation? Recommendation { get; init; }
    [Id(3)] public PlanNews? Plan { get; init; }
    [Id(4)] public GovernanceView? Governance { get; init; }
}

/// <summary>A plan has a new version.</summary>
[GenerateSerializer, Immutable, Alias("planNews")]
public sealed record PlanNews([property: Id(0)] string Date, [property: Id(1)] long Version, [property: Id(2)] DateTimeOffset AsOf);
