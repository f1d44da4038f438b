using SyncOps.Engine.Estimation;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Outside arrivals of every sector until the horizon, expected and one standard deviation of them. Where the day has a forecast, it times
/// today's level (<see cref="ArrivalLevel"/>); elsewhere what the sector's past expects, and without a past the observed rate, held. A
/// deviation is that of the sum until a step's end, as increments, so that a scenario z of them off is so in all that has come by any
/// minute.
/// </summary>
internal sealed class Demand
{
    /// <summary>A rate that nothing foretold is known to 50 % either way before it is observed.</summary>
    private const double UnknownVariance = 0.25;

    /// <summary>And beyond chance it may change by this share, as levels and swings of a forecast do.</summary>
    private const double HeldCv = 0.15;

    private readonly SiteSnapshot _site;
    private readonly TimeGrid _grid;
    private readonly double[] _levels;
    private readonly double[] _units;
    private readonly double[] _spread;
    private readonly double[] _held;
    private readonly double[] _heldSds;

    public Demand(SiteSnapshot site, TimeGrid grid)
    {
        (_site, _grid) = (site, grid);
        var sectors = site.Floor.Sectors.Count;
        _levels = new double[sectors];
        (_units, _spread) = (new double[sectors * grid.Steps], new double[sectors * grid.Steps]);
        (_held, _heldSds) = (new double[grid.Steps], new double[grid.Steps]);
        var path = new DriftPath(DriftModel.Level, grid.Edges);
        var (means, sds) = (new double[grid.Steps], new double[grid.Steps]);
        for (var s = 0; s < sectors; s++)
        {
            var level = ArrivalLevel.Of(site, s);
            _levels[s] = Math.Max(0, level.Factor);
            path.Fill(level, means, sds);
            Fill(s, means, sds);
        }
    }

    /// <summary>Expected outside arrivals of a sector, units per step.</summary>
    public ReadOnlySpan<double> Units(int sector) => _units.AsSpan(sector * _grid.Steps, _grid.Steps);

    /// <summary>Outside arrivals of a scenario, units by sector and step.</summary>
    public void Fill(DemandScenario scenario, Span<double> units)
    {
        for (var s = 0; s < _levels.Length; s++)
        {
            var z = scenario.Demand(s);
            for (var cell = s * _grid.Steps; cell < (s + 1) * _grid.Steps; cell++)
                units[cell] = Math.Max(0, _units[cell] + z * _spread[cell]);
        }
    }

    /// <summary>Expected outside arrivals from now until a minute, units, and their standard deviation.</summary>
    public (double Units, double Spread) Until(int sector, double minutes)
    {
        var (units, spread) = (0.0, 0.0);
        for (var t = 0; t < _grid.Steps && _grid.Edges[t] < minutes; t++)
        {
            var share = Math.Min(1, (minutes - _grid.Edges[t]) / _grid.Length(t));
            units += _units[sector * _grid.Steps + t] * share;
            spread += _spread[sector * _grid.Steps + t] * share;
        }
        return (units, spread);
    }

    /// <summary>Outside arrivals between an earlier instant and now, units: as counted, or as forecast and level tell them.</summary>
    public double UnitsSince(int sector, DateTimeOffset since)
    {
        if (_site.Loads[sector].OutsideByHalfHour?.After(since) is { } counted) return counted;
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

    private void Fill(int sector, double[] means, double[] sds)
    {
        var steps = _units.AsSpan(sector * _grid.Steps, _grid.Steps);
        Array.Clear(_held);
        Array.Clear(_heldSds);
        var cursor = 0.0;
        foreach (var piece in _site.Calendar.Forecast(sector))
        {
            var (from, until) = (_site.MinutesTo(piece.Start), Math.Min(_grid.HorizonMinutes, _site.MinutesTo(piece.End)));
            if (until <= cursor || from >= _grid.HorizonMinutes) continue;
            if (from > cursor) FillUnplanned(sector, cursor, from);
            _grid.Spread(steps, piece.UnitsPerHour, Math.Max(cursor, from), until);
            cursor = until;
        }
        FillUnplanned(sector, cursor, _grid.HorizonMinutes);
        Vary(steps, _spread.AsSpan(sector * _grid.Steps, _grid.Steps), means, sds);
    }

    // What the past expects of the half hours, and after the last of them, or without any, the rate of the last hour.
    private void FillUnplanned(int sector, double from, double until)
    {
        var load = _site.Loads[sector];
        if (load.Expected is { } expected)
        {
            var hours = HalfHourCounts.Length.TotalHours;
            for (var i = 0; i < expected.Units.Count && from < until; i++)
            {
                var end = Math.Min(until, _site.MinutesTo(expected.From + (i + 1) * HalfHourCounts.Length));
                if (end <= from) continue;
                var units = expected.Units[i];
                var sd = (units.P80 - units.P20) / 2 / DemandScenario.P80;
                _grid.Spread(_held, units.P50 / hours, from, end);
                _grid.Spread(_heldSds, Math.Sqrt(Math.Max(0, sd * sd - ArrivalLevel.CountChance * units.P50)) / hours, from, end);
                from = end;
            }
        }
        var rate = Math.Max(0, load.OutsideArrivalsPerHour);
        _grid.Spread(_held, rate, from, until);
        _grid.Spread(_heldSds, rate * HeldRateCv(load), from, until);
    }

    // What follows the day's forecast varies as its level; what does not, as its own past or as well as the rate is known; both by the
    // chance of a count besides. Deviations of one cause last, so they add up; chance does not.
    private void Vary(Span<double> steps, Span<double> spread, double[] means, double[] sds)
    {
        var (sum, drift, before) = (0.0, 0.0, 0.0);
        for (var t = 0; t < steps.Length; t++)
        {
            drift += steps[t] * sds[t] + _heldSds[t];
            steps[t] = steps[t] * Math.Max(0, 1 + means[t]) + _held[t];
            sum += steps[t];
            var sd = Math.Sqrt(drift * drift + ArrivalLevel.CountChance * sum);
            spread[t] = sd - before;
            before = sd;
        }
    }

    private static double HeldRateCv(Sectors.SectorLoad load)
    {
        var counted = Math.Max(0, load.OutsideArrivalsPerHour) * load.ObservedMinutes / 60;
        return Math.Sqrt(HeldCv * HeldCv + ArrivalLevel.CountChance / (ArrivalLevel.CountChance / UnknownVariance + counted));
    }
}
