using SyncOps.Engine.Backtest.Policies;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>
/// Follows the plan; sends help to the sector with the longest wait once it is above a threshold, from the sector with the shortest wait
/// that can spare somebody, and returns helpers to their planned place when the wait is short again.
/// </summary>
public sealed class ReactivePolicy(DayRoster roster, ReactiveRule rule) : IDayPolicy
{
    private readonly PlannedPlaces _planned = new(roster);

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        var floor = new FloorReading(view);
        var home = _planned.Follow(view, floor);
        for (var n = 0; n < rule.MovesAtOnce; n++)
            if (!Help(floor, home)) break;
        for (var p = 0; p < home.Length; p++)
        {
            if (floor.Place(p) < 0 || floor.Place(p) == home[p] || !floor.IsFree(p) || !floor.IsSettled(p, rule.DwellMinutes)) continue;
            if (Load(floor, floor.Place(p)) < rule.Low) floor.Send(p, home[p]);
        }
        return floor.Orders;
    }

    private bool Help(FloorReading floor, int[] home)
    {
        foreach (var to in Enumerable.Range(0, floor.Sectors).Where(s => Load(floor, s) > rule.High).OrderByDescending(s => Load(floor, s)))
        {
            foreach (var from in Enumerable.Range(0, floor.Sectors)
                .Where(s => s != to && floor.Staff[s] > 1 && Load(floor, s) < rule.Low).OrderBy(s => Load(floor, s)))
            {
                var person = floor.Candidate(from, to, rule.DwellMinutes, p => home[p] == to);
                if (person < 0) continue;
                floor.Send(person, to);
                return true;
            }
        }
        return false;
    }

    private static double Load(FloorReading floor, int sector) => floor.WaitMinutes(sector) / floor.Target(sector);
}
