namespace SyncOps.Engine.Alerts;

/// <summary>
/// Observed hours by their place on the calendar. It is read only through <see cref="KnownAt"/>, so no feature can see past the instant
/// it is meant to know.
/// </summary>
public sealed class QueueHistory
{
    private readonly int _first;
    private readonly QueueHour?[] _hours;

    /// <summary>Hours in any order; of two rows of one hour the later in the list counts. Throws when there is none.</summary>
    public QueueHistory(IReadOnlyCollection<QueueHour> hours)
    {
        if (hours.Count == 0) throw new ArgumentException("A history needs at least one hour.", nameof(hours));
        _first = hours.Min(h => h.Hour);
        _hours = new QueueHour?[hours.Max(h => h.Hour) - _first + 1];
        foreach (var hour in hours) _hours[hour.Hour - _first] = hour;
    }

    /// <summary>What is known at the start of an hour: only hours that have ended by then.</summary>
    public View KnownAt(int instant) => new(this, instant);

    /// <summary>The row of an hour that is to be predicted; for labels only. Throws when it has none.</summary>
    internal QueueHour Label(int hour)
        => (hour >= _first && hour - _first < _hours.Length ? _hours[hour - _first] : null)
            ?? throw new ArgumentException($"Hour {hour} has no row.", nameof(hour));

    /// <summary>The past as seen from an instant; what ends later does not exist in it.</summary>
    public readonly struct View(QueueHistory history, int instant)
    {
        /// <summary>The end of what is known, in whole hours of the local calendar.</summary>
        public int Instant => instant;

        /// <summary>The first hour with a row: before it nothing is missing, it is unknown.</summary>
        public int First => history._first;

        /// <summary>The row of an hour; null when it had none or has not ended by the instant.</summary>
        public QueueHour? At(int hour)
        {
            var i = hour - history._first;
            return hour + 1 > instant || i < 0 || i >= history._hours.Length ? null : history._hours[i];
        }
    }
}
