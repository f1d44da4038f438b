using SyncOps.Engine.Alerts.Trees;

namespace SyncOps.Engine.Alerts;

/// <summary>What is predicted, from how far ahead, and how the model is fitted.</summary>
public sealed record AlertModelOptions
{
    /// <summary>The event: the hour's longest wait is above this many minutes, above 0.</summary>
    public double ThresholdMinutes { get; init; } = 60;

    /// <summary>Hours from the end of what is known to the start of the predicted hour, 0..24.</summary>
    public required int LeadHours { get; init; }

    /// <summary>Days off, ascending: traffic differs around them. Empty when not known.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>The boosted models that are averaged, at least one; each draws its own rows and features.</summary>
    public IReadOnlyList<BoostingOptions> Members { get; init; } =
    [
        new() { Leaves = 8, Trees = 400 }, new() { Leaves = 12, Trees = 300 }, new() { Leaves = 18, Trees = 250 },
    ];

    /// <summary>Share (0..0.5) of the latest training hours held out to calibrate; 0 leaves the average as it is.</summary>
    public double CalibrationShare { get; init; }

    /// <summary>Seed of what the members draw.</summary>
    public ulong Seed { get; init; } = 1;
}
