using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Flow;

/// <summary>
/// A stretch of a roll-out, minutes from now, in which waits pass their target or a buffer is full; the units it touches are affected.
/// </summary>
public readonly record struct Episode(double FromMinutes, double UntilMinutes);

/// <summary>What one roll-out says of one sector. Minutes are from now; money is over the horizon.</summary>
public readonly record struct SectorAssessment
{
    /// <summary>
    /// The wait passes its target, or the service level falls below its own, for two intervals or more; or its buffer is full and holds
    /// work up upstream for as long; or a cut-off is missed.
    /// </summary>
    public bool IsBottleneck { get; init; }

    /// <summary>Which of these begins first; a wait before a full buffer before a cut-off.</summary>
    public RiskKind Kind { get; init; }

    /// <summary>When it begins: the wait passes its target, the buffer is full, or the truck leaves. Infinity: no bottleneck.</summary>
    public double OnsetMinutes { get; init; }

    /// <summary>From the onset to the last time the wait is above its target; null when it is not for two intervals.</summary>
    public Episode? Waiting { get; init; }

    /// <summary>
    /// From when its buffer is full and holds work up upstream to the last time that it does; null when it does not for two intervals.
    /// </summary>
    public Episode? Blocking { get; init; }

    /// <summary>
    /// Units that wait at the onset or arrive during the episode; of a full buffer those in the sectors before it that are on their way to
    /// it, in its units; those too late when only a truck is missed.
    /// </summary>
    public double AffectedUnits { get; init; }

    /// <summary>Units not served when their trucks leave.</summary>
    public double LateUnits { get; init; }

    /// <summary>The first missed cut-off; null when none is.</summary>
    public Floors.CutOff? MissedCutOff { get; init; }

    /// <summary>
    /// 90th percentile of the affected units' extra delay, beyond the target wait or their truck; 0 to the horizon. Of a full
    /// buffer without a wait behind it those before it, beyond the target of where they wait.
    /// </summary>
    public double SlowdownMinutes { get; init; }

    /// <summary>Cost of waiting, of units left at the end of the horizon and of late units.</summary>
    public double Cost { get; init; }
}
