using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Quick judgement of many candidate moves: expected cost by sector over few scenarios, rolled out into one buffer. Which of the best is
/// proposed is judged by all scenarios.
/// </summary>
internal sealed class Screen
{
    private static readonly (DemandScenario Scenario, double Weight)[] Futures =
        [(DemandScenario.Low, 0.3), (DemandScenario.Median, 0.4), (DemandScenario.High, 0.3)];

    private readonly ScenarioSet _without;
    private readonly SearchBudget _budget;
    private readonly Projection _run;
    private readonly Assessor _assessor;
    private readonly double[] _scratch;

    public Screen(ScenarioSet without, SearchBudget budget)
    {
        (_without, _budget) = (without, budget);
        _run = without.Projector.NewProjection();
        _assessor = new Assessor(without.Projector);
        _scratch = new double[without.Site.Floor.Sectors.Count];
        Nothing = Costs([]);
    }

    public SiteSnapshot Site => _without.Site;

    /// <summary>What each sector costs when nobody is moved.</summary>
    public double[] Nothing { get; }

    /// <summary>Expected money lost by waiting, by lateness and by what is left, by sector.</summary>
    public double[] Costs(ReadOnlySpan<PlannedMove> moves) => Costs(moves, [], []);

    private double[] Costs(
        ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, ReadOnlySpan<PlannedHold> holds)
    {
        var costs = new double[_scratch.Length];
        _budget.Spend(Futures.Length);
        foreach (var (scenario, weight) in Futures)
        {
            _without.Projector.Project(scenario, moves, hours, holds, _run);
            _assessor.Costs(_run, scenario, _scratch);
            for (var s = 0; s < costs.Length; s++) costs[s] += weight * _scratch[s];
        }
        return costs;
    }

    /// <summary>
    /// Money that one person more, at the rate of a mover and where it goes, saves beside the moves in the hour from its arrival, and
    /// whether such a person could do more work there than is done without.
    /// </summary>
    public (double Saved, bool AddsCapacity) PersonHour(ReadOnlySpan<PlannedMove> moves, PlannedMove mover)
    {
        var (from, until) = (mover.ArriveMinutes, mover.ArriveMinutes + 60);
        var (with, more, adds) = (0.0, 0.0, false);
        _budget.Spend(2 * Futures.Length);
        foreach (var (scenario, weight) in Futures)
        {
            _without.Projector.Project(scenario, moves, _run);
            with += weight * _assessor.TotalCost(_run, scenario);
            var could = _run.CapacityUntil(mover.To, until);
            _without.Projector.ProjectWithOneMore(scenario, moves, mover.Resource, mover.To, from, until, _run);
            more += weight * _assessor.TotalCost(_run, scenario);
            adds |= _run.CapacityUntil(mover.To, until) > could + Projection.NoUnits;
        }
        return (with - more, adds);
    }

    /// <summary>What the site loses under high demand and low pace: one roll-out, enough to sort by.</summary>
    public double Worst(ReadOnlySpan<PlannedMove> moves)
    {
        _budget.Spend(1);
        _without.Projector.Project(DemandScenario.High, moves, _run);
        return _assessor.TotalCost(_run, DemandScenario.High);
    }

    /// <summary>What the moves themselves cost.</summary>
    public double Price(ReadOnlySpan<PlannedMove> moves) => MoveEffect.Price(Site, moves, []);

    /// <summary>Money that moves are expected to save, less their own cost.</summary>
    public double Saved(ReadOnlySpan<PlannedMove> moves) => Saved(moves, []);

    /// <summary>Money that moves and other hours are expected to save, less what they themselves cost.</summary>
    public double Saved(ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours)
        => Saved(moves, hours, []);

    /// <summary>As above, with gates held or released, which costs nothing of its own.</summary>
    public double Saved(ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, ReadOnlySpan<PlannedHold> holds)
        => Nothing.Sum() - Costs(moves, hours, holds).Sum() - MoveEffect.Price(Site, moves, hours);

    /// <summary>The moves under all scenarios.</summary>
    public ScenarioSet Judge(ReadOnlySpan<PlannedMove> moves) => Judge(moves, []);

    /// <summary>Moves and other hours under all scenarios.</summary>
    public ScenarioSet Judge(ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours) => Judge(moves, hours, []);

    /// <summary>Moves, other hours and holds under all scenarios.</summary>
    public ScenarioSet Judge(ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, ReadOnlySpan<PlannedHold> holds)
    {
        _budget.Spend(_without.Count);
        return _without.With(moves, hours, holds, _assessor, _run);
    }

    /// <summary>Minutes of slowdown that moves save in a sector in the median scenario.</summary>
    public double MinutesSaved(int sector, ReadOnlySpan<PlannedMove> moves)
    {
        _budget.Spend(1);
        _without.Projector.Project(DemandScenario.Median, moves, _run);
        var with = _assessor.Assess(_run, DemandScenario.Median, sector, _without[sector]);
        return _without[sector].SlowdownMinutes - with.SlowdownMinutes;
    }
}
