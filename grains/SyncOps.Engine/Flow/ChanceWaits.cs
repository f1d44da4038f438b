using SyncOps.Engine.Floors;
using SyncOps.Engine.Queueing;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Waits by chance, which a fluid does not show below full load. With V the mean work ahead of an arrival (units), c the capacity, theta
/// the spare capacity c - lambda, and V* what V is in the stationary queue with the step's load and people, V' = theta (V* / V - 1): V
/// settles at V*, grows by chance and by overload, and drains at the spare capacity. Where the load is full theta V* is its limit,
/// c (ca2 + cs2) / 2. Scratch of one <see cref="Projection"/>; holds what it found last.
/// </summary>
internal sealed class ChanceWaits
{
    /// <summary>At full load the queue has had so long to build up before now, hours: as long as arrivals are observed.</summary>
    private const double HoursBefore = 1;

    /// <summary>A sector with a service target but no variation given: Poisson arrivals, exponential service.</summary>
    private static readonly Variability Poisson = new(1, 1);

    private readonly Variability?[] _variations;
    private readonly ServiceTarget?[] _targets;
    private readonly TimeGrid _grid;
    private readonly double[] _minutes;
    private readonly double[] _levels;

    private ChanceWaits(Floor floor, TimeGrid grid)
    {
        _grid = grid;
        _targets = [.. floor.Sectors.Select(s => s.ServiceTarget)];
        _variations = [.. floor.Sectors.Select(s => s.Variability ?? (s.ServiceTarget is null ? null : Poisson))];
        _minutes = new double[floor.Sectors.Count * (grid.Steps + 1)];
        _levels = new double[floor.Sectors.Count * (grid.Steps + 1)];
    }

    /// <summary>Null when no sector has variability or a service target.</summary>
    public static ChanceWaits? Of(Floor floor, TimeGrid grid)
        => floor.Sectors.Any(s => s.Variability is not null || s.ServiceTarget is not null) ? new ChanceWaits(floor, grid) : null;

    public bool Has(int sector) => _variations[sector] is not null;

    public bool HasTarget(int sector) => _targets[sector] is not null;

    /// <summary>By edge: minutes of the mean wait that are chance's.</summary>
    public ReadOnlySpan<double> Minutes(int sector) => _minutes.AsSpan(sector * (_grid.Steps + 1), _grid.Steps + 1);

    /// <summary>By edge: share of arrivals served within the sector's service target; 0 where it has none.</summary>
    public ReadOnlySpan<double> Levels(int sector) => _levels.AsSpan(sector * (_grid.Steps + 1), _grid.Steps + 1);

    /// <summary>Adds to a sector's fluid waits what more is ahead of an arrival by chance, at the pace of its step.</summary>
    public void Add(Projection run, int sector, Span<double> waits)
    {
        var backlog = run.Backlog(sector);
        var ahead = 0.0;
        for (var t = 0; t < waits.Length; t++)
        {
            // The edge's own step; the last edge has only the one before it.
            var load = Load(run, sector, Math.Min(t, _grid.Steps - 1));
            var fluid = t == 0 ? run.StartBacklog(sector) : backlog[t - 1];
            if (t == 0) ahead = Math.Max(fluid, load.AtFirst());
            var minutes = load.Capacity > 0 ? Math.Max(0, ahead - fluid) / load.Capacity * 60 : 0;
            var wait = waits[t];
            waits[t] = Math.Min(wait + minutes, _grid.HorizonMinutes);
            _minutes[sector * waits.Length + t] = waits[t] - wait;
            if (_targets[sector] is { } target)
                _levels[sector * waits.Length + t] = (load.Waits with { MeanMinutes = minutes }).ShareWithin(target.WithinMinutes - wait);
            if (t < _grid.Steps) ahead = load.After(ahead, _grid.Length(t) / 60);
        }
    }

    private StepLoad Load(Projection run, int sector, int step)
    {
        var hours = _grid.Length(step) / 60;
        var (arrivals, capacity) = (run.Arrived(sector)[step] / hours, run.Capacity(sector)[step] / hours);
        var people = run.People!.Working[sector * _grid.Steps + step];
        if (capacity <= Projection.NoUnits || people <= Projection.NoUnits) return new StepLoad(arrivals, 0, 0, default);

        var variation = _variations[sector]!;
        var waits = new ServerGroup(arrivals, capacity / people, variation.Ca2, variation.Cs2).Waits(people);
        var growth = double.IsFinite(waits.MeanMinutes)
            ? (capacity - arrivals) * capacity * waits.MeanMinutes / 60
            : capacity * (variation.Ca2 + variation.Cs2) / 2;
        return new StepLoad(arrivals, capacity, growth, waits);
    }

    /// <summary>Rates of one step, units/h; what theta V* is; and the waits of its stationary queue.</summary>
    private readonly record struct StepLoad(double Arrivals, double Capacity, double Growth, WaitDistribution Waits)
    {
        /// <summary>Work ahead in the stationary queue, at most what full load builds up from nothing in the time before now.</summary>
        public double AtFirst()
        {
            var built = Math.Sqrt(2 * Growth * HoursBefore);
            return double.IsFinite(Waits.MeanMinutes) ? Math.Min(built, Capacity * Waits.MeanMinutes / 60) : built;
        }

        // Implicit in the end value, so that steps of any length are stable and the stationary value is met exactly.
        public double After(double ahead, double hours)
        {
            var drained = ahead - (Capacity - Arrivals) * hours;
            return (drained + Math.Sqrt(drained * drained + 4 * hours * Growth)) / 2;
        }
    }
}
