namespace SyncOps.Engine.Alerts;

/// <summary>The probability of an event at an instant, as it stood when it was forecast.</summary>
/// <param name="Sector">The sector concerned.</param>
/// <param name="MadeAt">When the forecast was made, UTC.</param>
/// <param name="EventAt">When the event would begin, UTC; not before <paramref name="MadeAt"/>.</param>
/// <param name="Probability">Of an event whose alert should not wait any longer, 0..1: see <see cref="AlertPolicy.Urgency"/>.</param>
public sealed record AlertForecast(string Sector, DateTimeOffset MadeAt, DateTimeOffset EventAt, double Probability);

/// <summary>One alert for one onset: raised once, with the forecasts that repeated it merged in.</summary>
/// <param name="Sector">The sector concerned.</param>
/// <param name="RaisedAt">When its first forecast was made, UTC.</param>
/// <param name="ExpectedAt">When that forecast expected the event, UTC.</param>
/// <param name="LastExpectedAt">The latest instant that any merged forecast expected it at, UTC.</param>
/// <param name="Probability">The highest of the merged forecasts, 0..1.</param>
/// <param name="Repeats">How many forecasts were merged in after the first.</param>
public sealed record Alert(
    string Sector, DateTimeOffset RaisedAt, DateTimeOffset ExpectedAt, DateTimeOffset LastExpectedAt, double Probability, int Repeats);

/// <summary>
/// When a probability becomes an alert. Saying nothing costs p x late, saying something costs (1 - p) x false, so an alert pays when
/// p >= false / (false + late) (C. Elkan, The foundations of cost-sensitive learning, IJCAI 2001, eq. 2 with free right answers; for
/// alarms in running processes I. Teinemaa et al., Alarm-based prescriptive process monitoring, BPM Forum 2018). It holds for
/// probabilities that are reliable, and takes a late alert to cost as much as none.
/// <para>
/// An alert that can still be raised in time later need not be raised yet, and the nearer an event is, the surer it can be told: of
/// several times at which an event may come, each counts by its <see cref="Urgency"/>. What is here already gives rise to no alert: it only
/// goes on with the one before.
/// </para>
/// </summary>
public sealed record AlertPolicy
{
    /// <summary>Events that are further off than this are not alerted yet.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(105);

    /// <summary>An event as near as this is alerted by its whole probability.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);

    private readonly double _falseAlertCost;
    private readonly double _lateAlertCost;
    private readonly TimeSpan _mergeWithin = TimeSpan.FromHours(3);
    private readonly TimeSpan _over = TimeSpan.FromMinutes(75);

    /// <summary>Cost of an alert that nothing follows, above 0, in the same unit as <see cref="LateAlertCost"/>.</summary>
    public required double FalseAlertCost
    {
        get => _falseAlertCost;
        init => _falseAlertCost = value > 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The cost of a false alert must be positive and finite.");
    }

    /// <summary>Cost of an event that no alert came before, above 0.</summary>
    public required double LateAlertCost
    {
        get => _lateAlertCost;
        init => _lateAlertCost = value > 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The cost of a late alert must be positive and finite.");
    }

    /// <summary>A forecast within this time of one that its sector's alert holds is the same onset; at least 0, 3 h by default.</summary>
    public TimeSpan MergeWithin
    {
        get => _mergeWithin;
        init => _mergeWithin = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time to merge within must not be negative.");
    }

    /// <summary>
    /// An event that had begun, and was not forecast as here for this long, is over: the next one is another; above 0, 75 min by default.
    /// </summary>
    public TimeSpan Over
    {
        get => _over;
        init => _over = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time after which an event is over must be positive.");
    }

    /// <summary>The probability from which an alert pays, in (0, 1).</summary>
    public double Threshold => FalseAlertCost / (FalseAlertCost + LateAlertCost);

    /// <summary>
    /// How little an alert of an event so many minutes ahead can wait, 0..1: 1 for one that is here or near, falling evenly to 0 for one
    /// that is <see cref="Ahead"/> or more.
    /// </summary>
    public static double Urgency(double minutes)
        => Math.Clamp((Ahead.TotalMinutes - minutes) / (Ahead - Near).TotalMinutes, 0, 1);

    /// <summary>
    /// The alerts that the forecasts give rise to, in the order they are raised. Forecasts come in any order and are taken by when they
    /// were made, then by when they expect the event, then by sector.
    /// </summary>
    public IReadOnlyList<Alert> Raise(IEnumerable<AlertForecast> forecasts)
    {
        var alerts = new List<Alert>();
        var latest = new Dictionary<string, int>(StringComparer.Ordinal);
        var until = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var here = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var paying = forecasts.Where(f => f.Probability >= Threshold)
            .OrderBy(f => f.MadeAt).ThenBy(f => f.EventAt).ThenBy(f => f.Sector, StringComparer.Ordinal);
        foreach (var forecast in paying)
        {
            if (here.TryGetValue(forecast.Sector, out var seen) && forecast.MadeAt - seen >= Over)
            {
                here.Remove(forecast.Sector);
                until.Remove(forecast.Sector);
            }
            var isHere = forecast.EventAt <= forecast.MadeAt;
            if (isHere) here[forecast.Sector] = forecast.MadeAt;
            var isNews = !(until.TryGetValue(forecast.Sector, out var last) && forecast.EventAt <= last + MergeWithin);
            until[forecast.Sector] = last > forecast.EventAt ? last : forecast.EventAt;
            if (!isNews || isHere)
            {
                if (!isNews && latest.TryGetValue(forecast.Sector, out var i)) alerts[i] = Merge(alerts[i], forecast);
                continue;
            }
            latest[forecast.Sector] = alerts.Count;
            alerts.Add(new Alert(forecast.Sector, forecast.MadeAt, forecast.EventAt, forecast.EventAt, forecast.Probability, Repeats: 0));
        }
        return alerts;
    }

    private static Alert Merge(Alert alert, AlertForecast repeat) => alert with
    {
        LastExpectedAt = repeat.EventAt > alert.LastExpectedAt ? repeat.EventAt : alert.LastExpectedAt,
        Probability = Math.Max(alert.Probability, repeat.Probability),
        Repeats = alert.Repeats + 1,
    };
}
