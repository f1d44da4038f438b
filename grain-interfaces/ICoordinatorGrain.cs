using Orleans;
using Orleans.Concurrency;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;

namespace SyncOps.GrainInterfaces;

/// <summary>The coordinator of an area: its open recommendations and its outlook. Key: site/area.</summary>
[Alias("ICoordinator")]
public interface ICoordinatorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stepped clock: takes the decisions due at an instant on the given loads of the whole site, stores them, and answers the area's
    /// report. Asked again for that instant once the site's clock stands there, it carries them out; till then nobody is moved or given
    /// back, so that the instant can be decided again. Live clock: answers null at once; the decision follows at the coordinator's own
    /// pace, for the instant at which it is taken, and it reports by itself.
    /// </summary>
    [Alias("Decide"), ResponseTimeout("00:10:00")]
    Task<GovernanceView?> Decide(DateTimeOffset instant, IReadOnlyList<SectorLoad> loads);

    /// <summary>Cards in id order; only those in the given states, or all.</summary>
    [Alias("GetRecommendations"), AlwaysInterleave]
    Task<IReadOnlyList<Recommendation>> GetRecommendations(IReadOnlyList<CardState>? states);

    /// <summary>The open cards and those that were closed last, in id order: what is going on.</summary>
    [Alias("GetLatest"), AlwaysInterleave]
    Task<IReadOnlyList<Recommendation>> GetLatest();

    /// <summary>A card, open or closed at any time; null when the area has none of that id.</summary>
    [Alias("Find"), AlwaysInterleave]
    Task<Recommendation?> Find(string card);

    /// <summary>
    /// Waits a minute and no more: who asked through a gateway is not told when the coordinator's silo dies, and sends it again.
    /// </summary>
    [Alias("Accept"), ResponseTimeout("00:01:00")]
    Task<Outcome<Recommendation>> Accept(CardCommand command, IReadOnlyList<RequestedAction>? actions);

    [Alias("Reject")]
    Task<Outcome<Recommendation>> Reject(CardCommand command, string reason);

    [Alias("Snooze")]
    Task<Outcome<Recommendation>> Snooze(CardCommand command, int minutes);

    /// <summary>The latest outlook of the area's sectors, in id order; empty before the first decision.</summary>
    [Alias("GetOutlook"), AlwaysInterleave]
    Task<IReadOnlyList<SectorOutlook>> GetOutlook();

    /// <summary>What is at risk in the area.</summary>
    [Alias("GetReport"), AlwaysInterleave]
    Task<GovernanceView> GetReport();

    /// <summary>Open cards and the time of the latest event, for lists of sites.</summary>
    [Alias("GetSummary"), AlwaysInterleave]
    Task<AreaSummary> GetSummary();

    /// <summary>The site has a new floor version or day document.</summary>
    [Alias("NoteFloor")]
    Task NoteFloor(long version);
}

/// <summary>Who decides about which card, and the key under which a repeat gets the same answer.</summary>
[GenerateSerializer, Alias("cardCommand")]
public sealed record CardCommand(
    [property: Id(0)] string Card, [property: Id(1)] string By, [property: Id(2)] string? IdempotencyKey);

[GenerateSerializer, Alias("areaSummary")]
public sealed record AreaSummary([property: Id(0)] int OpenRecommendations, [property: Id(1)] DateTimeOffset? LastEventAt);
