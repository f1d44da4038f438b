using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Fluid;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>How the non-anticipative reference replans.</summary>
/// <param name="Futures">Drawn futures that one table must suit on average.</param>
/// <param name="Tries">Changes tried per replanning.</param>
public sealed record ReplanningRule(int Futures, int Tries);

/// <summary>
/// The non-anticipative reference: every interval it draws futures from the law it knows (<see cref="KnownLaw"/>), looks for the staffing
/// table for the rest of the day that is best over them, starting from the one before, and makes the moves of its first interval.
/// It is a stochastic programme with open-loop futures: good, not proven best.
/// </summary>
public sealed class ReplanningPolicy(DaySetting setting, int day, ReplanningRule rule) : IDayPolicy
{
    private readonly KnownLaw _law = new(setting, setting.Day(day));
    private readonly RandomStream _random = RandomStream.For(setting.Scenario.Seed, $"replanning-{day}");
    private StaffPlan? _table;

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        _law.Hear(view);
        if (view.Minute % StaffPlan.IntervalMinutes != 0) return [];
        var futures = Enumerable.Range(0, rule.Futures).Select(_ => _law.Draw(view, _random)).ToArray();
        var search = new PlanSearch(setting, futures);
        var stay = Table(view, carryOn: false);
        var from = _table is null ? stay : Best(search, stay, Table(view, carryOn: true));
        _table = search.Improve(from, rule.Tries, hot: 2, cold: 0.4, _random);
        return Moves(view);
    }

    private static StaffPlan Best(PlanSearch search, StaffPlan a, StaffPlan b) => search.Loss(a) <= search.Loss(b) ? a : b;

    /// <summary>The rest of the day from where people are: everybody stays, or goes on as the last table had it.</summary>
    private StaffPlan Table(DayView view, bool carryOn)
    {
        var start = setting.File.Staff.Select(g =>
        {
            var row = new int[setting.Floor.Sectors.Count];
            for (var n = 0; n < g.Count; n++)
            {
                var sight = view.People[setting.Floor.ResourceIndex(DaySetting.PersonId(g.Group, n))];
                if (sight.IsOnDuty) row[sight.Sector]++;
            }
            return row;
        }).ToArray();
        var intervals = (int)(view.Plan.Closes - view.Now).TotalMinutes / StaffPlan.IntervalMinutes;
        var breaks = setting.Roster.BreakStarts.Select(b => b - view.Minute).ToArray();
        var table = new StaffPlan(intervals, start, isFree: false, breaks);
        if (!carryOn) return table;
        for (var g = 0; g < table.Groups; g++)
            for (var k = 0; k < intervals; k++)
                for (var s = 0; s < table.Sectors; s++) table[g, k, s] = _table![g, k + 1, s];
        return table;
    }

    private IReadOnlyList<MoveOrder> Moves(DayView view)
    {
        var floor = new FloorReading(view);
        for (var g = 0; g < setting.File.Staff.Length; g++)
        {
            var people = Enumerable.Range(0, setting.File.Staff[g].Count)
                .Select(n => setting.Floor.ResourceIndex(DaySetting.PersonId(setting.File.Staff[g].Group, n)))
                .Where(p => view.People[p].IsOnDuty).ToArray();
            var goal = _table!.Row(g, 0).ToArray();
            foreach (var p in people) goal[floor.Place(p)]--;
            for (var to = 0; to < goal.Length; to++)
            {
                for (; goal[to] > 0; goal[to]--)
                {
                    var person = people.Where(p => goal[floor.Place(p)] < 0).OrderBy(p => floor.IsFree(p) ? 0 : 1)
                        .ThenBy(p => view.People[p].SinceMinute).ThenBy(p => p).First();
                    goal[floor.Place(person)]++;
                    floor.Send(person, to);
                }
            }
        }
        return floor.Orders;
    }
}
