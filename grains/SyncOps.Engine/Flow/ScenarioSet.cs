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
    public Projection Median => _runs[MedianIndex];

    /// <summary>Site cost per scenario, waiting and late units.</summary>
    public double TotalCost(int scenario)
    {
        var cost = 0.0;
        foreach (ref readonly var sector in _assessments[scenario].AsSpan()) cost += sector.Cost;
        return cost;
    }

    /// <summary>What happens when nobody is moved.</summary>
    public static ScenarioSet Of(Projector projector) => Of(projector, [], null);

    /// <summary>What happens with the moves; slowdown is measured on the units that <paramref name="without"/> finds affected.</summary>
    public static ScenarioSet Of(Projector projector, ReadOnlySpan<PlannedMove> moves, ScenarioSet? without)
    {
        var runs = new Projection[DemandScenario.Count];
        var assessments = new SectorAssessment[DemandScenario.Count][];
        var assessor = new Assessor(projector);
        for (var k = 0; k < runs.Length; k++)
        {
            runs[k] = projector.NewProjection();
            projector.Project(Scenarios[k], moves, runs[k]);
            assessments[k] = new SectorAssessment[projector.Site.Floor.Sectors.Count];
            for (var s = 0; s < assessments[k].Length; s++)
                assessments[k][s] = assessor.Assess(runs[k], Scenarios[k], s, without?._assessments[k][s].Waiting);
        }
        return new ScenarioSet(projector, runs, assessments);
    }

    public Projection Run(int scenario) => _runs[scenario];

    public SectorAssessment this[int scenario, int sector] => _assessments[scenario][sector];

    /// <summary>The median scenario's assessment of a sector.</summary>
    public SectorAssessment this[int sector] => _assessments[MedianIndex][sector];

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
}
