using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>Quick judgement of many candidate moves: one roll-out each under median demand into one buffer.</summary>
internal sealed class Screen(ScenarioSet without)
{
    /// <summary>The best so many single moves are tried in pairs.</summary>
    private const int MaxPaired = 5;

    /// <summary>A second mover must raise the saving at least this many times over the better single move.</summary>
    private const double PairMargin = 1.1;

    private readonly Projection _run = without.Projector.NewProjection();
    private readonly Assessor _assessor = new(without.Projector);
    private readonly double _costWithout = without.TotalCost(ScenarioSet.MedianIndex);

    public SiteSnapshot Site => without.Site;

    /// <summary>Site cost that moves save under median demand, less their own cost.</summary>
    public double CostSaved(ReadOnlySpan<PlannedMove> moves)
    {
        without.Projector.Project(DemandScenario.Median, moves, _run);
        return _costWithout - _assessor.TotalCost(_run, DemandScenario.Median) - moves.Length * Site.Floor.Document.Moves.Cost;
    }

    /// <summary>The moves under all scenarios.</summary>
    public ScenarioSet Judge(ReadOnlySpan<PlannedMove> moves) => without.With(moves, _assessor, _run);

    /// <summary>Minutes of slowdown that moves save in a sector under median demand.</summary>
    public double MinutesSaved(int sector, ReadOnlySpan<PlannedMove> moves)
    {
        without.Projector.Project(DemandScenario.Median, moves, _run);
        var with = _assessor.Assess(_run, DemandScenario.Median, sector, without[sector].Waiting);
        return without[sector].SlowdownMinutes - with.SlowdownMinutes;
    }

    /// <summary>Single and paired moves into the sector that save cost, the best first.</summary>
    public List<PlannedMove[]> Options(SearchRequest request, int sector, List<Candidate> candidates)
    {
        var groups = Groups(candidates);
        var singles = new List<Scored>();
        foreach (var group in groups)
        {
            PlannedMove[] moves = [Move(group[0], sector)];
            if (CostSaved(moves) is > 0 and var saved) singles.Add(new Scored(saved, moves, group));
        }
        singles.Sort(Scored.Compare);

        var options = new List<Scored>(singles);
        if (Eligibility.Spare(Site, sector) >= 2)
        {
            for (var i = 0; i < Math.Min(MaxPaired, singles.Count); i++)
                for (var j = i; j < Math.Min(MaxPaired, singles.Count); j++)
                    if (Pair(request, sector, singles[i], singles[j]) is { } pair) options.Add(pair);
        }
        options.Sort(Scored.Compare);
        return options.ConvertAll(o => o.Moves);
    }

    private Scored? Pair(SearchRequest request, int sector, Scored first, Scored second)
    {
        if (first == second && first.Group.Count < 2) return null;
        if (first.Moves[0].From == second.Moves[0].From && Eligibility.Dispensable(request, first.Moves[0].From) < 2) return null;
        PlannedMove[] moves = [first.Moves[0], first == second ? Move(first.Group[1], sector) : second.Moves[0]];
        var saved = CostSaved(moves);
        return saved > PairMargin * Math.Max(first.Saved, second.Saved) ? new Scored(saved, moves, first.Group) : null;
    }

    private PlannedMove Move(Candidate candidate, int sector)
        => new(candidate.Resource, candidate.From, sector, 0, Site.Floor.TravelMinutes(candidate.From, sector));

    // People of one donor with the same two rates are alike to the roll-out: fewest moves, longest shift, then id stand for them.
    // Donors that are in trouble themselves come last; else who gives most for what it takes.
    private List<List<Candidate>> Groups(List<Candidate> candidates)
    {
        var groups = candidates.GroupBy(c => (c.From, c.RateFrom, c.RateTo))
            .Select(g => g.OrderBy(c => c.Moves).ThenByDescending(c => c.WorkEndsMinutes).ThenBy(c => c.Resource).Take(2).ToList())
            .OrderBy(g => without[g[0].From].IsBottleneck)
            .ThenByDescending(g => g[0].RateTo / Math.Max(g[0].RateFrom, 1e-9))
            .ThenBy(g => g[0].From).ThenBy(g => g[0].Resource);
        return [.. groups.Take(RolloutSearch.MaxDonors)];
    }

    private sealed record Scored(double Saved, PlannedMove[] Moves, List<Candidate> Group)
    {
        public static int Compare(Scored a, Scored b)
        {
            if (a.Saved != b.Saved) return b.Saved.CompareTo(a.Saved);
            if (a.Moves.Length != b.Moves.Length) return a.Moves.Length.CompareTo(b.Moves.Length);
            for (var i = 0; i < a.Moves.Length; i++)
                if (a.Moves[i].Resource != b.Moves[i].Resource) return a.Moves[i].Resource.CompareTo(b.Moves[i].Resource);
            return 0;
        }
    }
}
