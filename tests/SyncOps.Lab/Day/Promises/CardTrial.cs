using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Promises;

/// <summary>What a card brought: the same plant day with it and without it, everything else the same.</summary>
/// <param name="CostSaved">Loss without less loss with, from the card's issue until its horizon ends.</param>
/// <param name="MinutesSaved">The risk sector's slowdown without less that with.</param>
public readonly record struct CardOutcome(double CostSaved, double MinutesSaved);

/// <summary>Plays a day again without the moves of one card, and compares.</summary>
public static class CardTrial
{
    private const double Percentile = 0.9;

    /// <param name="setting">The setting that the run was played on.</param>
    /// <param name="run">With the card's moves.</param>
    /// <param name="card">As told in <see cref="MoveOrder.Card"/>; a card without moves in the run brought nothing.</param>
    /// <param name="sector">Sector index of the card's risk.</param>
    /// <param name="issuedMinute">Minutes after opening.</param>
    /// <param name="horizonMinutes">How far the card promises; what closes the day is at its end.</param>
    public static CardOutcome Outcome(DaySetting setting, DayRun run, string card, int sector, double issuedMinute, double horizonMinutes)
    {
        if (run.Moves.All(m => m.Card != card)) return default;
        var without = DayPlant.Replay(setting, run.Day, run.Moves.Where(m => m.Card != card));
        var until = issuedMinute + horizonMinutes;
        return new CardOutcome(
            CostIn(without) - CostIn(run),
            Slowdown(setting, without, sector, issuedMinute, until) - Slowdown(setting, run, sector, issuedMinute, until));

        double CostIn(DayRun r) => r.LossAt(until) - r.LossAt(issuedMinute);
    }

    /// <summary>
    /// The 90th percentile, over units that wait at a minute or arrive until another, of their wait in a sector above its target, minutes;
    /// those who wait already count from the first minute on. At most the time between the two.
    /// </summary>
    public static double Slowdown(DaySetting setting, DayRun run, int sector, double fromMinute, double untilMinute)
    {
        var every = DayPlant.DecideEvery.TotalMinutes;
        var (first, last) = ((int)Math.Ceiling(fromMinute / every), Math.Min(run.Arrived.Count - 1, (int)(untilMinute / every)));
        var target = setting.Floor.Sectors[sector].TargetWaitMinutes;
        var waits = new List<(double Extra, double Units)>();
        var here = run.Arrived[first][sector] - run.Backlog[first][sector];
        for (var slice = 0; slice < 10; slice++)
        {
            var unit = here + (long)(run.Backlog[first][sector] * (slice + 0.5) / 10);
            waits.Add((Leaves(unit, first) - first * every - target, run.Backlog[first][sector] / 10.0));
        }
        for (var m = first + 1; m <= last; m++)
        {
            var arrived = run.Arrived[m][sector] - run.Arrived[m - 1][sector];
            var unit = run.Arrived[m - 1][sector] + arrived / 2;
            waits.Add((Leaves(unit, m) - (m - 0.5) * every - target, arrived));
        }
        var (total, below) = (waits.Sum(w => w.Units), 0.0);
        if (total <= 0) return 0;
        foreach (var (extra, units) in waits.OrderBy(w => w.Extra))
        {
            below += units;
            if (below >= Percentile * total) return Math.Clamp(extra, 0, untilMinute - fromMinute);
        }
        return 0;

        // What is left when the day closes waits on, for as long as the card looks ahead.
        double Leaves(long unit, int mark) => run.Completed[^1][sector] < unit ? untilMinute : run.MinuteCompleted(sector, unit, mark);
    }
}
