using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Promises;

/// <summary>
/// The units of a sector that a bottleneck affects on a day without a card, and how long they are held up on that day and on another: what
/// the minutes of a card promise, measured in the plant as the engine measures them in a roll-out. They are those who wait or come from
/// the first minute that the wait is above target for two intervals until it is last above it, and those who miss a truck.
/// </summary>
public sealed class AffectedUnits
{
    private const double Percentile = 0.9;
    private const int BacklogSlices = 10;
    private const double MissedUnits = 0.5;

    private static readonly double Every = DayPlant.DecideEvery.TotalMinutes;

    private readonly int _sector;
    private readonly double _target, _horizon;
    private readonly (int From, int Until)? _marks;
    private readonly HashSet<string> _trucks;

    /// <summary>Those of a run without the card, between two minutes of the day.</summary>
    public AffectedUnits(DaySetting setting, DayRun without, int sector, double fromMinute, double untilMinute)
    {
        (_sector, _target, _horizon) = (sector, setting.Floor.Sectors[sector].TargetWaitMinutes, untilMinute - fromMinute);
        _marks = Episode(without, fromMinute, untilMinute, (int)(2 * setting.Floor.Document.Interval.TotalMinutes / Every));
        _trucks = [.. setting.Scenario.Trucks.Where(t => t.Sector == setting.Floor.Sectors[sector].Id).Select(t => t.Id)];
        _trucks.IntersectWith(without.Trucks.Where(t => t.Minute > fromMinute && t.Minute <= untilMinute).Select(t => t.Truck));
    }

    /// <summary>
    /// The 90th percentile of their minutes above target or behind the truck, whichever is more, at most the time between the two minutes.
    /// What is left when the day closes waits that long.
    /// </summary>
    public double Slowdown(DayRun run)
    {
        var most = _marks is { } marks ? ExtraWait(run, marks.From, marks.Until) : 0;
        foreach (var truck in run.Trucks)
        {
            if (!_trucks.Contains(truck.Truck) || truck.LateUnits < MissedUnits) continue;
            var unit = (long)Math.Ceiling(truck.DueUnits - (1 - Percentile) * truck.LateUnits);
            most = Math.Max(most, Leaves(run, unit, (int)(truck.Minute / Every)) - truck.Minute);
        }
        return Math.Clamp(most, 0, _horizon);
    }

    // What is left waits after the day has closed as well.
    private (int, int)? Episode(DayRun run, double fromMinute, double untilMinute, int needed)
    {
        var (onset, above, last) = (-1, 0, -1);
        for (var m = (int)Math.Ceiling(fromMinute / Every); m * Every <= untilMinute; m++)
        {
            var arrived = run.Arrived[Math.Min(m, run.Arrived.Count - 1)][_sector];
            above = Wait(run, arrived, m, m * Every) > _target ? above + 1 : 0;
            if (above > 0) last = m;
            if (onset < 0 && above > needed) onset = m - needed;
        }
        return onset < 0 ? null : (onset, last);
    }

    private double ExtraWait(DayRun run, int from, int until)
    {
        var closes = run.Arrived.Count - 1;
        (from, until) = (Math.Min(from, closes), Math.Min(until, closes));
        var waits = new List<(double Wait, double Units)>();
        var backlog = run.Backlog[from][_sector];
        for (var slice = 0; slice < BacklogSlices && backlog > 0; slice++)
        {
            var unit = run.Arrived[from][_sector] - backlog + (long)(backlog * (slice + 0.5) / BacklogSlices);
            waits.Add((Wait(run, unit, from, from * Every), (double)backlog / BacklogSlices));
        }
        for (var m = from + 1; m <= until; m++)
        {
            var arrived = run.Arrived[m][_sector] - run.Arrived[m - 1][_sector];
            if (arrived > 0) waits.Add((Wait(run, run.Arrived[m - 1][_sector] + arrived / 2, m, (m - 0.5) * Every), arrived));
        }
        var (total, below) = (waits.Sum(w => w.Units), 0.0);
        foreach (var (wait, units) in waits.OrderBy(w => w.Wait))
        {
            below += units;
            if (below >= Percentile * total) return wait >= _horizon ? _horizon : wait - _target;
        }
        return 0;
    }

    private double Wait(DayRun run, long unit, int mark, double sinceMinute)
        => Math.Clamp(Leaves(run, unit, mark) - sinceMinute, 0, _horizon);

    private double Leaves(DayRun run, long unit, int mark)
    {
        if (run.Completed[^1][_sector] < unit) return double.PositiveInfinity;
        return mark < run.Completed.Count ? run.MinuteCompleted(_sector, unit, mark) : mark * Every;
    }
}
