namespace SyncOps.Engine.Flow;

/// <summary>
/// One of three futures of the outside arrivals: <see cref="Z"/> standard deviations from what is expected, all sectors together,
/// with <see cref="Weight"/> as its share of probability.
/// </summary>
public readonly record struct DemandScenario(double Z, double Weight)
{
    /// <summary>Coefficient of variation of a whole day's volume beyond chance.</summary>
    private const double DayCv = 0.09;

    public const int Count = 3;

    /// <summary>About the 20th percentile.</summary>
    public static readonly DemandScenario Low = new(-0.84, 0.3);
    public static readonly DemandScenario Median = new(0, 0.4);

    /// <summary>About the 80th percentile.</summary>
    public static readonly DemandScenario High = new(0.84, 0.3);

    /// <summary>
    /// What expected arrivals are multiplied by, where counts vary more than Poisson: variance of the day plus one over the count.
    /// </summary>
    public double Factor(double expectedUnits) => 1 + Z * Math.Sqrt(DayCv * DayCv + 1 / Math.Max(1, expectedUnits));
}
