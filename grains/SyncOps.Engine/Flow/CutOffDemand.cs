using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// What one truck waits for, in units of its sector: <see cref="KnownUnits"/> are on the site already, and each sector's outside
/// arrivals until the order-by instant add <see cref="ExpectedUnits"/>, with <see cref="SpreadUnits"/> as their standard deviations.
/// </summary>
internal sealed record CutOffDemand(
    CutOff CutOff, int Sector, double LeavesMinutes, double KnownUnits, double[] ExpectedUnits, double[] SpreadUnits)
{
    /// <summary>Fewer units than this are rounding, not a missed truck.</summary>
    public const double MissedUnits = 0.5;

    /// <summary>Units that must be served by the sector before the truck leaves.</summary>
    public double Units(DemandScenario scenario)
    {
        var units = KnownUnits;
        for (var s = 0; s < ExpectedUnits.Length; s++)
            units += Math.Max(0, ExpectedUnits[s] + scenario.Demand(s) * SpreadUnits[s]);
        return Math.Max(0, units);
    }

    public static CutOffDemand[] Of(Projector projector, Demand demand)
    {
        var list = new List<CutOffDemand>();
        foreach (var cutOff in projector.Site.Calendar.CutOffs)
        {
            var leaves = projector.Site.MinutesTo(cutOff.Leaves);
            if (leaves <= 0 || leaves > projector.Grid.HorizonMinutes) continue;
            var sector = projector.Site.Floor.SectorIndex(cutOff.Sector);
            list.Add(cutOff.OrderBy is { } orderBy
                ? ByOrder(projector, demand, cutOff, sector, leaves, orderBy)
                : new CutOffDemand(cutOff, sector, leaves, DueUnits(projector.Site, cutOff, sector), [], []));
        }
        return [.. list];
    }

    // All work on the site or under way, in units of the truck's sector, and what still enters until order-by. Orders placed after an
    // order-by that has passed ride a later truck, so they are taken out again.
    private static CutOffDemand ByOrder(
        Projector projector, Demand demand, CutOff cutOff, int sector, double leaves, DateTimeOffset orderBy)
    {
        var site = projector.Site;
        var becomes = projector.Network.UnitsAt(sector);
        var (expected, spread) = (new double[becomes.Length], new double[becomes.Length]);
        var known = 0.0;
        for (var s = 0; s < becomes.Length; s++)
        {
            if (becomes[s] > 0)
            {
                known += Math.Max(0, site.Loads[s].Totals.Backlog.Value) * becomes[s];
                if (orderBy > site.Now)
                {
                    var (units, sd) = demand.Until(s, site.MinutesTo(orderBy));
                    (expected[s], spread[s]) = (units * becomes[s], sd * becomes[s]);
                }
                known -= Behind(site, demand, s, orderBy, cutOff.Leaves) * becomes[s];
            }
            if (s == sector) continue;
            foreach (var link in projector.Network.LinksOf(s))
                known += Math.Max(0, site.Loads[s].CompletionsPerHour) * link.DelayMinutes / 60 * link.Units * becomes[link.To];
        }
        return new CutOffDemand(cutOff, sector, leaves, known, expected, spread);
    }

    // Work in a sector that goes after what the truck waits for. First in, first out: what came after the order-by. Earliest due date
    // first: what is known to be due after the truck leaves, if that is more.
    private static double Behind(SiteSnapshot site, Demand demand, int sector, DateTimeOffset orderBy, DateTimeOffset leaves)
    {
        var after = orderBy > site.Now ? 0 : demand.UnitsSince(sector, orderBy);
        if (site.Floor.Sectors[sector].Discipline != Discipline.Edd) return after;
        var later = 0.0;
        foreach (var due in site.Loads[sector].ByDue)
            if (due.DueAt > leaves) later += Math.Max(0, due.Units.Value);
        return Math.Max(after, later);
    }

    private static double DueUnits(SiteSnapshot site, CutOff cutOff, int sector)
    {
        var units = 0.0;
        foreach (var due in site.Loads[sector].ByDue)
            if (due.DueAt <= cutOff.Leaves) units += due.Units.Value;
        return Math.Max(0, units);
    }
}
