using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Day.Plant;

/// <summary>Reads the plant tick by tick and adds up what the day loses.</summary>
internal sealed class DayMeter(DaySetting setting, ScenarioDay plan, FloorSimulator simulator)
{
    private readonly double[] _unitTicks = new double[setting.Floor.Sectors.Count];
    private readonly List<DayLoss> _lossUntil = [];
    private readonly List<long[]> _backlog = [];
    private readonly List<long[]> _arrived = [];
    private readonly List<long[]> _completed = [];
    private readonly List<int[]> _working = [];

    /// <summary>The backlog stands as it is until the next tick.</summary>
    public void Wait()
    {
        for (var s = 0; s < _unitTicks.Length; s++) _unitTicks[s] += simulator.Sectors[s].Backlog;
    }

    public void Mark(int moves)
    {
        _lossUntil.Add(Loss(moves));
        _backlog.Add([.. simulator.Sectors.Select(s => s.Backlog)]);
        _arrived.Add([.. simulator.Sectors.Select(s => s.Arrived)]);
        _completed.Add([.. simulator.Sectors.Select(s => s.Completed)]);
        var working = new int[_unitTicks.Length];
        foreach (var resource in setting.Floor.Resources)
            if (simulator.IsWorking(resource.Id)) working[setting.Floor.SectorIndex(simulator.SectorOf(resource.Id))]++;
        _working.Add(working);
    }

    /// <summary>What came from outside, by sector: what arrived there less what upstream sent.</summary>
    public long[] ArrivedOutside() => [.. simulator.Sectors.Select((s, i) => setting.Scenario.Arrivals.Any(a => a.Sector == s.Id)
        ? s.Arrived : 0)];

    public DayRun Run(int day, IReadOnlyList<TimedMove> moves) => new()
    {
        Day = day, Loss = _lossUntil[^1], Moves = moves, LossUntil = _lossUntil, Backlog = _backlog, Arrived = _arrived,
        Completed = _completed, Working = _working,
        Trucks = [.. simulator.Trucks.Select(t => new TruckResult(
            t.Truck, (int)(t.Leaves - plan.Opens).TotalMinutes, t.DueUnits, t.LateUnits, t.Cost))],
    };

    private DayLoss Loss(int moves)
    {
        var (waiting, left) = (0.0, 0.0);
        for (var s = 0; s < _unitTicks.Length; s++)
        {
            var sector = setting.Floor.Sectors[s];
            waiting += _unitTicks[s] * FloorSimulator.Tick.TotalHours * sector.WaitCostPerUnitHour;
            if (simulator.Now >= plan.Closes) left += simulator.Sectors[s].Backlog * sector.LeftCostPerUnit;
        }
        return new DayLoss(waiting, simulator.Trucks.Sum(t => t.Cost), left, moves * setting.Floor.Document.Moves.Cost);
    }
}
