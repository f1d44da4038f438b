namespace SyncOps.Engine.Sites;

using SyncOps.Engine.Floors;

/// <summary>A site in one line of a list.</summary>
[GenerateSerializer, Alias("view.site")]
public sealed record SiteView
{
    [Id(0)] public required string Site { get; init; }
    [Id(1)] public required string Name { get; init; }

    /// <summary>The site's clock.</summary>
    [Id(2)] public required DateTimeOffset Now { get; init; }
    [Id(3)] public required ClockKind Clock { get; init; }

    /// <summary>Version of the floor document.</summary>
    [Id(4)] public required long Version { get; init; }
    [Id(5)] public required int Sectors { get; init; }
    [Id(6)] public required int Resources { get; init; }
    [Id(7)] public required int OpenRecommendations { get; init; }

    /// <summary>Time of the latest recorded event; null before the first.</summary>
    [Id(8)] public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>IANA zone that local times are told in.</summary>
    [Id(9)] public required string TimeZone { get; init; }
    [Id(10)] public required string Currency { get; init; }

    /// <summary>What it was made of, where it was made of another site.</summary>
    [Id(11)] public ForkOrigin? ForkedFrom { get; init; }
}
