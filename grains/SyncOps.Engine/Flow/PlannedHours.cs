using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Flow;

/// <summary>
/// One resource (index) works other hours in a sector than it would: none in [<see cref="OffFrom"/>, <see cref="OffUntil"/>) and,
/// beside what it works anyway, in [<see cref="OnFrom"/>, <see cref="OnUntil"/>). Minutes from now; an empty stretch changes nothing.
/// </summary>
/// <param name="Sector">Index of the sector; -1 for who is not at work.</param>
/// <param name="Kind">Overtime, break (taken now instead of later) or time off.</param>
public readonly record struct PlannedHours(
    int Resource, int Sector, ActionKind Kind, double OffFrom, double OffUntil, double OnFrom, double OnUntil)
{
    /// <summary>
    /// Stays for so many minutes more from the end of the shift, or from now where that has passed, at most until a later shift begins or
    /// to the horizon; no time at all for who is not at work.
    /// </summary>
    public static PlannedHours Overtime(SiteSnapshot site, int resource, double minutes)
    {
        if (site.Presence(resource) is not { } presence || Staffing.BackAt(site, resource, presence) is not { } back)
            return new PlannedHours(resource, site.SectorOf(resource), ActionKind.Overtime, 0, 0, 0, 0);
        var end = site.MinutesTo(Staffing.EndOfTour(site, resource));
        var until = Math.Min(end + minutes, site.Floor.Document.Horizon.TotalMinutes);
        foreach (ref readonly var stint in site.StintsOf(resource))
            if (!stint.Current) until = Math.Min(until, stint.Start);
        var from = Math.Max(Math.Max(0, end), site.MinutesTo(back));
        return new PlannedHours(resource, site.SectorOf(resource), ActionKind.Overtime, 0, 0, from, Math.Max(from, until));
    }

    /// <summary>Takes a rostered break that is still to come now, and works while it would have been.</summary>
    public static PlannedHours Break(SiteSnapshot site, int resource, Window rostered, double delayMinutes = 0)
    {
        var (from, length) = (site.MinutesTo(rostered.Start), (rostered.End - rostered.Start).TotalMinutes);
        return new PlannedHours(
            resource, site.SectorOf(resource), ActionKind.Break, delayMinutes, delayMinutes + length, from, from + length);
    }

    /// <summary>Goes home before the end of the shift.</summary>
    public static PlannedHours TimeOff(SiteSnapshot site, int resource, double delayMinutes = 0)
    {
        var end = Math.Max(0, site.MinutesTo(Staffing.EndOfTour(site, resource)));
        return new PlannedHours(resource, site.SectorOf(resource), ActionKind.TimeOff, Math.Min(delayMinutes, end), end, 0, 0);
    }

    /// <summary>Pay for overtime, with the resource's multiplier; less than 0 for time off, whose pay is saved; money.</summary>
    public double Price(SiteSnapshot site)
    {
        var resource = site.Floor.Resources[Resource];
        return Kind switch
        {
            ActionKind.Overtime => (OnUntil - OnFrom) / 60 * resource.CostPerHour * resource.OvertimeMultiplier,
            ActionKind.TimeOff => -(OffUntil - OffFrom) / 60 * resource.CostPerHour,
            _ => 0,
        };
    }
}
