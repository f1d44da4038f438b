using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Simulation;

/// <summary>How a truck left: what was ordered in time for it and the trucks before it that day, and what of that was not done.</summary>
public readonly record struct TruckOutcome(string Truck, DateTimeOffset Leaves, double DueUnits, double LateUnits, double Cost);

/// <summary>
/// Follows the trucks of each day. Work is served first in first out throughout, so the units due are the day's orders up to the
/// cut-off, in units of the truck's sector, and those late are what exceeds the day's completions there.
/// </summary>
internal sealed class TruckBoard
{
    private readonly List<TruckOutcome> _outcomes = [];
    private readonly double[] _ordered;
    private readonly double[] _due;
    private readonly long[] _loaded;
    private readonly double[,] _unitsOf;

    public TruckBoard(Floor floor, FloorScenario scenario)
    {
        _ordered = new double[floor.Sectors.Count];
        _loaded = new long[floor.Sectors.Count];
        _due = new double[scenario.Trucks.Count];
        _unitsOf = new double[floor.Sectors.Count, floor.Sectors.Count];
        for (var s = 0; s < floor.Sectors.Count; s++) Follow(floor, s, s, 1, floor.Sectors.Count);
    }

    public IReadOnlyList<TruckOutcome> Outcomes => _outcomes;

    public void Arrive(int sector, long units)
    {
        for (var to = 0; to < _ordered.Length; to++) _ordered[to] += units * _unitsOf[sector, to];
    }

    public void Complete(int sector, long units) => _loaded[sector] += units;

    public void StartDay()
    {
        Array.Clear(_ordered);
        Array.Clear(_loaded);
        Array.Clear(_due);
    }

    /// <summary>Notes the cut-offs and departures that fall in (before, now].</summary>
    public void Pass(ScenarioDay day, DateTimeOffset before, DateTimeOffset now)
    {
        for (var i = 0; i < _due.Length; i++)
        {
            var (orderBy, leaves) = day.Trucks[i];
            if (!IsIn(orderBy) && !IsIn(leaves)) continue;
            var truck = day.Scenario.Trucks[i];
            var sector = day.Floor.SectorIndex(truck.Sector);
            if (IsIn(orderBy)) _due[i] = _ordered[sector];
            if (!IsIn(leaves)) continue;
            var late = Math.Max(0, _due[i] - _loaded[sector]);
            _outcomes.Add(new TruckOutcome(truck.Id, leaves, _due[i], late, late * truck.CostPerLateUnit));
        }

        bool IsIn(DateTimeOffset at) => at > before && at <= now;
    }

    /// <summary>A unit of the first sector, in units of every sector it may reach; at most as many steps as there are sectors.</summary>
    private void Follow(Floor floor, int origin, int sector, double units, int steps)
    {
        _unitsOf[origin, sector] += units;
        if (steps == 0) return;
        foreach (var route in floor.Sectors[sector].Next)
            Follow(floor, origin, floor.SectorIndex(route.To), units * route.Share * route.UnitsPerUnit, steps - 1);
    }
}
