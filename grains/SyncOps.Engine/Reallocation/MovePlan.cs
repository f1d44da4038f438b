using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Moves for the whole site, found by steepest descent over exact roll-outs: in each round the option that saves most beside those taken
/// before is taken, until none saves clearly more than it costs. One that would save more if it were begun a decision later is planned for
/// then: it is in the way of worse ones, but not advised yet.
/// </summary>
internal sealed class MovePlan
{
    public const int MaxRounds = 8;

    /// <summary>Options of a round of which other numbers of people and stays are tried.</summary>
    private const int MaxVaried = 6;

    /// <summary>Options of a round that are looked at for harm, the best first.</summary>
    private const int MaxJudged = 6;

    /// <summary>A move must save this many times its own cost, so that chance alone moves nobody.</summary>
    private const double Margin = 4;

    /// <summary>And at least this much money per move, where moves cost nothing.</summary>
    private const double LeastSaved = 0.5;

    /// <summary>Each person beyond the first moves must add this share of what is saved by then: a card asks for no crowd.</summary>
    private const double LeastShare = 0.1;

    private readonly SearchRequest _request;
    private readonly Screen _screen;
    private readonly MoveOptions _options;
    private readonly List<MoveStep> _steps = [];
    private readonly List<PlannedMove> _taken = [];
    private double[] _costs;
    private double _saved;

    private MovePlan(SearchRequest request, Screen screen, MoveOptions options)
        => (_request, _screen, _options, _costs) = (request, screen, options, screen.Nothing);

    /// <summary>
    /// Steps in the order in which they were taken; each helps a sector that is at risk. The descent begins once with nobody moving and
    /// once with what the best reallocation of the hours ahead begins with, where that is something else; the plan that saves more counts.
    /// Where the budget ends, the steps taken until then and the best that the round has looked at.
    /// </summary>
    public static IReadOnlyList<MoveStep> Of(SearchRequest request, Screen screen, Func<MoveOptions> options, IReadOnlyList<int> risks)
    {
        var (plan, ahead) = (new MovePlan(request, screen, options()), new MovePlan(request, screen, options()));
        plan.Descend(risks);
        if (!request.Budget.MayGoOn()) return plan._steps;
        ahead.Begin(HorizonStart.Of(request, ahead._options.Destinations()), risks);
        if (ahead._steps.Count == 0) return plan._steps;
        ahead.Descend(risks);
        return ahead._saved > plan._saved + LeastSaved ? ahead._steps : plan._steps;
    }

    private void Descend(IReadOnlyList<int> risks)
    {
        while (_steps.Count < MaxRounds && _request.Budget.MayGoOn() && Best(risks) is { } best) Take(best);
    }

    // Groups as they are, since several may save what none of them does alone, and judged as any other.
    private void Begin(IReadOnlyList<HorizonGroup> groups, IReadOnlyList<int> risks)
    {
        while (_steps.Count < MaxRounds
            && Best(groups.Select(g => _options.Of(g.From, g.To, g.People)).OfType<MoveOption>().Select(NoCrowd), risks) is { } best)
        {
            groups = [.. groups.Where(g => g.From != best.Option.From || g.To != best.Option.To)];
            Take(best);
        }
    }

    // Without the last of them as long as they add too little to ask them.
    private MoveOption NoCrowd(MoveOption group)
    {
        for (var saved = Score(group)?.Saved ?? 0; group.Count > 1;)
        {
            var fewer = group with { Count = group.Count - 1 };
            var less = Score(fewer)?.Saved ?? 0;
            if (saved - less >= Math.Max(LeastSaved, LeastShare * (_saved + less))) break;
            (group, saved) = (fewer, less);
        }
        return group;
    }

    private Scored? Best(IReadOnlyList<int> risks)
    {
        // What saves next to nothing even when it is needed most is not looked at further, but for the best of it: a shorter stay may
        // save.
        var loses = _screen.Worst(_taken.ToArray());
        var ranked = WhileBudgetLasts(_options.Singles(Worth))
            .Select(o => (Option: o, Saved: o.Moves(_request.Site) is { } moves ? loses - _screen.Worst([.. _taken, .. moves]) : 0))
            .OrderByDescending(o => o.Saved).Take(MaxVaried).ToArray();
        var best = ranked.Where((o, i) => i == 0 || o.Saved > LeastSaved / 2).Select(o => o.Option).ToArray();
        // Who stays need not be brought back, so a stay of some time is looked at only where going for good helps nobody: by its end much
        // is decided anew, and what was promised on it was half of what came.
        var all = best.Concat(_options.Varied(best)).ToArray();
        return Best(all.Where(o => double.IsInfinity(o.StayMinutes)), risks)
            ?? Best(all.Where(o => !double.IsInfinity(o.StayMinutes)), risks);
    }

    // Of equals the first counts: fewer people, longer stays.
    private Scored? Best(IEnumerable<MoveOption> options, IReadOnlyList<int> risks)
        => Best(WhileBudgetLasts(options).Select(Score).OfType<Scored>().Select(s => s with { Helped = AtRisk(s.Helped, risks) })
            .Where(s => s.Saved >= Needed(s.Moves) && risks.Contains(s.Helped) && !IsSilenced(s))
            .OrderByDescending(s => s.Saved).Take(MaxJudged).ToArray());

    // What waits before a full buffer waits for the sector behind it: that is helped, where no risk is told of who waits.
    private int AtRisk(int helped, IReadOnlyList<int> risks)
    {
        if (risks.Contains(helped)) return helped;
        foreach (var link in _request.Without.Projector.Network.LinksOf(helped))
            if (risks.Contains(link.To) && _request.Without[link.To].Kind == RiskKind.Buffer) return link.To;
        return helped;
    }

    // What was passed over for its harm is the runner-up, else the best that goes another way.
    private Scored? Best(Scored[] ranked)
    {
        RunnerUp? harmful = null;
        foreach (var scored in ranked)
        {
            if (Harmed(scored) is not { } sector)
                return scored with { RunnerUp = harmful ?? Second(ranked, scored) };
            harmful ??= Other(scored, CardText.WouldHarm(_request.Site, sector));
        }
        return null;
    }

    private IEnumerable<MoveOption> WhileBudgetLasts(IEnumerable<MoveOption> options)
        => options.TakeWhile(_ => _request.Budget.MayGoOn());

    private RunnerUp? Second(Scored[] ranked, Scored best)
    {
        var second = Array.Find(ranked, s => s.Option.From != best.Option.From || s.Option.To != best.Option.To);
        return second is null ? null : Other(second, CardText.SavesLess(second.Saved, best.Saved));
    }

    private RunnerUp Other(Scored scored, string whyNot)
    {
        var sectors = _request.Site.Floor.Sectors;
        return new RunnerUp(
            sectors[scored.Option.From].Id, sectors[scored.Option.To].Id, scored.Moves.Length,
            Math.Round(scored.Saved, 2, MidpointRounding.AwayFromZero), whyNot);
    }

    private int? Harmed(Scored scored)
        => MoveEffect.Harmed(_request.Without, _screen.Judge([.. _taken, .. scored.Moves]), scored.Helped);

    private void Take(Scored best)
    {
        var delay = _request.Site.Floor.Document.DecideEvery.TotalMinutes;
        var later = best.Option.Moves(_request.Site, delay) is { } moves ? Score(best.Option, moves) : null;
        var isNow = later is null || later.Saved <= best.Saved;
        var step = isNow ? best : later! with { RunnerUp = best.RunnerUp };
        _options.Take(step.Moves);
        _taken.AddRange(step.Moves);
        _costs = step.Costs;
        _saved += step.Saved;
        _steps.Add(new MoveStep(step.Moves, step.Helped, isNow, step.RunnerUp));
    }

    private Scored? Score(MoveOption option) => option.Moves(_request.Site) is { } moves ? Score(option, moves) : null;

    private Scored Score(MoveOption option, PlannedMove[] moves)
    {
        var costs = _screen.Costs([.. _taken, .. moves]);
        var (helped, most, saved) = (0, double.NegativeInfinity, 0.0);
        for (var s = 0; s < costs.Length; s++)
        {
            var less = _costs[s] - costs[s];
            saved += less;
            if (less > most) (helped, most) = (s, less);
        }
        return new Scored(option, moves, costs, helped, saved - _screen.Price(moves));
    }

    private double Needed(PlannedMove[] moves)
        => Math.Max(moves.Length * Math.Max(LeastSaved, LeastShare * _saved), (Margin - 1) * _screen.Price(moves));

    // A unit per hour more in a sector with work to do saves its waiting: enough to sort by.
    private double Worth(int sector, double unitsPerHour)
    {
        var run = _request.Without.Median;
        var minutes = 0.0;
        var backlog = run.Backlog(sector);
        for (var t = 0; t < backlog.Length; t++)
            if (backlog[t] > Projection.NoUnits) minutes += run.Grid.Length(t);
        var busy = minutes / run.Grid.HorizonMinutes;
        return unitsPerHour * busy * (_screen.Nothing[sector] + 1) / (run.CapacityUntil(sector, run.Grid.HorizonMinutes) + 1);
    }

    private bool IsSilenced(Scored scored)
    {
        var sector = _request.Site.Floor.Sectors[scored.Helped].Id;
        return scored.Moves.Any(m => Eligibility.IsSilenced(_request, m.Resource, sector));
    }

    private sealed record Scored(MoveOption Option, PlannedMove[] Moves, double[] Costs, int Helped, double Saved)
    {
        public RunnerUp? RunnerUp { get; init; }
    }
}

/// <summary>
/// Moves that belong together, the sector whose cost they lower most, whether to begin them now or a decision later, and what else there
/// was in their place.
/// </summary>
internal sealed record MoveStep(IReadOnlyList<PlannedMove> Moves, int Helped, bool IsNow, RunnerUp? RunnerUp);
