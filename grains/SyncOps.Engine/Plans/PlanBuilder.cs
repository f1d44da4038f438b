using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>Computes a whole plan of one local day from the site at one instant.</summary>
public static class PlanBuilder
{
    /// <summary>
    /// The plan of a date (<c>yyyy-MM-dd</c>, valid) as of the snapshot. Intervals that have ended stay as <paramref name="before"/> has
    /// them, if its intervals are the same; without it they show forecast and roster. The version is the one after it, or 1.
    /// <para>Assigned: those who are in the sector in the interval's middle (in the running interval: now, once its middle has passed),
    /// by pin, by presence or by roster; breaks are ignored. A pin places a resource only while it is at work anyway.</para>
    /// <para>Required: the fewest people who complete the interval's arrivals and its part of today's backlog, see
    /// <see cref="RequiredStaff"/> and <see cref="DayDemand.BacklogToClear"/>.</para>
    /// </summary>
    public static PlanView Build(SiteSnapshot site, string date, IReadOnlyList<Pin> pins, PlanView? before)
    {
        var grid = new PlanGrid(site.Floor, date);
        var cells = new CellWriter(site, grid, pins);
        var intervals = new PlanInterval[grid.Count];
        for (var i = 0; i < intervals.Length; i++)
        {
            var isPast = grid[i].End <= site.Now;
            intervals[i] = isPast && before?.Intervals.Count == grid.Count ? before.Intervals[i] : cells.Interval(i);
        }
        return new PlanView
        {
            Site = site.Floor.Document.Site,
            Date = date,
            Version = (before?.Version ?? 0) + 1,
            AsOf = site.Now,
            Intervals = intervals,
            Pins = pins,
        };
    }

    private sealed class CellWriter(SiteSnapshot site, PlanGrid grid, IReadOnlyList<Pin> pins)
    {
        private readonly DayDemand _demand = new(site, grid);
        private readonly DayStaff _staff = new(site, grid, new PinnedResources(pins));
        private readonly RequiredStaff _required = new(site.Floor);

        public PlanInterval Interval(int interval)
        {
            var cells = new SortedDictionary<string, PlanCell>(StringComparer.Ordinal);
            for (var s = 0; s < site.Floor.Sectors.Count; s++)
                if (!site.Floor.Sectors[s].Retired) cells[site.Floor.Sectors[s].Id] = Cell(s, interval);
            return new PlanInterval(grid[interval].Start, cells);
        }

        private PlanCell Cell(int sector, int interval)
        {
            var window = grid[interval];
            var arrivals = _demand.Arrivals(sector, interval);
            var work = arrivals + _demand.BacklogToClear(sector, interval);
            var assigned = _staff.In(sector, interval);
            return new PlanCell
            {
                ForecastUnits = DayDemand.RangeOf(arrivals),
                RequiredStaff = _required.For(sector, work, (window.End - window.Start).TotalHours, grid.ProbeOf(interval, site.Now)),
                Assigned = assigned.Resources,
                WaitMinutes = Round(_demand.WaitMinutes(sector, interval), 2),
                OvertimeHours = Round(assigned.OvertimeHours, 4),
                Cost = Round(assigned.Pay + _demand.WaitCost(sector, interval), 2),
            };
        }

        private static double Round(double value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);
    }
}
