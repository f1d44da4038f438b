namespace SyncOps.Engine.Plans;

/// <summary>A living plan of one local day: what is expected and who is where, per interval and sector.</summary>
[GenerateSerializer, Immutable, Alias("plan")]
public sealed record PlanView
{
    [Id(0)] public required string Site { get; init; }

    /// <summary>Local date, <c>yyyy-MM-dd</c>.</summary>
    [Id(1)] public required string Date { get; init; }
    [Id(2)] public required long Version { get; init; }
    [Id(3)] public required DateTimeOffset AsOf { get; init; }
    [Id(4)] public required IReadOnlyList<PlanInterval> Intervals { get; init; }
    [Id(5)] public IReadOnlyList<Pin> Pins { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("plan.interval")]
public sealed record PlanInterval(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] IReadOnlyDictionary<string, PlanCell> Sectors);

/// <summary>One sector in one interval.</summary>
[GenerateSerializer, Immutable, Alias("plan.cell")]
public sealed record PlanCell
{
    /// <summary>Arrivals in the interval, units.</summary>
    [Id(0)] public required Range3 ForecastUnits { get; init; }

    /// <summary>Fewest people who complete what arrives and keep the wait within its target.</summary>
    [Id(1)] public required int RequiredStaff { get; init; }

    /// <summary>Resource ids, in id order.</summary>
    [Id(2)] public required IReadOnlyList<string> Assigned { get; init; }
    [Id(3)] public required double WaitMinutes { get; init; }
    [Id(4)] public required double OvertimeHours { get; init; }

    /// <summary>Pay of the assigned and cost of the waiting, money.</summary>
    [Id(5)] public required double Cost { get; init; }
}

/// <summary>A planner's decision that advice must keep: this resource works in this sector in [From, Until).</summary>
[GenerateSerializer, Immutable, Alias("plan.pin")]
public sealed record Pin(
    [property: Id(0)] string Resource, [property: Id(1)] string Sector,
    [property: Id(2)] DateTimeOffset From, [property: Id(3)] DateTimeOffset Until);

[GenerateSerializer, Immutable, Alias("plan.version")]
public sealed record PlanVersion(
    [property: Id(0)] long Version, [property: Id(1)] DateTimeOffset AsOf, [property: Id(2)] string Reason);
