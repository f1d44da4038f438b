using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>Finds moves that are worth advising. Pure: the same request, within its budget, gives the same answer.</summary>
public interface IReallocationSearch
{
    /// <summary>At most one proposal per sector at risk, the most cost saved first; empty when nothing helps unharmed.</summary>
    IReadOnlyList<Proposal> Search(SearchRequest request);
}

/// <summary>
/// What may be searched: the site's outlook if nobody moves, the area whose sectors are to be helped, and what is already spoken for.
/// </summary>
public sealed record SearchRequest
{
    public required ScenarioSet Without { get; init; }

    /// <summary>Only sectors of this area are helped; donors may be anywhere on the site.</summary>
    public required string Area { get; init; }

    /// <summary>Sector ids that an open card already helps.</summary>
    public IReadOnlyList<string> Covered { get; init; } = [];

    /// <summary>Resource ids that open cards of the area have promised; promises of other areas show in the presences.</summary>
    public IReadOnlyList<string> Promised { get; init; } = [];

    /// <summary>Rejected or reversing advice: these people are not offered to these sectors again until the silence ends.</summary>
    public IReadOnlyList<Silence> Silences { get; init; } = [];

    /// <summary>What may be spent on the search; a copy of the request spends from the same.</summary>
    public SearchBudget Budget { get; init; } = new(SearchBudget.UsualRollouts);

    public SiteSnapshot Site => Without.Site;
}

/// <summary>
/// A rejected card's cause and people, silent until an instant. <see cref="CostSaved"/>: the money its median promised; 0 when not known.
/// <see cref="Gates"/>: gated sectors whose hold or release was turned down; null when none was.
/// </summary>
[GenerateSerializer, Alias("coordinator.silence")]
public sealed record Silence(
    [property: Id(0)] string Sector, [property: Id(1)] IReadOnlyList<string> Resources, [property: Id(2)] DateTimeOffset Until,
    [property: Id(3)] double CostSaved = 0, [property: Id(4)] IReadOnlyList<string>? Gates = null);
