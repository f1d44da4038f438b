using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// What the costly half of a decision found out about a snapshot: the site projected with nobody moved, the outlook of the area's sectors,
/// and the moves that a search proposes. <see cref="CardDecider.Decide(CoordinatorState, Solution, SiteSnapshot)"/> makes cards of it.
/// </summary>
public sealed record Solution
{
    /// <summary>The site rolled out with nobody moved.</summary>
    public required ScenarioSet Without { get; init; }

    /// <summary>Of the area's sectors, in id order.</summary>
    public required IReadOnlyList<SectorOutlook> Outlook { get; init; }

    /// <summary>In the order in which they are to be considered; none of them has passed the gates yet.</summary>
    public IReadOnlyList<Proposal> Proposals { get; init; } = [];

    /// <summary>True when a search stopped for want of budget: the proposals are the best found until then.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>What the search threw, if it did: then nothing is proposed, and the outlook says so.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The snapshot that everything is true for.</summary>
    public SiteSnapshot Site => Without.Site;

    /// <summary>True while the floor and the days of a later snapshot are those that were projected: indices mean the same.</summary>
    public bool IsOf(SiteSnapshot later) => ReferenceEquals(Site.Calendar, later.Calendar);
}
