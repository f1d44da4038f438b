using SyncOps.Engine.Floors;
using SyncOps.Engine.Queueing;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Waits by chance, below full load: at each edge of the grid those of the stationary queue with the load and the people of the hour
/// around it (the pointwise stationary approximation: L. Green and P. Kolesar, Management Science 37, 1991), but no longer than what
/// chance alone can build up at full load in the time there is. Scratch of one <see cref="Projection"/>; holds what it found last.
/// </summary>
internal sealed class ChanceWaits
{
    /// <summary>Half of the time around an edge over which load and people are averaged, minutes.</summary>
    private const double AroundMinutes = 30;

    /// <summary>A queue has had so long to build up before now, minutes: as long as arrivals are observed.</summary>
    private const double BeforeMinutes = 60;

    /// <summary>A sector with a service target but no variation given: Poisson arrivals, exponential service.</summary>
    private static readonly Variability Poisson = new(1, 1);

    private readonly Variability?[] _variations;
    private readonly ServiceTarget?[] _targets;
    private readonly TimeGrid _grid;
    private readonly double[] _arrived;
    private readonly double[] _capacity;
    private readonly double[] _people;
    private readonly double[] _minutes;
    private readonly double[] _levels;

    private ChanceWaits(Floor floor, TimeGrid grid)
    {
        _grid = grid;
        _targets = [.. floor.Sectors.Select(s => s.ServiceTarget)];
        _variations = [.. floor.Sectors.Select(s => s.Variability ?? (s.ServiceTarget is null ? null : Poisson))];
        (_arrived, _capacity, _people) = (new double[grid.Steps + 1], new double[grid.Steps + 1], new double[grid.Steps + 1]);
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

    /// <summary>
    /// Adds chance to a sector's fluid waits, in quadrature: both are the same queue seen twice, so where one is long
    /// the other adds little.
    /// </summary>
    public void Add(Projection run, int sector, Span<double> waits)
    {
        var variation = _variations[sector]!;
        Sum(run.Arrived(sector), _arrived);
        Sum(run.Capacity(sector), _capacity);
        _people[0] = 0;
        for (var t = 0; t < _grid.Steps; t++)
            _people[t + 1] = _people[t] + run.People!.Working[sector * _grid.Steps + t] * _grid.Length(t);
        for (var t = 0; t < waits.Length; t++)
        {
            var (fluid, chance) = (waits[t], Chance(variation, _grid.Edges[t]));
            waits[t] = Math.Min(Math.Sqrt(fluid * fluid + chance.MeanMinutes * chance.MeanMinutes), _grid.HorizonMinutes);
            var extra = waits[t] - fluid;
            _minutes[sector * waits.Length + t] = extra;
            if (_targets[sector] is { } target)
                _levels[sector * waits.Length + t] = (chance with { MeanMinutes = extra }).ShareWithin(target.WithinMinutes - fluid);
        }
    }

    private WaitDistribution Chance(Variability variation, double edge)
    {
        var (from, until) = (Math.Max(0, edge - AroundMinutes), Math.Min(_grid.HorizonMinutes, edge + AroundMinutes));
        var hours = (until - from) / 60;
        var arrivals = (At(_arrived, until) - At(_arrived, from)) / hours;
        var capacity = (At(_capacity, until) - At(_capacity, from)) / hours;
        var people = (At(_people, until) - At(_people, from)) / (60 * hours);
        if (arrivals <= Projection.NoUnits || capacity <= Projection.NoUnits || people <= Projection.NoUnits) return default;

        var waits = new ServerGroup(arrivals, capacity / people, variation.Ca2, variation.Cs2).Waits(people);
        var built = BuiltUp(variation, Math.Min(arrivals, capacity), (BeforeMinutes + edge) / 60) / capacity * 60;
        return waits.MeanMinutes <= built ? waits : waits with { MeanMinutes = built };
    }

    // Units in a queue at full load, empty at first, after so many hours: the mean of reflected Brownian motion without drift (J. M.
    // Harrison, Brownian Motion and Stochastic Flow Systems, 1985).
    private static double BuiltUp(Variability variation, double unitsPerHour, double hours)
        => Math.Sqrt(2 / Math.PI * (variation.Ca2 + variation.Cs2) * unitsPerHour * hours);

    private void Sum(ReadOnlySpan<double> units, double[] sums)
    {
        sums[0] = 0;
        for (var t = 0; t < _grid.Steps; t++) sums[t + 1] = sums[t] + units[t];
    }

    private double At(double[] sums, double minutes)
    {
        var t = _grid.StepAt(minutes);
        return t == _grid.Steps ? sums[t] : sums[t] + (sums[t + 1] - sums[t]) * (minutes - _grid.Edges[t]) / _grid.Length(t);
    }
}
