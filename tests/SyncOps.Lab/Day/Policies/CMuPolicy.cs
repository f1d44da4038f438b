using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>Sectors with less than so many minutes of work for their people count as empty; people stay at least the dwell.</summary>
public sealed record CMuRule(double LeastMinutes, int DwellMinutes, int MovesAtOnce);

/// <summary>
/// The c-mu rule: people go to the sector that has work and the highest price of waiting x rate, the price being what leaving it saves
/// (less what the work becomes downstream, but never below a tenth of the sector's own).
/// </summary>
public sealed class CMuPolicy(DayRoster roster, CMuRule rule) : IDayPolicy
{
    private readonly PlannedPlaces _planned = new(roster);

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        var floor = new FloorReading(view);
        _planned.Follow(view, floor);
        var index = Enumerable.Range(0, floor.Sectors).Select(s => Index(view, floor, s)).ToArray();
        for (var n = 0; n < rule.MovesAtOnce; n++)
            if (!MoveOne(floor, index)) break;
        return floor.Orders;
    }

    private bool MoveOne(FloorReading floor, double[] index)
    {
        foreach (var to in Enumerable.Range(0, floor.Sectors).Where(s => HasWork(floor, s)).OrderByDescending(s => index[s]))
        {
            // Whoever has nothing to do comes first, then whoever does what is worth less.
            foreach (var from in Enumerable.Range(0, floor.Sectors).Where(s => s != to && floor.Staff[s] > 0 && Worth(floor, s) < index[to])
                .OrderBy(s => Worth(floor, s)))
            {
                if (floor.Candidate(from, to, rule.DwellMinutes) is not (>= 0 and var person)) continue;
                floor.Send(person, to);
                return true;
            }
        }
        return false;

        double Worth(FloorReading f, int s) => HasWork(f, s) ? index[s] : 0;
    }

    private bool HasWork(FloorReading floor, int sector) => floor.WaitMinutes(sector) > rule.LeastMinutes;

    private static double Index(DayView view, FloorReading floor, int sector)
    {
        var spec = view.Floor.Sectors[sector];
        var saved = spec.WaitCostPerUnitHour
            - spec.Next.Sum(r => r.Share * r.UnitsPerUnit * view.Floor.Sector(r.To)!.WaitCostPerUnitHour);
        return Math.Max(saved, spec.WaitCostPerUnitHour / 10) * floor.Rate(sector);
    }
}
