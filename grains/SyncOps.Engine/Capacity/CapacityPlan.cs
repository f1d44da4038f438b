namespace SyncOps.Engine.Capacity;

/// <summary>The best long-run use of a network's servers.</summary>
public sealed record CapacityPlan
{
    /// <summary>Largest arrival rate that the network can carry, units/h entering it.</summary>
    public required double MaxArrivalsPerHour { get; init; }

    /// <summary>
    /// Of each sector, how much a unit/h of further capacity there would raise the largest arrival rate: above 0 only at bottlenecks, and
    /// together with the visits they sum to 1. Not unique where several sectors are equally tight.
    /// </summary>
    public required IReadOnlyList<double> Prices { get; init; }

    /// <summary>Share of its time that a server of a class (row) spends in a sector (column), 0..1; a row sums to at most 1.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Shares { get; init; }
}
