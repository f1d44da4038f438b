using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Who will work where until the horizon, from where everyone is now and what is rostered. A present resource stays in its sector to
/// the end of its shift, and later shifts start at home. One that is not present comes home when its duty begins.
/// </summary>
internal static class Staffing
{
    /// <summary>A reported break outside any rostered one is taken to last this long.</summary>
    private static readonly TimeSpan UnrosteredBreak = TimeSpan.FromMinutes(15);

    /// <summary>A resource reported down is expected back after this long.</summary>
    private static readonly TimeSpan Repair = TimeSpan.FromMinutes(60);

    /// <summary>A resource this late is still expected, at the end of the same span from now; one that is later is absent.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(15);

    /// <summary>Someone still present this long after the shift is leaving; after that the roster does not describe the person.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromHours(1);

    public static Stint[] Stints(SiteSnapshot site)
    {
        var stints = new List<Stint>();
        for (var r = 0; r < site.Floor.Resources.Count; r++)
        {
            if (site.Presence(r) is { } presence && presence.StateAt(site.Now) != ResourceStateKind.Off)
                AddPresent(site, r, presence, stints);
            else
                AddExpected(site, r, stints);
        }
        return [.. stints];
    }

    private static void AddPresent(SiteSnapshot site, int resource, Presence presence, List<Stint> stints)
    {
        var end = EndOfTour(site, resource);
        if (BackAt(site, resource, presence) is not { } back) return;
        if (presence.Back is { } way)
        {
            AddWork(site, resource, site.SectorOf(resource), new Window(back, Earlier(way.At, end)), current: true, stints);
            AddWork(
                site, resource, site.Floor.SectorIndex(way.To), new Window(Later(way.ArriveAt, back), end), current: true, stints);
        }
        else
        {
            AddWork(site, resource, site.SectorOf(resource), new Window(back, end), current: true, stints);
        }
        foreach (var shift in site.Calendar.Shifts(resource))
            if (shift.Start >= end) AddWork(site, resource, site.Home(resource), shift, current: false, stints);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static void AddExpected(SiteSnapshot site, int resource, List<Stint> stints)
    {
        foreach (var duty in site.Calendar.Duty(resource))
        {
            if (duty.End <= site.Now) continue;
            if (duty.Start >= site.Now)
                AddWork(site, resource, site.Home(resource), duty, current: false, stints);
            else if (site.Now - duty.Start < Lateness)
                AddWork(site, resource, site.Home(resource), duty with { Start = site.Now + Lateness }, current: false, stints);
        }
    }

    /// <summary>When a present resource works (again); null when it is not expected to within the horizon.</summary>
    internal static DateTimeOffset? BackAt(SiteSnapshot site, int resource, Presence presence) => presence.StateAt(site.Now) switch
    {
        ResourceStateKind.Working => site.Now,
        ResourceStateKind.Travelling => presence.AvailableAt,
        ResourceStateKind.Break => presence.Swap is { Ended: false } swap ? Later(swap.Until, site.Now)
            : site.Calendar.BreakAt(resource, site.Now)?.End ?? site.Now + UnrosteredBreak,
        ResourceStateKind.Down => site.Now + Repair,
        _ => null,
    };

    /// <summary>
    /// When a present resource leaves: the end of the shift it is in or has just left; else of the next one, for which it came early;
    /// the horizon when the roster has none. Overtime that was agreed comes on top.
    /// </summary>
    internal static DateTimeOffset EndOfTour(SiteSnapshot site, int resource)
    {
        if (site.Presence(resource)?.StaysUntil is not { } longer || longer <= site.Now) return EndOfShift(site, resource);
        foreach (var shift in site.Calendar.Shifts(resource))
            if (shift.Contains(longer)) return shift.End;
        return longer;
    }

    private static DateTimeOffset EndOfShift(SiteSnapshot site, int resource)
    {
        foreach (var shift in site.Calendar.Shifts(resource))
            if (shift.End > site.Now - Leaving) return shift.End;
        return site.Now + site.Floor.Document.Horizon;
    }

    private static void AddWork(SiteSnapshot site, int resource, int sector, Window window, bool current, List<Stint> stints)
    {
        if (sector < 0) return;
        var horizon = site.Floor.Document.Horizon.TotalMinutes;
        var from = Math.Max(0, site.MinutesTo(window.Start));
        var until = Math.Min(horizon, site.MinutesTo(window.End));
        var taken = current ? site.Presence(resource)?.Swap?.Instead : null;
        foreach (var pause in site.Calendar.Pauses(resource))
        {
            if (taken is not null && pause == new Window(taken.Start, taken.End)) continue;
            var (start, end) = (site.MinutesTo(pause.Start), site.MinutesTo(pause.End));
            if (end <= from || start >= until) continue;
            if (start > from) stints.Add(new Stint(resource, sector, from, start, current));
            from = end;
        }
        if (from < until) stints.Add(new Stint(resource, sector, from, until, current));
    }
}
