namespace SyncOps.Engine.Dispatch;

/// <summary>
/// A small floor as a Markov decision process: units come, are served and move on after exponential times, and resources are placed anew
/// at every arrival, completion and end of a set-up. Times are in hours; any other unit of time serves as well if all use it.
/// </summary>
public sealed record DispatchModel
{
    public required IReadOnlyList<DispatchSector> Sectors { get; init; }

    /// <summary>Kinds of resources; those of one kind are alike.</summary>
    public required IReadOnlyList<DispatchResource> Resources { get; init; }

    /// <summary>True when new units can still come; otherwise the floor runs empty.</summary>
    internal bool HasInflow => Sectors.Any(s => s.EndlessSupply || s.ArrivalsPerHour > 0);
}

/// <summary>Where units wait and are served.</summary>
public sealed record DispatchSector
{
    /// <summary>Arrivals from outside, Poisson, at least 0.</summary>
    public double ArrivalsPerHour { get; init; }

    /// <summary>Cost of a unit here, waiting or in work, per hour.</summary>
    public double CostPerUnitHour { get; init; }

    /// <summary>Gain of a unit served here.</summary>
    public double RewardPerUnit { get; init; }

    /// <summary>
    /// Most units here, in work included; null: no limit. Arrivals from outside beyond it are lost. Upstream serves only while there is
    /// room in every sector it feeds.
    /// </summary>
    public int? MostUnits { get; init; }

    /// <summary>There is always a unit to serve, and none is counted.</summary>
    public bool EndlessSupply { get; init; }

    /// <summary>All resources here work on one unit and their rates add up; otherwise each needs a unit of its own.</summary>
    public bool Together { get; init; }

    /// <summary>Where served units go; shares sum to at most 1, the rest leaves.</summary>
    public IReadOnlyList<DispatchRoute> Next { get; init; } = [];
}

/// <summary>A share (0..1) of what is served goes to sector <see cref="To"/>.</summary>
public readonly record struct DispatchRoute(int To, double Share);

/// <summary>Resources that are alike.</summary>
public sealed record DispatchResource
{
    /// <summary>How many there are, at least 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Units that one serves per hour, by sector; 0: may not work there.</summary>
    public required IReadOnlyList<double> UnitsPerHour { get; init; }

    /// <summary>Mean hours (exponential) of the way and set-up before one works in a sector it was not in; null: none anywhere.</summary>
    public IReadOnlyList<double>? SetUpHours { get; init; }

    /// <summary>
    /// May leave a unit half done, to be gone on with later; otherwise it stays until the unit is served. A set-up once begun ends.
    /// </summary>
    public bool Interruptible { get; init; } = true;

    /// <summary>
    /// Works whenever it is free and a sector that it may serve has work; otherwise it may also wait for better work.
    /// </summary>
    public bool NeverIdle { get; init; }
}
