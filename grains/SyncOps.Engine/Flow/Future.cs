namespace SyncOps.Engine.Flow;

/// <summary>One scenario of a projector, by sector and step: units that arrive from outside, and the pace over the standard one.</summary>
internal sealed class Future(int cells)
{
    private readonly double[] _outside = new double[cells];
    private readonly double[] _pace = new double[cells];

    public ReadOnlySpan<double> Outside => _outside;

    public Future Of(DemandScenario scenario, Demand demand, PacePaths pace)
    {
        demand.Fill(scenario, _outside);
        pace.Fill(scenario, _pace);
        return this;
    }

    /// <summary>Into a roll-out whose capacity is at standard rates: its pace, and all that arrives but from upstream.</summary>
    public void Apply(ReadOnlySpan<double> underWay, Projection into)
    {
        var capacity = into.CapacityUnits;
        for (var i = 0; i < capacity.Length; i++) capacity[i] *= _pace[i];
        var arrived = into.ArrivedUnits;
        for (var i = 0; i < arrived.Length; i++) arrived[i] = underWay[i] + _outside[i];
    }
}
