using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Who may be advised to work other hours, and which. Each rule is one line of <see cref="Refuse"/>; the first that is broken is told.
/// </summary>
internal static class HoursRules
{
    /// <summary>Overtime is asked for this long before the end of a shift at the earliest, minutes: before, too much may change.</summary>
    public const double EarliestNoticeMinutes = 120;

    /// <summary>And this long at the latest: people have plans for after their shift.</summary>
    public const double LatestNoticeMinutes = 15;

    /// <summary>A break is taken at most so many minutes before it is rostered.</summary>
    public const double MaxEarlierMinutes = 60;

    /// <summary>Between two breaks there is at least this much work, minutes.</summary>
    public const double MinBetweenBreaks = 30;

    /// <summary>Less time off than this is not worth asking about, minutes.</summary>
    public const double MinTimeOffMinutes = 60;

    /// <summary>Null when the resource may be advised to work other hours of a kind from now on; otherwise why not, in words.</summary>
    public static string? Refuse(SiteSnapshot site, int resource, ActionKind kind)
    {
        if (Eligibility.NotAtWork(site, resource) is { } reason) return reason;
        var (id, policy, presence) = (site.Floor.Resources[resource].Id, site.Floor.Document.Policy.Hours, site.Presence(resource)!);
        if (presence.Back is { } back) return $"{id} is lent and leaves for {back.To} at {ContractJson.Write(back.At)}.";
        if (ShiftNow(site, resource) is not { } shift) return $"{id} is on no rostered shift.";
        var left = site.MinutesTo(shift.End);
        return kind switch
        {
            ActionKind.Overtime when policy.OvertimeMinutes <= 0 => "The floor's policy allows no overtime.",
            ActionKind.Overtime when presence.StaysUntil is not null => $"{id} stays longer already.",
            ActionKind.Overtime when left > EarliestNoticeMinutes => $"{id} works for {left:0} min yet: it is too early to ask.",
            ActionKind.Overtime when left < LatestNoticeMinutes => $"{id} goes home in {left:0} min: it is too late to ask.",
            ActionKind.Break when !policy.MoveBreaks => "The floor's policy keeps breaks as they are rostered.",
            ActionKind.Break when presence.Swap is not null => $"{id} has moved a break of this shift already.",
            ActionKind.Break when NextBreak(site, resource) is null => $"{id} has no break soon that could be taken now.",
            ActionKind.TimeOff when !policy.TimeOff => "The floor's policy offers no time off.",
            ActionKind.TimeOff when left > site.Floor.Document.Horizon.TotalMinutes => $"{id} works beyond what is projected.",
            ActionKind.TimeOff when left < MinTimeOffMinutes => $"{id} goes home in {left:0} min anyway.",
            _ => null,
        };
    }

    /// <summary>The rostered break that may be taken now instead; null when there is none soon, or the last one is hardly over.</summary>
    public static Window? NextBreak(SiteSnapshot site, int resource)
    {
        foreach (ref readonly var rostered in site.Calendar.Breaks(resource))
        {
            var (from, length) = (site.MinutesTo(rostered.Start), (rostered.End - rostered.Start).TotalMinutes);
            if (site.MinutesTo(rostered.End) <= -MinBetweenBreaks) continue;
            // What is rostered as a break and as an absence at once cannot be worked.
            return from >= length && from <= MaxEarlierMinutes && site.Calendar.Pauses(resource).Contains(rostered) ? rostered : null;
        }
        return null;
    }

    /// <summary>The other hours of a kind that a resource may be asked for, begun so many minutes from now; null when it may not.</summary>
    public static PlannedHours? Of(SiteSnapshot site, int resource, ActionKind kind, double minutes = 0, double delayMinutes = 0)
    {
        if (Refuse(site, resource, kind) is not null) return null;
        return kind switch
        {
            ActionKind.Overtime => PlannedHours.Overtime(site, resource, minutes),
            ActionKind.Break => PlannedHours.Break(site, resource, NextBreak(site, resource)!.Value, delayMinutes),
            _ => PlannedHours.TimeOff(site, resource, delayMinutes),
        };
    }

    private static Window? ShiftNow(SiteSnapshot site, int resource)
    {
        foreach (ref readonly var shift in site.Calendar.Shifts(resource))
            if (shift.Contains(site.Now)) return shift;
        return null;
    }
}
