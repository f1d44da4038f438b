using SyncOps.Engine.Verification;

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

    /// <summary>Cases followed at once; a card accepted beyond them stays done and is not verified.</summary>
    public const int MaxCases = 64;

    [Id(0)] public required string Area { get; init; }

    /// <summary>The last instant that was decided for; null before the first.</summary>
    [Id(1)] public DateTimeOffset? LastDecidedAt { get; init; }

    /// <summary>Proposed, snoozed, accepted and in progress, in order of issue.</summary>
    [Id(2)] public IReadOnlyList<Recommendation> Open { get; init; } = [];

    /// <summary>The latest rejected, expired, superseded, done or verified, and all that await verification; in order of closing.</summary>
    [Id(3)] public IReadOnlyList<Recommendation> Closed { get; init; } = [];

    /// <summary>When the cards of the last hour were issued, rising.</summary>
    [Id(4)] public IReadOnlyList<DateTimeOffset> IssuedAt { get; init; } = [];

    /// <summary>Rejected causes and people that are not to be offered again yet.</summary>
    [Id(5)] public IReadOnlyList<Silence> Silences { get; init; } = [];
    [Id(6)] public CardCounts Counts { get; init; } = new();

    /// <summary>Accepted and shadow cards whose horizon is not over, in order of their start; at most <see cref="MaxCases"/>.</summary>
    [Id(7)] public IReadOnlyList<VerificationCase> Cases { get; init; } = [];

    /// <summary>What really arrived since the oldest case began; empty without cases.</summary>
    [Id(8)] public ArrivalLog Arrivals { get; init; } = ArrivalLog.Empty;
    [Id(9)] public PreventionLedger Ledger { get; init; } = PreventionLedger.Empty;

    /// <summary>Accepted help of the last hour, in order of acceptance: what must not be reversed.</summary>
    [Id(10)] public IReadOnlyList<AcceptedHelp> Helps { get; init; } = [];

    /// <summary>Gated sectors of the area that are held, in order of acceptance; one whose time has passed no longer counts.</summary>
    [Id(11)] public IReadOnlyList<HeldSector> Held { get; init; } = [];

    public static CoordinatorState Of(string area) => new() { Area = area };

    /// <summary>True when another state follows the same cases to the same point: storing this one would add nothing to them.</summary>
    public bool FollowsAs(CoordinatorState other)
        => ReferenceEquals(Cases, other.Cases) && ReferenceEquals(Arrivals, other.Arrivals) && ReferenceEquals(Ledger, other.Ledger);

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
    [Id(6)] public long Verified { get; init; }
}
