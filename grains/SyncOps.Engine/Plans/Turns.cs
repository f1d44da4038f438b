using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Plans;

/// <summary>
/// A stretch that a resource spends at work in one sector (index), breaks included. <see cref="PaidUntil"/>: the end of the shift that
/// it belongs to, after which hours are overtime; null where nothing is rostered.
/// </summary>
internal readonly record struct Turn(int Sector, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? PaidUntil)
{
    public bool Contains(DateTimeOffset at) => From <= at && at < Until;

    /// <summary>Hours of the turn within a window, and how many of them lie beyond the shift's end.</summary>
    public (double Hours, double Overtime) HoursIn(Window window)
    {
        var (from, until) = (From > window.Start ? From : window.Start, Until < window.End ? Until : window.End);
        if (until <= from) return (0, 0);
        var beyond = PaidUntil is not { } paid || paid >= until ? 0 : (until - (paid > from ? paid : from)).TotalHours;
        return ((until - from).TotalHours, beyond);
    }
}

/// <summary>
/// Who is where on the day, pins aside. Shifts less unavailability are spent at home, but for the tour that a present resource is on: it
/// stays in its sector, or in the one it travels to, to the end of its shift. Someone absent is not expected in a shift that began more
/// than a quarter of an hour ago; where the plan has no earlier version, what was rostered stands for what is past.
/// </summary>
internal static class Turns
{
    /// <summary>Someone still present this long after the shift is leaving; after that the roster does not describe the person.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(15);

    /// <summary>A resource reported down is expected back after this long.</summary>
    private static readonly TimeSpan Repair = TimeSpan.FromMinutes(60);

    /// <param name="site">The site at its present instant.</param>
    /// <param name="resource">Index of the resource.</param>
    /// <param name="running">The interval that contains now.</param>
    public static List<Turn> Of(SiteSnapshot site, int resource, Window running)
    {
        var turns = new List<Turn>();
        if (site.Presence(resource) is { } presence && presence.StateAt(site.Now) != ResourceStateKind.Off)
            AddPresent(site, resource, presence, running, turns);
        else
            AddExpected(site, resource, running, turns);
        return turns;
    }

    private static void AddPresent(SiteSnapshot site, int resource, Presence presence, Window running, List<Turn> turns)
    {
        var (start, end, paidUntil) = Tour(site, resource, running);
        AddHome(site, resource, DateTimeOffset.MinValue, running.Start, turns);
        var sector = site.Floor.SectorIndex(presence.Sector);
        var state = presence.StateAt(site.Now);
        if (sector >= 0 && state != ResourceStateKind.Indirect)
        {
            if (state == ResourceStateKind.Down) start = site.Now + Repair;
            foreach (ref readonly var piece in Worked(site, resource, new Window(start, end)).AsSpan())
                turns.Add(new Turn(sector, piece.Start, piece.End, paidUntil));
        }
        AddHome(site, resource, end, DateTimeOffset.MaxValue, turns);
    }

    private static void AddExpected(SiteSnapshot site, int resource, Window running, List<Turn> turns)
    {
        var home = site.Home(resource);
        AddHome(site, resource, DateTimeOffset.MinValue, running.Start, turns);
        foreach (ref readonly var duty in site.Calendar.Duty(resource))
        {
            if (duty.End <= site.Now) continue;
            if (duty.Start >= site.Now)
                turns.Add(new Turn(home, duty.Start, duty.End, duty.End));
            else if (site.Now - duty.Start < Lateness && site.Now + Lateness < duty.End)
                turns.Add(new Turn(home, site.Now + Lateness, duty.End, duty.End));
        }
    }

    // The shift that now falls into; else one that ended within the hour, for the rest of the running interval; else one that begins
    // within the horizon, for which the resource came early; else the horizon.
    private static (DateTimeOffset Start, DateTimeOffset End, DateTimeOffset? PaidUntil) Tour(
        SiteSnapshot site, int resource, Window running)
    {
        var horizon = site.Now + site.Floor.Document.Horizon;
        foreach (ref readonly var shift in site.Calendar.Shifts(resource))
        {
            if (shift.Contains(site.Now)) return (shift.Start > running.Start ? shift.Start : running.Start, shift.End, shift.End);
            if (shift.End <= site.Now && site.Now < shift.End + Leaving) return (running.Start, running.End, shift.End);
            if (shift.Start > site.Now && shift.Start < horizon) return (running.Start, shift.End, shift.End);
        }
        return (running.Start, horizon, null);
    }

    // Unavailability counts within shifts only: outside of them the resource is there although nobody rostered it.
    private static Window[] Worked(SiteSnapshot site, int resource, Window tour)
    {
        if (tour.End <= tour.Start) return [];
        var away = Window.Without(site.Calendar.Shifts(resource), site.Calendar.Duty(resource));
        return Window.Without([tour], away);
    }

    private static void AddHome(SiteSnapshot site, int resource, DateTimeOffset from, DateTimeOffset until, List<Turn> turns)
    {
        foreach (ref readonly var duty in site.Calendar.Duty(resource))
        {
            var (start, end) = (duty.Start > from ? duty.Start : from, duty.End < until ? duty.End : until);
            if (start < end) turns.Add(new Turn(site.Home(resource), start, end, duty.End));
        }
    }
}
