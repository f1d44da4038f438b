using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>Waits, as multiples of the target, at which a sector asks for somebody and lets somebody go.</summary>
public sealed record LocalRule(double AskAbove, double ReleaseBelow, int DwellMinutes);

/// <summary>
/// Every sector looks after itself: it asks for one more whenever its own wait, with what is on the way to it, is long, and lets one go
/// when it is short. Who is let go goes to whichever sector asks, in a fixed order, or stays. Nobody looks at what that does elsewhere.
/// </summary>
public sealed class LocalPolicy(DayRoster roster, LocalRule rule) : IDayPolicy
{
    private readonly PlannedPlaces _planned = new(roster);

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        var floor = new FloorReading(view);
        _planned.Follow(view, floor);
        for (var to = 0; to < floor.Sectors; to++)
        {
            if (Load(to) <= rule.AskAbove) continue;
            for (var from = 0; from < floor.Sectors; from++)
            {
                if (from == to || floor.Staff[from] < 2 || Load(from) >= rule.ReleaseBelow) continue;
                if (floor.Candidate(from, to, rule.DwellMinutes) is not (>= 0 and var person)) continue;
                floor.Send(person, to);
                break;
            }
        }
        return floor.Orders;

        double Load(int sector) => (floor.WaitMinutes(sector)
            + 60 * view.UnderWay[sector] / (Math.Max(floor.Staff[sector], 0.01) * floor.Rate(sector))) / floor.Target(sector);
    }
}
