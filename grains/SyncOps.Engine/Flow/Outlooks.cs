namespace SyncOps.Engine.Flow;

/// <summary>
/// Backlog and wait of every sector at every interval to the horizon, over the scenarios: all that outlooks need of the roll-outs, so that
/// one buffer serves them all.
/// </summary>
internal sealed class Outlooks
{
    private readonly double _interval;
    private readonly int _scenarios;
    private readonly double[] _backlogs;
    private readonly double[] _waits;

    public Outlooks(Projector projector, int scenarios)
    {
        _interval = projector.Site.Floor.Document.Interval.TotalMinutes;
        _scenarios = scenarios;
        Points = 1 + (int)(projector.Grid.HorizonMinutes / _interval);
        var cells = projector.Site.Floor.Sectors.Count * Points * scenarios;
        (_backlogs, _waits) = (new double[cells], new double[cells]);
    }

    /// <summary>Now and the end of every interval to the horizon.</summary>
    public int Points { get; }

    public double MinutesAt(int point) => point * _interval;

    public void Read(int scenario, Projection run)
    {
        for (var i = scenario; i < _backlogs.Length; i += _scenarios)
        {
            var (sector, point) = (i / _scenarios / Points, i / _scenarios % Points);
            _backlogs[i] = run.BacklogAt(sector, MinutesAt(point));
            _waits[i] = run.WaitAt(sector, MinutesAt(point));
        }
    }

    public Range3 Backlog(int sector, int point) => Over(_backlogs, sector, point);

    public Range3 Wait(int sector, int point) => Over(_waits, sector, point);

    private Range3 Over(double[] values, int sector, int point)
    {
        Span<double> outcomes = stackalloc double[_scenarios];
        values.AsSpan((sector * Points + point) * _scenarios, _scenarios).CopyTo(outcomes);
        return Range3.Of(outcomes);
    }
}
