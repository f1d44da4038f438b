using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>
/// What every sector has to do in each interval, how long it waits and what the waiting costs: from the roll-out (median demand, nobody
/// moved) for the part of the day between now and the horizon, and from the forecast alone for the rest.
/// </summary>
internal sealed class DayDemand
{
    /// <summary>Standard deviations between the median and the 20th or 80th percentile.</summary>
    private const double Z = 0.8416;

    /// <summary>Coefficient of variation of a day's volume beyond chance.</summary>
    private const double DayCv = 0.09;

    private readonly SiteSnapshot _site;
    private readonly PlanGrid _grid;
    private readonly Projection _run;
    private readonly ForecastFlow _forecast;

    public DayDemand(SiteSnapshot site, PlanGrid grid)
    {
        (_site, _grid) = (site, grid);
        var projector = new Projector(site);
        _run = projector.NewProjection();
        projector.Project(DemandScenario.Median, [], _run);
        _forecast = new ForecastFlow(site, grid);
    }

    /// <summary>Arrivals in an interval, units: rolled out for the part that the roll-out covers, forecast for the rest.</summary>
    public double Arrivals(int sector, int interval)
    {
        var window = _grid[interval];
        var (from, until) = Rolled(window);
        var forecast = _forecast.Units(sector, interval);
        if (until <= from) return forecast;
        var share = (until - from) / (window.End - window.Start).TotalMinutes;
        return _run.ArrivedUntil(sector, until) - _run.ArrivedUntil(sector, from) + forecast * (1 - share);
    }

    /// <summary>20th to 80th percentile around an expected count: its variance is the day's plus chance.</summary>
    public static Range3 RangeOf(double units)
    {
        if (units <= 0) return Range3.Zero;
        var spread = Z * Math.Sqrt(DayCv * DayCv + 1 / units);
        return new Range3(Math.Max(0, units * (1 - spread)), units, units * (1 + spread)).Rounded(2);
    }

    /// <summary>
    /// Share of the backlog of now that an interval has to work off, units, so that whoever arrives now waits no longer than the
    /// sector's target: the backlog spread evenly over the target wait from now, or over the horizon where that is shorter.
    /// </summary>
    public double BacklogToClear(int sector, int interval)
    {
        var span = Math.Min(_site.Floor.Sectors[sector].TargetWaitMinutes, _run.Grid.HorizonMinutes);
        var window = _grid[interval];
        var minutes = Math.Min(span, _site.MinutesTo(window.End)) - Math.Max(0, _site.MinutesTo(window.Start));
        return minutes <= 0 ? 0 : _run.StartBacklog(sector) * minutes / span;
    }

    /// <summary>
    /// Minutes that a unit waits which arrives at the interval's probe. 0 outside the roll-out: no backlog is projected there, and an
    /// invented wait would pass for knowledge.
    /// </summary>
    public double WaitMinutes(int sector, int interval)
    {
        var at = _site.MinutesTo(_grid.ProbeOf(interval, _site.Now));
        return at < 0 || at > _run.Grid.HorizonMinutes ? 0 : _run.WaitAt(sector, at);
    }

    /// <summary>Money lost by waiting in the part of an interval that the roll-out covers.</summary>
    public double WaitCost(int sector, int interval)
    {
        var (from, until) = Rolled(_grid[interval]);
        var unitMinutes = 0.0;
        var byChance = _run.WaitsByChance(sector);
        for (var at = from; at < until;)
        {
            // The backlog is linear within a step, so its mean over a piece of one is that of the ends.
            var t = _run.Grid.StepAt(at);
            var end = Math.Min(until, _run.Grid.Edges[t + 1]);
            unitMinutes += (_run.BacklogAt(sector, at) + _run.BacklogAt(sector, end)) / 2 * (end - at);
            if (!byChance.IsEmpty)
                unitMinutes += _run.Arrived(sector)[t] * (end - at) / _run.Grid.Length(t) * (byChance[t] + byChance[t + 1]) / 2;
            at = end;
        }
        return unitMinutes / 60 * _site.Floor.Sectors[sector].WaitCostPerUnitHour;
    }

    private (double From, double Until) Rolled(Window window)
        => (Math.Max(0, _site.MinutesTo(window.Start)), Math.Min(_run.Grid.HorizonMinutes, _site.MinutesTo(window.End)));
}
