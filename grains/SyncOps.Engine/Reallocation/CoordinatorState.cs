namespace SyncOps.Engine.Reallocation;

/// <summary>
/// What the coordinator of an area keeps: its cards and what limits new ones. Lists are arrays in order of issue, so that the stored
/// form is the same everywhere.
/// </summary>
[GenerateSerializer, Alias("coordinator.state")]
public sealed record CoordinatorState
{
    /// <summary>Closed cards kept at hand; the archive has them all.</summary>
    public const int MaxClosed = 20;

    [Id(0)] public required string Area { get; init; }

    /// <summary>The last instant that was decided for; null before the first.</summary>
    [Id(1)] public DateTimeOffset? LastDecidedAt { get; init; }

    /// <summary>Proposed, snoozed, accepted and in progress, in order of issue.</summary>
    [Id(2)] public IReadOnlyList<Recommendation> Open { get; init; } = [];

    /// <summary>The latest that are rejected, expired, superseded, done or verified, in order of closing.</summary>
    [Id(3)] public IReadOnlyList<Recommendation> Closed { get; init; } = [];

    /// <summary>When the cards of the last hour were issued, rising.</summary>
    [Id(4)] public IReadOnlyList<DateTimeOffset> IssuedAt { get; init; } = [];

    /// <summary>Rejected causes and people that are not to be offered again yet.</summary>
    [Id(5)] public IReadOnlyList<Silence> Silences { get; init; } = [];
    [Id(6)] public CardCounts Counts { get; init; } = new();

    public static CoordinatorState Of(string area) => new() { Area = area };

    /// <summary>An open or remembered card; null when there is none of that id.</summary>
    public Recommendation? Find(string id) => Open.FirstOrDefault(c => c.Id == id) ?? Closed.LastOrDefault(c => c.Id == id);
}

/// <summary>Cards of an area since it began.</summary>
[GenerateSerializer, Alias("coordinator.counts")]
public sealed record CardCounts
{
    [Id(0)] public long Issued { get; init; }
    [Id(1)] public long Accepted { get; init; }
    [Id(2)] public long Rejected { get; init; }
    [Id(3)] public long Expired { get; init; }
    [Id(4)] public long Superseded { get; init; }
    [Id(5)] public long Done { get; init; }
}
