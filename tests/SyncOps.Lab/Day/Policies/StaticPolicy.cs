using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>Fills the staffing table with those who came and keeps to it, whatever the work does.</summary>
public sealed class StaticPolicy(DayRoster roster) : IDayPolicy
{
    private readonly PlannedPlaces _planned = new(roster);

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        var floor = new FloorReading(view);
        _planned.Follow(view, floor);
        return floor.Orders;
    }
}
