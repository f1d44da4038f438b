using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Simulation;

/// <summary>What one resource was asked beside the day's roster: to stay, to take a break earlier, to go home.</summary>
internal sealed class SimulatedHours
{
    /// <summary>Stays at work after closing until then.</summary>
    public DateTimeOffset? StaysUntil { get; set; }

    /// <summary>Takes this break, and works through the rostered one.</summary>
    public BreakSwap? Swap { get; set; }

    /// <summary>Has gone home, and does not come before then.</summary>
    public DateTimeOffset? HomeUntil { get; set; }

    /// <summary>What a resource is to do at an instant; null is to be off duty.</summary>
    public ReportedState? Asked(SimulatedDay day, int resource, DateTimeOffset at)
    {
        var stays = at >= day.Plan.Closes && at < StaysUntil && day.IsOnDuty(resource, day.Plan.Closes - day.Tick);
        if (at < HomeUntil || !day.IsOnDuty(resource, at) && !stays) return null;
        if (Swap is { } swap)
        {
            if (at >= swap.From && at < swap.Until) return ReportedState.Break;
            if (at >= swap.Instead.Start && at < swap.Instead.End) return ReportedState.Working;
        }
        return day.IsOnBreak(resource, at) ? ReportedState.Break : ReportedState.Working;
    }
}
