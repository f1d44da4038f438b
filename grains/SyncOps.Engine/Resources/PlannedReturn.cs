namespace SyncOps.Engine.Resources;

/// <summary>
/// The way back that a move ends with: at <see cref="At"/> the resource leaves for where it came from, and works there from
/// <see cref="ArriveAt"/>. Any other move, or being reported elsewhere, takes its place.
/// </summary>
[GenerateSerializer, Immutable, Alias("plannedReturn")]
public sealed record PlannedReturn(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] string To, [property: Id(2)] DateTimeOffset ArriveAt);
