namespace SyncOps.Engine.Backtest;

/// <summary>
/// A piece of work with the way that it goes, which is the same under every policy: entered at its first step, done when its last step is.
/// Its units stay together, and one person at a time works on them.
/// </summary>
/// <param name="Number">Its place among the jobs of a back-test, from 0.</param>
/// <param name="EntersAt">When it is there to be worked on, UTC.</param>
/// <param name="Steps">At least one.</param>
/// <param name="DueAt">By when it is promised; null when nothing says so.</param>
public sealed record Job(int Number, DateTimeOffset EntersAt, IReadOnlyList<JobStep> Steps, DateTimeOffset? DueAt = null);

/// <summary>Work in one sector.</summary>
/// <param name="Sector">Index in the floor's sectors.</param>
/// <param name="Units">In units of that sector, above 0.</param>
/// <param name="Delay">From the end of the step before until it arrives here; nothing at the first step.</param>
public readonly record struct JobStep(int Sector, double Units, TimeSpan Delay);
