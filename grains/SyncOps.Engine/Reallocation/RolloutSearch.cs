using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Looks for one- and two-resource moves by rolling out each with the whole site. For each sector at risk: a shortlist of one
/// representative per donor and pair of rates, each rolled out alone under median demand, then pairs of the best; the best by cost
/// saved are judged under all scenarios, and the first that harms no other sector is proposed.
/// </summary>
public sealed class RolloutSearch : IReallocationSearch
{
    public const int MaxRisks = 3;
    public const int MaxDonors = 10;
    private const int MaxJudged = 8;
    private const double MinMinutesSaved = 1;

    private static readonly double[] Delays = [5, 10, 15, 20, 30, 45, 60];

    public IReadOnlyList<Proposal> Search(SearchRequest request)
    {
        var found = new List<Proposal>(MaxRisks);
        var screen = new Screen(request.Without);
        foreach (var sector in Risks(request))
            if (Best(request, sector, screen) is { } proposal) found.Add(proposal);
        return [.. found.OrderByDescending(p => p.Benefit.CostSaved.P50).ThenBy(p => p.Sector)];
    }

    /// <summary>Sectors of the area that become bottlenecks, have no open card and affect enough units; the costliest first.</summary>
    private static List<int> Risks(SearchRequest request)
    {
        var (floor, set) = (request.Site.Floor, request.Without);
        var risks = new List<int>();
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            var (spec, assessment) = (floor.Sectors[s], set[s]);
            if (spec.Area == request.Area && !spec.Retired && assessment.IsBottleneck
                && assessment.AffectedUnits >= floor.Document.Policy.MinUnits && !request.Covered.Contains(spec.Id)) risks.Add(s);
        }
        risks.Sort((a, b) => set[a].Cost != set[b].Cost ? set[b].Cost.CompareTo(set[a].Cost) : a.CompareTo(b));
        if (risks.Count > MaxRisks) risks.RemoveRange(MaxRisks, risks.Count - MaxRisks);
        return risks;
    }

    private static Proposal? Best(SearchRequest request, int sector, Screen screen)
    {
        var candidates = Eligibility.Candidates(request, sector);
        if (candidates.Count == 0) return null;
        var options = screen.Options(request, sector, candidates);
        foreach (var moves in options.Take(MaxJudged))
        {
            var with = screen.Judge(moves);
            if (MoveEffect.HarmsAnother(request.Without, with, sector)) continue;
            var benefit = MoveEffect.Benefit(request.Without, with, sector, moves.Length);
            if (benefit.MinutesSaved.P50 < MinMinutesSaved || benefit.CostSaved.P20 <= 0) continue;
            var chosen = Array.ConvertAll(moves, m => m.Resource);
            return new Proposal
            {
                Sector = sector,
                Moves = moves,
                Eligible = Array.ConvertAll(moves, m => (IReadOnlyList<int>)Eligibility.Alternates(candidates, m.From, chosen)),
                Without = request.Without,
                With = with,
                Benefit = benefit,
                ExpiresAfterMinutes = Expiry(screen, sector, moves),
            };
        }
        return null;
    }

    // Walking and changeover are in the roll-out, so the delay that loses half of the minutes saved is when they no longer pay.
    private static double Expiry(Screen screen, int sector, PlannedMove[] moves)
    {
        var saved = screen.MinutesSaved(sector, moves);
        var last = screen.Site.Floor.Document.DecideEvery.TotalMinutes;
        foreach (var delay in Delays)
        {
            var later = Array.ConvertAll(
                moves, m => m with { DepartMinutes = m.DepartMinutes + delay, ArriveMinutes = m.ArriveMinutes + delay });
            if (screen.MinutesSaved(sector, later) < saved / 2 || screen.CostSaved(later) <= 0) break;
            last = Math.Max(last, delay);
        }
        return last;
    }
}
