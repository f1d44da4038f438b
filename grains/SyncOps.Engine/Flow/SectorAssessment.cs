using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Flow;

/// <summary>A stretch of a roll-out, minutes from now, in which waits pass their target; the units it touches are affected.</summary>
public readonly record struct Episode(double FromMinutes, double UntilMinutes);

/// <summary>What one roll-out says of one sector. Minutes are from now; money is over the horizon.</summary>
public readonly record struct SectorAssessment
{
    /// <summary>
    /// The wait passes its target, or the service level falls below its own, for two intervals or more; or a cut-off is missed.
    /// </summary>
    public bool IsBottleneck { get; init; }

    /// <summary>Which of the two begins first.</summary>
    public RiskKind Kind { get; init; }

    /// <summary>When it begins: the wait passes its target, or the truck leaves. Infinity when there is no bottleneck.</summary>
    public double OnsetMinutes { get; init; }

    /// <summary>From the onset to the last time the wait is above its target; null when it is not for two intervals.</summary>
    public Episode? Waiting { get; init; }

    /// <summary>Units that wait at the onset or arrive during the episode; those too late when only a truck is missed.</summary>
    public double AffectedUnits { get; init; }

    /// <summary>Units not served when their trucks leave.</summary>
    public double LateUnits { get; init; }

    /// <summary>The first missed cut-off; null when none is.</summary>
    public Floors.CutOff? MissedCutOff { get; init; }

    /// <summary>90th percentile of the affected units' extra delay, beyond the target wait or their truck; 0 to the horizon.</summary>
    public double SlowdownMinutes { get; init; }

    /// <summary>Cost of waiting, of units left at the end of the horizon and of late units.</summary>
    public double Cost { get; init; }
}
