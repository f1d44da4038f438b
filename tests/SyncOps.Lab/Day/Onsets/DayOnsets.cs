using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Onsets;

/// <summary>
/// The beginning of a bottleneck: from this minute on the wait is above the sector's target for two intervals or longer. It is over once
/// the wait has been within the target as long; until then it is the same one.
/// </summary>
/// <param name="CauseMinute">When the shock behind it began; null where the day without shocks has the onset too.</param>
public sealed record DayOnset(string Sector, int Minute, int? CauseMinute)
{
    public bool IsShock => CauseMinute is not null;
}

/// <summary>
/// Bottlenecks of days on which nobody acts. An onset counts as a shock's if the same day without shocks has none in that sector within an
/// hour of it and a surge or breakdown had begun before it; everything else, absences included, could be foreseen.
/// </summary>
public static class DayOnsets
{
    private const int SameMinutes = 60;

    /// <summary>The onsets of a run that made no moves of its own, and of its twin without shocks.</summary>
    public static IReadOnlyList<DayOnset> Of(DaySetting setting, DayRun run)
    {
        var found = Find(setting, run);
        if (setting.Scenario.Shocks.Count == 0) return [.. found.Select(f => new DayOnset(f.Sector, f.Minute, null))];
        var calm = DaySetting.Of(setting.File, setting.Roster, setting.Scenario.Seed, shocks: false);
        var twin = Find(calm, DayPlant.Replay(calm, run.Day, [])).ToArray();
        var began = Begun(setting, run.Day).ToArray();
        return
        [
            .. found.Select(f => new DayOnset(f.Sector, f.Minute,
                twin.Any(t => t.Sector == f.Sector && Math.Abs(t.Minute - f.Minute) <= SameMinutes) || !began.Any(b => b <= f.Minute)
                    ? null : began.Where(b => b <= f.Minute).Max())),
        ];
    }

    private static IEnumerable<(string Sector, int Minute)> Find(DaySetting setting, DayRun run)
    {
        var every = (int)DayPlant.DecideEvery.TotalMinutes;
        var needed = 2 * (int)setting.Floor.Document.Interval.TotalMinutes / every;
        for (var s = 0; s < setting.Floor.Sectors.Count; s++)
        {
            var (above, within, isHere, target) = (0, 0, false, setting.Floor.Sectors[s].TargetWaitMinutes);
            for (var m = 0; m < run.Backlog.Count; m++)
            {
                (above, within) = run.WaitMinutes(s, m) > target ? (above + 1, 0) : (0, within + 1);
                if (within > needed) isHere = false;
                if (isHere || above != needed + 1) continue;
                isHere = true;
                yield return (setting.Floor.Sectors[s].Id, (m - needed) * every);
            }
        }
    }

    /// <summary>The minutes at which the day's surges and breakdowns begin.</summary>
    private static IEnumerable<int> Begun(DaySetting setting, int day)
    {
        var plan = setting.Day(day);
        var drawn = SimulatedDay.Draw(setting.Floor, setting.Scenario, plan.Date, FloorSimulator.Tick);
        var before = 0;
        for (var minute = 0; plan.Opens.AddMinutes(minute) < plan.Closes; minute++)
        {
            var at = plan.Opens.AddMinutes(minute);
            var running = Enumerable.Range(0, setting.Scenario.Arrivals.Count).Count(p => drawn.SurgeFactor(p, at) != 1)
                + Enumerable.Range(0, setting.Floor.Sectors.Count).Count(s => drawn.BreakdownFactor(s, at) != 1);
            if (running > before) yield return minute;
            before = running;
        }
    }
}
