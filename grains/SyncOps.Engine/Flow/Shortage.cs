using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Flow;

/// <summary>
/// What no move can mend, in words: a truck that is missed although everybody who can is sent to its sector at once, and a minimum staff
/// that everybody on duty together does not make. Where it is silent, moves may still not be enough.
/// </summary>
internal static class Shortage
{
    /// <summary>Null where moves could be enough, or nothing is short.</summary>
    public static string? Of(ScenarioSet set, int sector)
    {
        string?[] lines = [Truck(set, sector), Staff(set, sector)];
        return string.Join(' ', lines.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    // With everybody there as soon as they can be, the sector completes no more than its capacity then, whatever comes down to it.
    private static string? Truck(ScenarioSet set, int sector)
    {
        var (site, projector) = (set.Site, set.Projector);
        if (set[sector].MissedCutOff is not { } missed || IsOpen(site, sector, site.MinutesTo(missed.Leaves))) return null;
        var demand = Array.Find(projector.CutOffs, c => c.Sector == sector && c.CutOff == missed)!;
        var moves = new List<PlannedMove>();
        for (var r = 0; r < site.Floor.Resources.Count; r++)
        {
            if (site.SectorOf(r) is not (>= 0 and var from) || from == sector || site.SkillOf(r, sector).UnitsPerHour <= 0) continue;
            moves.Add(new PlannedMove(r, from, sector, 0, site.TravelMinutes(from, sector)));
        }
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, moves.ToArray(), run);
        var missing = demand.Units(DemandScenario.Median) - run.CapacityUntil(sector, demand.LeavesMinutes);
        if (missing < CutOffDemand.MissedUnits) return null;
        var spec = site.Floor.Sectors[sector];
        return $"The {CardText.Time(site, missed.Leaves)} truck cannot be met by moving people: {CardText.Count(missing)} {spec.Unit} "
            + $"short even with everybody who can work in {spec.Name}.";
    }

    // Where that is no upper bound: a buffer or a gate takes from the capacity what it holds up, and whoever is lent or begins a shift
    // elsewhere before the truck leaves could work there too.
    private static bool IsOpen(SiteSnapshot site, int sector, double until)
    {
        if (site.Floor.Sectors.Any(s => s.BufferUnits is not null || s.Release == ReleaseRule.Gated)) return true;
        for (var r = 0; r < site.Floor.Resources.Count; r++)
            if (site.SectorOf(r) == sector && site.Presence(r)!.Back is not null) return true;
        foreach (ref readonly var stint in site.Stints)
        {
            if (stint.Current || stint.Sector == sector || stint.Start >= until) continue;
            if (site.SkillOf(stint.Resource, sector).UnitsPerHour > 0) return true;
        }
        return false;
    }

    // For two intervals or longer, as of a bottleneck, while somebody works on the site and there is work to do here.
    private static string? Staff(ScenarioSet set, int sector)
    {
        var (site, spec) = (set.Site, set.Site.Floor.Sectors[sector]);
        if (spec.MinStaff == 0 || spec.Retired) return null;
        var interval = site.Floor.Document.Interval.TotalMinutes;
        var inARow = 0;
        for (var from = 0.0; from + interval <= set.Projector.WorkEndsMinutes; from += interval)
        {
            var isShort = Count(site, from + interval / 2, s => s.Sector == sector) < spec.MinStaff
                && HasWork(set.Median, sector, from, interval)
                && Count(site, from + interval / 2, s => CanCome(site, s, sector)) < spec.MinStaff;
            inARow = isShort ? inARow + 1 : 0;
            if (inARow == 2) return Told(site, sector, from - interval, interval);
        }
        return null;
    }

    private static string Told(SiteSnapshot site, int sector, double from, double interval)
    {
        var spec = site.Floor.Sectors[sector];
        var there = Count(site, from + interval / 2, s => s.Sector == sector);
        var most = Count(site, from + interval / 2, s => CanCome(site, s, sector));
        return $"{spec.Name} has {there} of its {spec.MinStaff} minimum staff from {CardText.Time(site, site.Now.AddMinutes(from))}"
            + (most > there ? $"; with everybody who can come it has {most}." : " and nobody who can come.");
    }

    private static bool CanCome(SiteSnapshot site, Stint stint, int sector)
        => stint.Sector == sector || site.SkillOf(stint.Resource, sector).UnitsPerHour > 0;

    private static bool HasWork(Projection run, int sector, double from, double interval)
        => run.BacklogAt(sector, from) + run.ArrivedUntil(sector, from + interval) - run.ArrivedUntil(sector, from) > Projection.NoUnits;

    private static int Count(SiteSnapshot site, double at, Func<Stint, bool> counts)
    {
        var count = 0;
        foreach (ref readonly var stint in site.Stints)
            if (stint.Start <= at && at < stint.End && counts(stint)) count++;
        return count;
    }
}
