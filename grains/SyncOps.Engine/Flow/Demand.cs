namespace SyncOps.Engine.Flow;

/// <summary>
/// Outside arrivals of every sector until the horizon. Where the day has a forecast, it times today's level, which fades to 1 over the
/// horizon; elsewhere the observed rate, held.
/// </summary>
internal sealed class Demand
{
    /// <summary>
    /// The forecast is trusted as much as this many observed units: expected units/h over themselves plus this shrinks the level.
    /// </summary>
    private const double PriorUnits = 25;

    /// <summary>And as much as this many minutes of observation: the first arrivals of a day say little.</summary>
    private const double PriorMinutes = 20;
    private const double MinLevel = 0.5;
    private const double MaxLevel = 2;

    private readonly SiteSnapshot _site;
    private readonly TimeGrid _grid;
    private readonly double[] _levels;
    private readonly double[] _units;
    private readonly double[] _totals;

    public Demand(SiteSnapshot site, TimeGrid grid)
    {
        (_site, _grid) = (site, grid);
        var sectors = site.Floor.Sectors.Count;
        _levels = new double[sectors];
        _units = new double[sectors * grid.Steps];
        _totals = new double[sectors];
        for (var s = 0; s < sectors; s++)
        {
            _levels[s] = Level(s);
            Fill(s, _units.AsSpan(s * grid.Steps, grid.Steps));
            foreach (var units in Units(s)) _totals[s] += units;
        }
    }

    /// <summary>Expected outside arrivals of a sector, units per step.</summary>
    public ReadOnlySpan<double> Units(int sector) => _units.AsSpan(sector * _grid.Steps, _grid.Steps);

    public double Factor(DemandScenario scenario, int sector) => scenario.Factor(_totals[sector]);

    /// <summary>Expected outside arrivals from now until a minute, units.</summary>
    public double UnitsUntil(int sector, double minutes)
    {
        var sum = 0.0;
        var units = Units(sector);
        for (var t = 0; t < _grid.Steps && _grid.Edges[t] < minutes; t++)
            sum += units[t] * Math.Min(1, (minutes - _grid.Edges[t]) / _grid.Length(t));
        return sum;
    }

    /// <summary>Outside arrivals between an earlier instant and now as forecast and level tell them, units.</summary>
    public double UnitsSince(int sector, DateTimeOffset since)
    {
        var (units, cursor) = (0.0, since);
        var observed = _site.Loads[sector].OutsideArrivalsPerHour;
        foreach (var piece in _site.Calendar.Forecast(sector))
        {
            if (piece.End <= cursor || piece.Start >= _site.Now) continue;
            if (piece.Start > cursor) units += observed * (piece.Start - cursor).TotalHours;
            var from = piece.Start > cursor ? piece.Start : cursor;
            cursor = piece.End < _site.Now ? piece.End : _site.Now;
            units += piece.UnitsPerHour * _levels[sector] * (cursor - from).TotalHours;
        }
        return cursor < _site.Now ? units + observed * (_site.Now - cursor).TotalHours : units;
    }

    private double Level(int sector)
    {
        var load = _site.Loads[sector];
        if (load.LastEventAt is null || _site.Calendar.ForecastPerHour(sector, _site.Now) is not (> 0 and var expected)) return 1;
        var weight = expected / (expected + PriorUnits) * load.ObservedMinutes / (load.ObservedMinutes + PriorMinutes);
        return Math.Clamp(1 + weight * (load.OutsideArrivalsPerHour / expected - 1), MinLevel, MaxLevel);
    }

    private void Fill(int sector, Span<double> steps)
    {
        var observed = Math.Max(0, _site.Loads[sector].OutsideArrivalsPerHour);
        var cursor = 0.0;
        foreach (var piece in _site.Calendar.Forecast(sector))
        {
            var (from, until) = (_site.MinutesTo(piece.Start), Math.Min(_grid.HorizonMinutes, _site.MinutesTo(piece.End)));
            if (until <= cursor || from >= _grid.HorizonMinutes) continue;
            if (from > cursor) _grid.Spread(steps, observed, cursor, from);
            SpreadForecast(sector, steps, piece.UnitsPerHour, Math.Max(cursor, from), until);
            cursor = until;
        }
        _grid.Spread(steps, observed, cursor, _grid.HorizonMinutes);
    }

    // The level falls linearly, so its value in the middle of a stretch makes the stretch's integral exact.
    private void SpreadForecast(int sector, Span<double> steps, double unitsPerHour, double from, double until)
    {
        for (var t = _grid.StepAt(from); t < _grid.Steps && _grid.Edges[t] < until; t++)
        {
            var (a, b) = (Math.Max(from, _grid.Edges[t]), Math.Min(until, _grid.Edges[t + 1]));
            var level = 1 + (_levels[sector] - 1) * (1 - (a + b) / 2 / _grid.HorizonMinutes);
            steps[t] += unitsPerHour / 60 * level * (b - a);
        }
    }
}
