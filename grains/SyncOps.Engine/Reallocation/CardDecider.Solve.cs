using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

public static partial class CardDecider
{
    /// <summary>What a sector at risk says while a search failed, so that nothing can be advised.</summary>
    public const string SearchFailed = "No advice for now: the search for moves failed. The next decision tries again.";

    /// <summary>
    /// The costly half of a decision: projects the site with nobody moved and searches for moves, over nothing but its arguments, so that
    /// it may run beside everything else. A search that throws proposes nothing, which the sectors at risk that no card covers then say. It
    /// is not asked where the instant was decided already.
    /// </summary>
    /// <param name="state">The area's cards as they are when it begins: what is spoken for is not searched for.</param>
    /// <param name="site">The whole site.</param>
    /// <param name="search">Asked at most twice.</param>
    /// <param name="budget">For the search; null: the usual one, which depends on no time.</param>
    public static Solution Solve(CoordinatorState state, SiteSnapshot site, IReallocationSearch search, SearchBudget? budget = null)
    {
        site = site.With(state.Held);
        var without = ScenarioSet.Of(new Projector(site));
        var solution = new Solution { Without = without, Outlook = OutlookOf(state.Area, without) };
        if (state.LastDecidedAt >= site.Now) return solution;

        var book = UpToDate(state, without, site);
        var next = Pruned(Verified(state, site, book), site);
        budget ??= new SearchBudget(SearchBudget.UsualRollouts);
        try
        {
            return solution with { Proposals = Found(next, without, book, search, budget), IsCutShort = budget.RanOut };
        }
        catch (Exception e)
        {
            // Whatever is wrong with a search, the floor keeps its outlook, and learns why nothing is advised.
            var covered = book.Open.Select(c => c.Risk.Sector).ToHashSet(StringComparer.Ordinal);
            return solution with { Failure = e, Outlook = [.. solution.Outlook.Select(o => covered.Contains(o.Sector) ? o : Failed(o))] };
        }
    }

    private static List<Proposal> Found(
        CoordinatorState state, ScenarioSet without, CardBook book, IReallocationSearch search, SearchBudget budget)
    {
        var site = without.Site;
        if (TrustGates.HourIsFull(site.Floor.Document.Policy, state.IssuedAt.Count) is not null) return [];
        var request = Request(state, without, book.Open) with { Budget = budget };
        List<Proposal> found = [.. search.Search(request with { Silences = [.. request.Silences, .. state.Silences] })];
        // A rejected cause is looked at once more as if it had not been: it may have doubled.
        var chosen = Chosen(found, state, request, site);
        if (state.Silences.Any(s => site.Floor.SectorIndex(s.Sector) is >= 0 and var i && !IsInvolved(i) && without[i].IsBottleneck))
            found.AddRange(search.Search(request));
        return found;

        bool IsInvolved(int sector) => chosen.Any(p => p.Sector == sector || p.Donors.Contains(sector));
    }

    private static SectorOutlook Failed(SectorOutlook outlook)
        => outlook.BottleneckAt is null || outlook.ReasonKind == ReasonKind.Count
            ? outlook
            : outlook with
            {
                ReasonKind = ReasonKind.Failure,
                ReasonLine = outlook.ReasonLine is { } shortage ? $"{SearchFailed} {shortage}" : SearchFailed,
            };
}
