namespace SyncOps.Engine.Flow;

/// <summary>
/// The same staffing rolled out under every scenario of the floor's ensemble, with every sector's assessment. All scenarios weigh the
/// same; the first is the median of everything. Sectors by floor index.
/// </summary>
public sealed class ScenarioSet
{
    public const int MedianIndex = 0;

    private readonly Projection? _median;
    private readonly Outlooks? _outlooks;
    private readonly SectorAssessment[][] _assessments;
    private Projection? _high;

    private ScenarioSet(Projector projector, Projection? median, Outlooks? outlooks, SectorAssessment[][] assessments)
        => (Projector, _median, _outlooks, _assessments) = (projector, median, outlooks, assessments);

    public Projector Projector { get; }
    public SiteSnapshot Site => Projector.Site;

    /// <summary>Number of scenarios.</summary>
    public int Count => _assessments.Length;

    /// <summary>The median scenario's roll-out. A set made by <c>With</c> keeps none: throws.</summary>
    public Projection Median => _median ?? throw new InvalidOperationException("A set made with moves keeps no roll-outs.");

    /// <summary>What happens under high demand and low pace when nobody is moved: the worst reckoned with; rolled out once.</summary>
    internal Projection High
    {
        get
        {
            if (_high is not null) return _high;
            _high = Projector.NewProjection();
            Projector.Project(DemandScenario.High, [], _high);
            return _high;
        }
    }

    /// <summary>A lull of a sector that has begun; null when there is none.</summary>
    internal SectorSlack? Slack(int sector) => SectorSlack.Of(this, sector);

    /// <summary>Backlogs and waits over the scenarios. A set made by <c>With</c> keeps none: throws.</summary>
    internal Outlooks Outlooks => _outlooks ?? throw new InvalidOperationException("A set made with moves keeps no roll-outs.");

    /// <summary>What happens when nobody is moved.</summary>
    public static ScenarioSet Of(Projector projector)
    {
        var scenarios = projector.Network.Scenarios;
        var (median, scratch) = (projector.NewProjection(), projector.NewProjection());
        var assessments = NewAssessments(projector);
        var assessor = new Assessor(projector);
        var outlooks = new Outlooks(projector, scenarios.Length);
        for (var k = 0; k < scenarios.Length; k++)
        {
            var run = k == MedianIndex ? median : scratch;
            projector.Project(scenarios[k], [], run);
            for (var s = 0; s < assessments[k].Length; s++) assessments[k][s] = assessor.Assess(run, scenarios[k], s);
            outlooks.Read(k, run);
        }
        return new ScenarioSet(projector, median, outlooks, assessments);
    }

    /// <summary>
    /// What happens with the moves, other hours and holds; slowdown is measured on the units that this set finds affected. Only the
    /// sectors that they can reach are assessed again, and the roll-outs, made in <paramref name="scratch"/>, are not kept.
    /// </summary>
    internal ScenarioSet With(
        ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, ReadOnlySpan<PlannedHold> holds, Assessor assessor,
        Projection scratch)
    {
        var touched = new List<int>(2 * moves.Length + hours.Length + holds.Length);
        foreach (ref readonly var move in moves) touched.AddRange([move.From, move.To]);
        foreach (ref readonly var other in hours) touched.Add(other.Sector);
        foreach (ref readonly var hold in holds) touched.Add(hold.Sector);
        var reached = Projector.ReachOf(touched);
        var assessments = NewAssessments(Projector);
        var scenarios = Projector.Network.Scenarios;
        for (var k = 0; k < scenarios.Length; k++)
        {
            Projector.Project(scenarios[k], moves, hours, holds, scratch);
            for (var s = 0; s < reached.Length; s++)
            {
                var before = _assessments[k][s];
                assessments[k][s] = reached[s] ? assessor.Assess(scratch, scenarios[k], s, before) : before;
            }
        }
        return new ScenarioSet(Projector, null, null, assessments);
    }

    /// <summary>What happens with the moves; slowdown is measured on the units that this set finds affected.</summary>
    public ScenarioSet With(ReadOnlySpan<PlannedMove> moves) => With(moves, []);

    /// <summary>As above, with other hours of some who are not moved.</summary>
    public ScenarioSet With(ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours)
        => With(moves, hours, []);

    /// <summary>As above, with gates held or released.</summary>
    public ScenarioSet With(
        ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours, ReadOnlySpan<PlannedHold> holds)
        => With(moves, hours, holds, new Assessor(Projector), Projector.NewProjection());

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

    /// <summary>Share of the scenarios in which the sector becomes a bottleneck, 0..1.</summary>
    public double Probability(int sector) => Share(k => _assessments[k][sector].IsBottleneck);

    /// <summary>Share of the scenarios (by their index) of which something is true, 0..1.</summary>
    public double Share(Func<int, bool> isTrue)
    {
        var count = 0;
        for (var k = 0; k < Count; k++)
            if (isTrue(k)) count++;
        return Math.Round((double)count / Count, 9);
    }

    /// <summary>A figure of the scenarios, by their index, as percentiles.</summary>
    public Range3 Range(Func<int, double> figure)
    {
        Span<double> outcomes = stackalloc double[ScenarioDesign.Count];
        for (var k = 0; k < outcomes.Length; k++) outcomes[k] = figure(k);
        return Range3.Of(outcomes);
    }

    /// <summary>One figure of a sector's assessments over the scenarios, as percentiles.</summary>
    public Range3 Range(int sector, Func<SectorAssessment, double> figure) => Range(k => figure(_assessments[k][sector]));

    private static SectorAssessment[][] NewAssessments(Projector projector)
    {
        var assessments = new SectorAssessment[ScenarioDesign.Count][];
        for (var k = 0; k < assessments.Length; k++) assessments[k] = new SectorAssessment[projector.Site.Floor.Sectors.Count];
        return assessments;
    }
}
