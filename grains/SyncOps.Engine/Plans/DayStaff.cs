using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>Who works in a sector in an interval (ids, in id order), the hours beyond their shifts, and their pay.</summary>
internal sealed record CellStaff(IReadOnlyList<string> Resources, double OvertimeHours, double Pay)
{
    public static readonly CellStaff Nobody = new([], 0, 0);
}

/// <summary>Everyone's place in every interval of a day.</summary>
internal sealed class DayStaff
{
    private readonly CellStaff?[] _cells;
    private readonly int _intervals;

    public DayStaff(SiteSnapshot site, PlanGrid grid, PinnedResources pins)
    {
        _intervals = grid.Count;
        var open = new Open?[site.Floor.Sectors.Count * grid.Count];
        var running = grid.IndexOf(site.Now) is >= 0 and var i && i < grid.Count
            ? grid[i]
            : new Window(site.Now, site.Now + grid.Interval);
        for (var r = 0; r < site.Floor.Resources.Count; r++) Place(site, grid, pins, r, Turns.Of(site, r, running), open);
        _cells = Array.ConvertAll(open, o => o is null ? null : new CellStaff(o.Resources.ToArray(), o.OvertimeHours, o.Pay));
    }

    public CellStaff In(int sector, int interval) => _cells[sector * _intervals + interval] ?? CellStaff.Nobody;

    private static void Place(SiteSnapshot site, PlanGrid grid, PinnedResources pins, int resource, List<Turn> turns, Open?[] open)
    {
        var spec = site.Floor.Resources[resource];
        foreach (var turn in turns)
        {
            var last = Math.Min(grid.Count - 1, grid.IndexOf(turn.Until));
            for (var i = Math.Max(0, grid.IndexOf(turn.From)); i <= last; i++)
            {
                var probe = grid.ProbeOf(i, site.Now);
                if (!turn.Contains(probe)) continue;
                var pinned = site.Floor.SectorIndex(pins.SectorAt(spec.Id, probe));
                var sector = pinned >= 0 && !site.Floor.Sectors[pinned].Retired ? pinned : turn.Sector;
                var (hours, overtime) = turn.HoursIn(grid[i]);
                var cell = open[sector * grid.Count + i] ??= new Open();
                cell.Resources.Add(spec.Id);
                cell.OvertimeHours += overtime;
                cell.Pay += spec.CostPerHour * (hours + (spec.OvertimeMultiplier - 1) * overtime);
            }
        }
    }

    private sealed class Open
    {
        public List<string> Resources { get; } = [];
        public double OvertimeHours { get; set; }
        public double Pay { get; set; }
    }
}
