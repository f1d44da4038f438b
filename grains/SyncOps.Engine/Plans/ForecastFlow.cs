using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>
/// Expected arrivals of every sector and interval of a day, units, if no work waited anywhere: the day's outside forecast, and what each
/// sector passes on at once of all that arrives, by share, units per unit and delay. Work that entered up to a day before counts; times
/// that nobody forecast have none. For times that no roll-out reaches.
/// </summary>
internal sealed class ForecastFlow
{
    /// <summary>Work is followed over at most this many routes: loops shrink it, and a loop that keeps 98 % leaves a billionth.</summary>
    private const int MaxRoutes = 1_000;
    private const double NoUnits = 1e-9;

    private readonly PlanGrid _grid;
    private readonly int _lead;
    private readonly int _bins;
    private readonly double[] _units;

    public ForecastFlow(SiteSnapshot site, PlanGrid grid)
    {
        _grid = grid;
        _lead = (int)Math.Ceiling(TimeSpan.FromDays(1) / grid.Interval);
        _bins = _lead + grid.Count;
        var wave = Outside(site);
        _units = [.. wave];
        for (var route = 0; route < MaxRoutes && PassOn(site, wave) is { } next; route++)
        {
            wave = next;
            for (var i = 0; i < wave.Length; i++) _units[i] += wave[i];
        }
    }

    public double Units(int sector, int interval) => _units[sector * _bins + _lead + interval];

    private double[] Outside(SiteSnapshot site)
    {
        var units = new double[site.Floor.Sectors.Count * _bins];
        for (var s = 0; s < site.Floor.Sectors.Count; s++)
        {
            foreach (ref readonly var piece in site.Calendar.Forecast(s))
            {
                var (from, until) = (BinsTo(piece.Start), BinsTo(piece.End));
                for (var b = Math.Max(0, (int)Math.Floor(from)); b < _bins && b < until; b++)
                {
                    var bins = Math.Min(until, b + 1) - Math.Max(from, b);
                    units[s * _bins + b] += piece.UnitsPerHour * bins * _grid.Interval.TotalHours;
                }
            }
        }
        return units;
    }

    // One wave is the work after so many routes; null when none is left. What a bin passes on is spread over it evenly, so after the
    // delay it lands in two bins, in proportion.
    private double[]? PassOn(SiteSnapshot site, double[] wave)
    {
        var next = new double[wave.Length];
        var most = 0.0;
        for (var s = 0; s < site.Floor.Sectors.Count; s++)
        {
            foreach (var route in site.Floor.Sectors[s].Next)
            {
                var to = site.Floor.SectorIndex(route.To);
                if (to < 0) continue;
                var delay = route.DelayMinutes / _grid.Interval.TotalMinutes;
                var whole = (int)Math.Min(_bins, Math.Floor(delay));
                for (var b = 0; b + whole < _bins; b++)
                {
                    var units = wave[s * _bins + b] * route.Share * route.UnitsPerUnit;
                    if (units == 0) continue;
                    most = Math.Max(most, units);
                    next[to * _bins + b + whole] += units * (1 - (delay - whole));
                    if (b + whole + 1 < _bins) next[to * _bins + b + whole + 1] += units * (delay - whole);
                }
            }
        }
        return most > NoUnits ? next : null;
    }

    private double BinsTo(DateTimeOffset at) => _lead + (at - _grid.Day.Start) / _grid.Interval;
}
