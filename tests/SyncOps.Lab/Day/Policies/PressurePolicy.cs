using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>Least gain of pressure that is worth a move, as a share of the present one, and how long people stay.</summary>
public sealed record PressureRule(double Hysteresis, int DwellMinutes, int MovesAtOnce);

/// <summary>
/// Max-pressure: people go where price x backlog there, less what the work becomes downstream, times their rate is greatest
/// (L. Tassiulas, A. Ephremides 1992; J. G. Dai, W. Lin 2005). Pressure is shared by who is there already, so that a floor of many people
/// does not run to one sector. With no hysteresis and no dwell it is the textbook's rule.
/// </summary>
public sealed class PressurePolicy(DayRoster roster, PressureRule rule) : IDayPolicy
{
    private readonly PlannedPlaces _planned = new(roster);

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        var floor = new FloorReading(view);
        _planned.Follow(view, floor);
        for (var n = 0; n < rule.MovesAtOnce; n++)
        {
            var pressure = Pressure(view, floor);
            var (from, to, best) = (-1, -1, 0.0);
            for (var a = 0; a < floor.Sectors; a++)
            {
                for (var b = 0; b < floor.Sectors; b++)
                {
                    if (a == b) continue;
                    // What one more earns there, and one less costs here.
                    var gain = pressure[b] / (floor.Staff[b] + 1) - (1 + rule.Hysteresis) * pressure[a] / Math.Max(1, floor.Staff[a]);
                    if (gain <= best || floor.Candidate(a, b, rule.DwellMinutes) < 0) continue;
                    (from, to, best) = (a, b, gain);
                }
            }
            if (to < 0) break;
            floor.Send(floor.Candidate(from, to, rule.DwellMinutes), to);
        }
        return floor.Orders;
    }

    private static double[] Pressure(DayView view, FloorReading floor)
    {
        var pressure = new double[floor.Sectors];
        for (var s = 0; s < pressure.Length; s++)
        {
            var spec = view.Floor.Sectors[s];
            var weight = spec.WaitCostPerUnitHour * view.Backlog[s];
            foreach (var route in spec.Next)
            {
                var to = view.Floor.SectorIndex(route.To);
                weight -= route.Share * route.UnitsPerUnit * view.Floor.Sectors[to].WaitCostPerUnitHour * view.Backlog[to];
            }
            pressure[s] = Math.Max(0, weight) * floor.Rate(s);
        }
        return pressure;
    }
}
