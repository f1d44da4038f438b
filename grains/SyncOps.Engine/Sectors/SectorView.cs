using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Sectors;

/// <summary>A sector as users see it: its whole load now and its outlook. <see cref="AsOf"/> is the site clock it is true for.</summary>
[GenerateSerializer, Immutable, Alias("view.sector")]
public sealed record SectorView
{
    [Id(0)] public required string Sector { get; init; }
    [Id(1)] public required DateTimeOffset AsOf { get; init; }

    /// <summary>Rises with every change of the load.</summary>
    [Id(2)] public required long Version { get; init; }
    [Id(3)] public required Units BacklogUnits { get; init; }

    /// <summary>Backlog by class of work; absent while only the unnamed class was seen.</summary>
    [Id(4)] public IReadOnlyDictionary<string, Units>? ByClass { get; init; }
    [Id(5)] public required WorkTotals Totals { get; init; }

    /// <summary>Resources working here now (travellers, breaks and faults not counted).</summary>
    [Id(6)] public required int Staff { get; init; }

    /// <summary>Estimated arrivals from outside and upstream, units/h.</summary>
    [Id(7)] public required double ArrivalsPerHour { get; init; }

    /// <summary>What the present staff can complete, units/h.</summary>
    [Id(8)] public required double CapacityPerHour { get; init; }

    /// <summary>Arrivals over capacity, 0..1; 1 where there is no capacity but work.</summary>
    [Id(9)] public required double Utilization { get; init; }

    /// <summary>Queue time of a unit that arrives now, minutes, capped at the floor's horizon.</summary>
    [Id(10)] public required double WaitMinutes { get; init; }
    [Id(11)] public required SectorStatus Status { get; init; }

    /// <summary>When the wait passes its target for two intervals; null when it does not within the horizon.</summary>
    [Id(12)] public DateTimeOffset? BottleneckAt { get; init; }
    [Id(13)] public IReadOnlyList<OutlookPoint> Outlook { get; init; } = [];

    /// <summary>
    /// Why nothing, or not enough, is advised although the sector is at risk or short of its minimum staff; null otherwise.
    /// </summary>
    [Id(14)] public string? ReasonLine { get; init; }

    /// <summary>A wait above the target that is forming or here; null where it is too unlikely for an alert to pay on this floor.</summary>
    [Id(15)] public SectorAlert? Alert { get; init; }

    /// <summary>A lull that has begun: how many people would have nothing to do, and until when; null when there is none.</summary>
    [Id(16)] public SectorSlack? Slack { get; init; }

    /// <summary>Kind of <see cref="ReasonLine"/>; null without one.</summary>
    [Id(17)] public ReasonKind? ReasonKind { get; init; }

    /// <summary>Until when a gated sector is held, since a card said so; null while it lets work go.</summary>
    [Id(18)] public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>How long moves to this sector take, by where from, where that was learned; null before a move's end was reported.</summary>
    [Id(19)] public IReadOnlyList<SectorTravel>? Travel { get; init; }
}

/// <summary>
/// Of a wait above its target for two intervals or longer that begins within the hour: when, minutes left until then (0 when it has begun),
/// and its probability, 0..1.
/// </summary>
[GenerateSerializer, Immutable, Alias("view.alert")]
public sealed record SectorAlert(
    [property: Id(0)] DateTimeOffset OnsetAt, [property: Id(1)] double MinutesLeft, [property: Id(2)] double Probability);

/// <summary>
/// Minutes from leaving a sector to being able to work in this one, the spread of one move about them (one standard deviation, minutes),
/// and how many moves told it (the last 50).
/// </summary>
[GenerateSerializer, Immutable, Alias("view.travel")]
public sealed record SectorTravel(
    [property: Id(0)] string From, [property: Id(1)] double Minutes, [property: Id(2)] double Spread, [property: Id(3)] int Count);

/// <summary>Cumulative work of a sector, in units. Always: backlog = arrived + adjusted - completed - removed.</summary>
[GenerateSerializer, Alias("view.totals")]
public readonly record struct WorkTotals(
    [property: Id(0)] Units Arrived, [property: Id(1)] Units Completed, [property: Id(2)] Units Removed, [property: Id(3)] Units Adjusted)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public Units Backlog => Arrived + Adjusted - Completed - Removed;

    public static WorkTotals operator +(WorkTotals a, WorkTotals b)
        => new(a.Arrived + b.Arrived, a.Completed + b.Completed, a.Removed + b.Removed, a.Adjusted + b.Adjusted);
    public static WorkTotals Add(WorkTotals left, WorkTotals right) => left + right;
}

/// <summary>Ok; watch: a bottleneck is forecast; bottleneck: it is here; stale: too long without news to say.</summary>
public enum SectorStatus { Ok, Watch, Bottleneck, Stale }

/// <summary>The projection at one instant: backlog and the wait of a unit that arrives then.</summary>
[GenerateSerializer, Immutable, Alias("view.outlookPoint")]
public sealed record OutlookPoint(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] Range3 BacklogUnits, [property: Id(2)] Range3 WaitMinutes);
