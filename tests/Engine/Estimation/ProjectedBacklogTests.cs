using SyncOps.Engine.Estimation;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Simulation;
using SyncOps.Tests.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Estimation;

/// <summary>
/// The demo floor on thirty simulated days without shocks, watched as a site watches it: days vary by 9 %, half hours by 10 %, each
/// sector's pace by 8 % a day and 10 % within it, and one in twenty people does not come. Nobody is moved.
/// </summary>
public sealed class ProjectedBacklogTests
{
    private const int Days = 30;

    [Fact]
    public void An_hour_ahead_the_range_holds_three_fifths_of_what_comes_and_half_lies_below_the_median()
    {
        // Where the range begins above nothing: an empty sector is no forecast. About 900 cases of 30 independent days; cases of a day and
        // sector overlap, which about doubles the variance, so the share has a standard error of 0.023.
        var (cases, inside, below) = (0, 0, 0);
        EveryDay((watched, _, set, until) =>
        {
            if (until < 60) return null;
            var sectors = Enumerable.Range(0, set.Site.Floor.Sectors.Count);
            var told = sectors.Select(s => OutlookWriter.Write(set, s).Points[4].BacklogUnits).ToArray();
            return later =>
            {
                for (var s = 0; s < told.Length; s++)
                {
                    if (told[s].P20 <= 0.5) continue;
                    cases++;
                    if (told[s].P20 <= later.Backlog(s) && later.Backlog(s) <= told[s].P80) inside++;
                    if (later.Backlog(s) < told[s].P50) below++;
                }
            };
        });

        Assert.True(cases > 500, $"{cases} cases");
        Assert.InRange((double)inside / cases, 0.55, 0.65);
        Assert.InRange((double)below / cases, 0.43, 0.57);
    }

    [Fact]
    public void The_pace_is_known_twice_as_well_as_by_the_standard_rates()
    {
        var (count, estimated, standard, scaled) = (0, 0.0, 0.0, 0.0);
        EveryDay((watched, day, set, _) =>
        {
            for (var s = 0; s < set.Site.Loads.Count; s++)
            {
                if (set.Site.Loads[s].Pace is not { Observations: > 0 } pace) continue;
                var (known, real) = (DriftModel.Pace.Aged(pace, watched.Now), day.RateFactor(s, watched.Now.AddSeconds(-1)));
                count++;
                estimated += (known.Factor - real) * (known.Factor - real);
                standard += (1 - real) * (1 - real);
                scaled += (known.Factor - real) * (known.Factor - real) / (known.Sd * known.Sd);
            }
            return null;
        });

        Assert.True(count > 1000, $"{count} cases");
        Assert.InRange(Math.Sqrt(estimated / standard), 0.3, 0.55);
        Assert.InRange(Math.Sqrt(scaled / count), 0.6, 1.1);        // the errors are as large as the sds say, or smaller
    }

    /// <summary>Looks every half hour of every day; what a look returns is called an hour later.</summary>
    private static void EveryDay(Func<WatchedFloor, SimulatedDay, ScenarioSet, double, Action<WatchedFloor>?> look)
    {
        for (var d = 0; d < Days; d++)
        {
            var scenario = DemoDay.Scenario with { Seed = (ulong)(1000 + d), Shocks = [], FirstDay = [] };
            var watched = new WatchedFloor(DemoDay.Floor, scenario, DemoDay.Opens);
            var day = SimulatedDay.Draw(DemoDay.Floor, scenario, new DateOnly(2026, 3, 2), FloorSimulator.Tick);
            var later = new Queue<(DateTimeOffset At, Action<WatchedFloor> Do)>();
            for (var minutes = 30; minutes <= 540; minutes += 30)
            {
                watched.RunUntil(DemoDay.Opens.AddMinutes(minutes));
                while (later.TryPeek(out var due) && due.At <= watched.Now) later.Dequeue().Do(watched);
                if (minutes == 540) break;
                if (look(watched, day, ScenarioSet.Of(new Projector(watched.Snapshot())), 540 - minutes) is { } then)
                    later.Enqueue((watched.Now.AddMinutes(60), then));
            }
        }
    }
}
