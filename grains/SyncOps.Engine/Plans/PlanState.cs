namespace SyncOps.Engine.Plans;

/// <summary>All that a plan keeps: its current version with the pins, what came before in short, and what it was computed from.</summary>
[GenerateSerializer, Alias("plan.state")]
public sealed record PlanState
{
    /// <summary>Most versions remembered; older ones are forgotten.</summary>
    public const int MaxHistory = 100;

    [Id(0)] public required PlanView View { get; init; }

    /// <summary>Newest first, the current one included, at most <see cref="MaxHistory"/>.</summary>
    [Id(1)] public required IReadOnlyList<PlanVersion> History { get; init; }

    /// <summary>The site clock at the latest revision or edit, whether or not it found anything to change.</summary>
    [Id(2)] public required DateTimeOffset RevisedThrough { get; init; }

    /// <summary>Version of the day document that the plan was computed from; 0: the day has none.</summary>
    [Id(3)] public required long DayVersion { get; init; }

    /// <summary>Version of the floor document that the plan was computed from.</summary>
    [Id(4)] public required long FloorVersion { get; init; }
}

/// <summary>
/// What a revision came to. <see cref="Changed"/>: there is a new version to store and to tell; false: only
/// <see cref="PlanState.RevisedThrough"/> moved, which need not be stored.
/// </summary>
public readonly record struct PlanRevision(PlanState State, bool Changed);
