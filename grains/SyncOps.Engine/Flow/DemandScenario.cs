namespace SyncOps.Engine.Flow;

/// <summary>
/// One future of the site: by how many standard deviations the outside arrivals of each sector and the pace of its people lie off what is
/// expected, with <see cref="Weight"/> as its share of probability. The default is the median of everything.
/// </summary>
public readonly record struct DemandScenario
{
    /// <summary>The 80th percentile of the standard normal.</summary>
    internal const double P80 = 0.8416212335729143;

    private readonly double _z;
    private readonly double[]? _demand;
    private readonly double[]? _pace;

    private DemandScenario(double z) => (_z, Weight) = (z, 1);

    /// <summary>By sector index.</summary>
    internal DemandScenario(double[] demand, double[] pace, double weight) => (_demand, _pace, Weight) = (demand, pace, weight);

    /// <summary>Everything as expected.</summary>
    public static readonly DemandScenario Median = new(0);

    /// <summary>Every sector's arrivals at their 80th percentile and its pace at its 20th.</summary>
    public static readonly DemandScenario High = new(P80);

    /// <summary>The other way round.</summary>
    public static readonly DemandScenario Low = new(-P80);

    public double Weight { get; }

    /// <summary>True when all sectors lie off alike.</summary>
    internal bool IsUniform => _demand is null;

    internal double Demand(int sector) => _demand?[sector] ?? _z;

    internal double Pace(int sector) => _pace?[sector] ?? -_z;
}
