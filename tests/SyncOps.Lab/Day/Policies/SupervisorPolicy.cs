using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>How far ahead a supervisor looks, and by how many people two sectors must differ to be worth a move.</summary>
/// <param name="LookAheadMinutes">Without a truck in sight, backlogs should be gone within so many minutes.</param>
/// <param name="MarginPeople">Least shortage of the receiver and surplus of the giver together.</param>
public sealed record SupervisorRule(int LookAheadMinutes, double MarginPeople);

/// <summary>
/// Looks every half hour, sees backlogs and due times and moves at most two people: from where most can be spared to where most are
/// missing. People needed = work to be done by the next truck, or within the look-ahead, at the standard rate.
/// </summary>
public sealed class SupervisorPolicy(DayRoster roster, SupervisorRule rule) : IDayPolicy
{
    public const int LooksEveryMinutes = 30;
    public const int MostMoves = 2;

    private readonly PlannedPlaces _planned = new(roster);

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        var floor = new FloorReading(view);
        var home = _planned.Follow(view, floor);
        if (view.Minute % LooksEveryMinutes != 0) return floor.Orders;
        var need = Need(view);
        for (var n = 0; n < MostMoves; n++)
        {
            var (from, to, best) = (-1, -1, rule.MarginPeople);
            for (var a = 0; a < floor.Sectors; a++)
            {
                for (var b = 0; b < floor.Sectors; b++)
                {
                    var gain = need[b] - floor.Staff[b] + (floor.Staff[a] - need[a]);
                    if (a == b || need[b] <= floor.Staff[b] || gain <= best || floor.Candidate(a, b, LooksEveryMinutes) < 0) continue;
                    (from, to, best) = (a, b, gain);
                }
            }
            if (to < 0) break;
            floor.Send(floor.Candidate(from, to, LooksEveryMinutes, p => home[p] == to), to);
        }
        return floor.Orders;
    }

    /// <summary>People that each sector needs: for what waits and comes until the look-ahead, or for the next truck.</summary>
    private double[] Need(DayView view)
    {
        var floor = view.Floor;
        var need = new double[floor.Sectors.Count];
        for (var s = 0; s < need.Length; s++)
        {
            var hours = rule.LookAheadMinutes / 60.0;
            var rate = view.Setting.File.Sectors.First(f => f.Id == floor.Sectors[s].Id).RatePerHour;
            need[s] = (view.Backlog[s] + Expected(view, s, hours)) / (rate * hours);
        }
        var truck = Enumerable.Range(0, view.Plan.Trucks.Count).FirstOrDefault(i => view.Plan.Trucks[i].Leaves > view.Now, -1);
        if (truck < 0) return need;

        // Work before the truck, from its sector upstream: what of the orders until now must still pass each sector.
        var left = (view.Plan.Trucks[truck].Leaves - view.Now).TotalHours;
        if (left > 2 * rule.LookAheadMinutes / 60.0 || view.Now < view.Plan.Trucks[truck].OrderBy) return need;
        for (var s = 0; s < need.Length; s++)
        {
            var units = Fluid.FluidNetwork.UnitsAt(floor, s);
            if (!IsOnOrderWay(floor, s)) continue;
            var due = Enumerable.Range(0, need.Length).Sum(u => units[u] * view.Backlog[u]) - Behind(view, truck, s);
            var rate = view.Setting.File.Sectors.First(f => f.Id == floor.Sectors[s].Id).RatePerHour;
            need[s] = Math.Max(need[s], Math.Max(0, due) / (rate * Math.Max(left - 0.1, 0.1)));
        }
        return need;
    }

    private static bool IsOnOrderWay(Engine.Floors.Floor floor, int sector)
        => Fluid.FluidNetwork.UnitsAt(floor, sector)[floor.SectorIndex("pick")] > 0;

    /// <summary>Orders placed after the order-by are no work for this truck; what came is taken as what was expected.</summary>
    private static double Behind(DayView view, int truck, int sector)
    {
        var units = Fluid.FluidNetwork.UnitsAt(view.Floor, sector);
        var behind = 0.0;
        for (var at = view.Plan.Trucks[truck].OrderBy; at < view.Now; at = at.AddMinutes(5))
        {
            for (var p = 0; p < view.Setting.Scenario.Arrivals.Count; p++)
            {
                var process = view.Setting.Scenario.Arrivals[p];
                behind += view.Plan.ArrivalsPerHour(p, at) * process.UnitsEach * units[view.Floor.SectorIndex(process.Sector)] / 12;
            }
        }
        return behind;
    }

    private static double Expected(DayView view, int sector, double hours)
    {
        var units = Fluid.FluidNetwork.UnitsAt(view.Floor, sector);
        var expected = 0.0;
        for (var p = 0; p < view.Setting.Scenario.Arrivals.Count; p++)
        {
            var process = view.Setting.Scenario.Arrivals[p];
            var perHour = view.Plan.ArrivalsPerHour(p, view.Now.AddHours(hours / 2));
            expected += perHour * process.UnitsEach * units[view.Floor.SectorIndex(process.Sector)] * hours;
        }
        return expected;
    }
}
