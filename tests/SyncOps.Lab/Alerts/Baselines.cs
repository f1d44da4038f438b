using SyncOps.Engine.Alerts;

namespace SyncOps.Lab.Alerts;

/// <summary>Share of training hours with the event, by hour of the day and month; the hour's share where a month has none.</summary>
public sealed class Climatology
{
    private readonly Dictionary<(int Hour, int Month), (int Events, int Rows)> _cells = [];

    public Climatology(IEnumerable<QueueHour> training)
    {
        foreach (var row in training)
        {
            var events = row.MaxWaitMinutes > BorderHall.ThresholdMinutes ? 1 : 0;
            foreach (var cell in (ReadOnlySpan<(int, int)>)[Cell(row.Hour), (row.Hour % 24, 0), (-1, 0)])
            {
                var (before, rows) = _cells.GetValueOrDefault(cell);
                _cells[cell] = (before + events, rows + 1);
            }
        }
    }

    public double Probability(int hour)
    {
        var cell = _cells.GetValueOrDefault(Cell(hour));
        if (cell.Rows == 0) cell = _cells.GetValueOrDefault((hour % 24, 0));
        if (cell.Rows == 0) cell = _cells[(-1, 0)];
        return (double)cell.Events / cell.Rows;
    }

    private static (int Hour, int Month) Cell(int hour) => (hour % 24, DateOnly.FromDayNumber(hour / 24).Month);
}

/// <summary>A logistic regression on climatology and state: the two latest known hours, and this hour yesterday and a week ago.</summary>
public sealed class StateLogistic
{
    private readonly Climatology _climatology;
    private readonly int _leadHours;
    private readonly LogisticRegression _regression;

    public StateLogistic(Climatology climatology, QueueHistory history, IReadOnlyList<QueueHour> training, int leadHours)
    {
        _climatology = climatology;
        _leadHours = leadHours;
        _regression = LogisticRegression.Fit(
            [.. training.Select(row => Inputs(history, row.Hour))],
            [.. training.Select(row => row.MaxWaitMinutes > BorderHall.ThresholdMinutes)]);
    }

    public double Probability(QueueHistory history, int hour) => _regression.Probability(Inputs(history, hour));

    private double[] Inputs(QueueHistory history, int hour)
    {
        var past = history.KnownAt(hour - _leadHours);
        var usual = Math.Clamp(_climatology.Probability(hour), 0.005, 0.995);
        return
        [
            Math.Log(usual / (1 - usual)),
            .. State(past.At(past.Instant - 1)), .. State(past.At(past.Instant - 2)),
            .. State(past.At(hour - 24)), .. State(past.At(hour - 7 * 24)),
        ];
    }

    // Scaled to about 1, so that the ridge treats all alike; a missing hour is a state of its own.
    private static double[] State(QueueHour? row) => row is null
        ? [1, 0, 0, 0, 0]
        :
        [
            0, row.MaxWaitMinutes / 60, row.MeanWaitMinutes / 60, row.MaxWaitMinutes > BorderHall.ThresholdMinutes ? 1 : 0,
            row.Served / 1000,
        ];
}
