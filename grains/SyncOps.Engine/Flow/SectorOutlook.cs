using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// What a coordinator expects of one sector over the horizon if nobody is moved; goes to views and governance. Ranges are over low,
/// median and high demand; the bottleneck's instant and kind are the median's.
/// </summary>
[GenerateSerializer, Immutable, Alias("sector.outlook")]
public sealed record SectorOutlook
{
    [Id(0)] public required string Sector { get; init; }
    [Id(1)] public required DateTimeOffset AsOf { get; init; }

    /// <summary>Version of the load that it was computed from.</summary>
    [Id(2)] public required long LoadVersion { get; init; }
    [Id(3)] public required SectorStatus Status { get; init; }

    /// <summary>Wait of a unit that arrives now, minutes.</summary>
    [Id(4)] public required double WaitMinutes { get; init; }
    [Id(5)] public required double CapacityPerHour { get; init; }

    /// <summary>Arrivals over capacity, 0..1.</summary>
    [Id(6)] public required double Utilization { get; init; }

    /// <summary>When the bottleneck begins; null when the median shows none.</summary>
    [Id(7)] public DateTimeOffset? BottleneckAt { get; init; }
    [Id(8)] public RiskKind Kind { get; init; }

    /// <summary>Of a bottleneck within the horizon, 0..1.</summary>
    [Id(9)] public required double Probability { get; init; }
    [Id(10)] public required double AffectedUnits { get; init; }
    [Id(11)] public required Range3 LateUnits { get; init; }
    [Id(12)] public required Range3 SlowdownMinutes { get; init; }

    /// <summary>Cost of waiting, of units left at its end and of late units over the horizon, money.</summary>
    [Id(13)] public required Range3 Cost { get; init; }

    /// <summary>Every interval from now to the horizon.</summary>
    [Id(14)] public IReadOnlyList<OutlookPoint> Points { get; init; } = [];

    /// <summary>
    /// Why nothing, or not enough, is advised although the sector is at risk or short of its minimum staff; null where there is nothing to
    /// say. What kind of reason it is stands in <see cref="ReasonKind"/>.
    /// </summary>
    [Id(15)] public string? ReasonLine { get; init; }

    /// <summary>
    /// When the wait begins to be above the target for two intervals or longer while somebody works on the site, if that is soon
    /// (<see cref="Alerts.AlertPolicy.Ahead"/>): the median over the scenarios in which it does; null when none has it.
    /// </summary>
    [Id(16)] public DateTimeOffset? OnsetAt { get; init; }

    /// <summary>Of such a wait beginning soon, 0..1; <see cref="Probability"/> is of the horizon and of cut-offs too.</summary>
    [Id(17)] public double WaitProbability { get; init; }

    /// <summary>A lull that has begun; null when there is none.</summary>
    [Id(18)] public SectorSlack? Slack { get; init; }

    /// <summary>Kind of <see cref="ReasonLine"/>; null without one.</summary>
    [Id(19)] public ReasonKind? ReasonKind { get; init; }

    /// <summary>Until when the sector lets no work go, since a card that holds it was accepted; null while it does.</summary>
    [Id(20)] public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>
    /// As <see cref="WaitProbability"/>, each scenario counted by how little its alert can wait (<see cref="Alerts.AlertPolicy.Urgency"/>),
    /// 0..1: what decides whether an alert pays.
    /// </summary>
    [Id(21)] public double AlertProbability { get; init; }
}

/// <summary>
/// Why nothing, or not enough, is advised. Count: the figures are not to be trusted before the sector was counted. Failure: the search for
/// moves failed. Shortage: whatever is moved, there is not enough of people or of time.
/// </summary>
public enum ReasonKind { Count, Failure, Shortage }
