namespace SyncOps.Engine.Dispatch;

/// <summary>Bounds of what a policy may cost to make.</summary>
public sealed record DispatchOptions
{
    /// <summary>
    /// Most states (100..1,000,000) whose value is kept. A floor with no more states is solved as it is; of a larger one the backlogs are
    /// thinned out and values between them interpolated.
    /// </summary>
    public int States { get; init; } = 20_000;

    /// <summary>Most renewals of a state's value, about 30 ns each; 20,000 states and this default take about a second.</summary>
    public long Renewals { get; init; } = 40_000_000;

    /// <summary>Backlog, beyond one unit for each resource, at which a sector without limit is taken to be full.</summary>
    public int DeepBacklog { get; init; } = 100;

    /// <summary>Iteration ends when all values grow equally fast, within this share of the dearest state's cost per hour.</summary>
    public double Precision { get; init; } = 1e-6;
}
