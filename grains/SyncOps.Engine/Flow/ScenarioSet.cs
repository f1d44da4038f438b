namespace SyncOps.Engine.Flow;

/// <summary>
/// The same staffing rolled out under low, median and high demand, with every sector's assessment. Indices: scenario 0 low, 1 median,
/// 2 high; sector by floor index.
/// </summary>
public sealed class ScenarioSet
{
    public const int MedianIndex = 1;

    private static readonly DemandScenario[] Scenarios = [DemandScenario.Low, DemandScenario.Median, DemandScenario.High];

    private readonly Projection[] _runs;
    private readonly SectorAssessment[][] _assessments;

    private ScenarioSet(Projector projector, Projection[] runs, SectorAssessment[][] assessments)
        => (Projector, _runs, _assessments) = (projector, runs, assessments);

    public Projector Projector { get; }
    public SiteSnapshot Site => Projector.Site;

    /// <summary>The median scenario's roll-out; as <see cref="Run"/>.</summary>
    public Projection Median => Run(MedianIndex);

    /// <summary>What happens when nobody is moved.</summary>
    public static ScenarioSet Of(Projector projector)
    {
        var runs = new Projection[DemandScenario.Count];
        var assessments = NewAssessments(projector);
        var assessor = new Assessor(projector);
        for (var k = 0; k < runs.Length; k++)
        {
            runs[k] = projector.NewProjection();
            projector.Project(Scenarios[k], [], runs[k]);
            for (var s = 0; s < assessments[k].Length; s++) assessments[k][s] = assessor.Assess(runs[k], Scenarios[k], s);
        }
        return new ScenarioSet(projector, runs, assessments);
    }

    /// <summary>
    /// What happens with the moves; slowdown is measured on the units that this set finds affected. Only the sectors that the moves can
    /// reach are assessed again, and the roll-outs, made in <paramref name="scratch"/>, are not kept.
    /// </summary>
    internal ScenarioSet With(ReadOnlySpan<PlannedMove> moves, Assessor assessor, Projection scratch)
    {
        var touched = new List<int>(2 * moves.Length);
        foreach (ref readonly var move in moves) touched.AddRange([move.From, move.To]);
        var reached = Projector.ReachOf(touched);
        var assessments = NewAssessments(Projector);
        for (var k = 0; k < Scenarios.Length; k++)
        {
            Projector.Project(Scenarios[k], moves, scratch);
            for (var s = 0; s < reached.Length; s++)
            {
                var before = _assessments[k][s];
                assessments[k][s] = reached[s] ? assessor.Assess(scratch, Scenarios[k], s, before.Waiting) : before;
            }
        }
        return new ScenarioSet(Projector, [], assessments);
    }

    /// <summary>What happens with the moves; slowdown is measured on the units that this set finds affected.</summary>
    public ScenarioSet With(ReadOnlySpan<PlannedMove> moves) => With(moves, new Assessor(Projector), Projector.NewProjection());

    /// <summary>A scenario's roll-out. A set made by <c>With</c> keeps none: throws.</summary>
    public Projection Run(int scenario)
        => _runs.Length > 0 ? _runs[scenario] : throw new InvalidOperationException("A set made with moves keeps no roll-outs.");

    public SectorAssessment this[int scenario, int sector] => _assessments[scenario][sector];

    /// <summary>The median scenario's assessment of a sector.</summary>
    public SectorAssessment this[int sector] => _assessments[MedianIndex][sector];

    /// <summary>Site cost in a scenario, waiting and late units, sectors summed in id order.</summary>
    public double TotalCost(int scenario)
    {
        var cost = 0.0;
        foreach (ref readonly var sector in _assessments[scenario].AsSpan()) cost += sector.Cost;
        return cost;
    }

    /// <summary>Weight of the scenarios in which the sector becomes a bottleneck, 0..1.</summary>
    public double Probability(int sector)
    {
        var probability = 0.0;
        for (var k = 0; k < Scenarios.Length; k++)
            if (_assessments[k][sector].IsBottleneck) probability += Scenarios[k].Weight;
        return Math.Min(1, Math.Round(probability, 9));
    }

    /// <summary>One figure of a sector's assessments over the scenarios, as percentiles.</summary>
    public Range3 Range(int sector, Func<SectorAssessment, double> figure)
        => Range3.Ordered(figure(_assessments[0][sector]), figure(_assessments[1][sector]), figure(_assessments[2][sector]));

    private static SectorAssessment[][] NewAssessments(Projector projector)
    {
        var assessments = new SectorAssessment[DemandScenario.Count][];
        for (var k = 0; k < assessments.Length; k++) assessments[k] = new SectorAssessment[projector.Site.Floor.Sectors.Count];
        return assessments;
    }
}
