namespace SyncOps.Engine.Estimation;

/// <summary>
/// Amounts by half hour of UTC, exact, for the last <see cref="MaxDays"/> days: at most 2,880 eight-byte numbers. Depends only on amounts
/// and instants, never on the order in which they came. An arrival costs O(1), the first of a half hour O(days) now and then.
/// </summary>
[GenerateSerializer, Alias("estimation.halfHours")]
public sealed class HalfHourCounts
{
    /// <summary>Eight of each weekday, and a start.</summary>
    public const int MaxDays = 60;

    private const int MaxCounts = MaxDays * 48;
    internal static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    [Id(0)] private readonly List<long> _millionths = [];
    [Id(1)] private long _first;

    /// <summary>Adds an amount; one that is older than the oldest kept is left out.</summary>
    public void Add(DateTimeOffset at, Units units)
    {
        var halfHour = at.UtcTicks / Length.Ticks;
        if (halfHour - _first >= 2L * MaxCounts) _millionths.Clear();
        if (_millionths.Count == 0) _first = halfHour;
        if (_first + _millionths.Count - halfHour > MaxCounts) return;
        while (halfHour < _first)
        {
            _millionths.Insert(0, 0);
            _first--;
        }
        while (halfHour >= _first + _millionths.Count) _millionths.Add(0);
        if (_millionths.Count > MaxCounts)
        {
            _first += _millionths.Count - MaxCounts;
            _millionths.RemoveRange(0, _millionths.Count - MaxCounts);
        }
        var place = (int)(halfHour - _first);
        _millionths[place] = checked(_millionths[place] + units.Millionths);
    }

    /// <summary>Start of the first half hour of which anything is known; null before the first amount.</summary>
    public DateTimeOffset? Begins => _millionths.Count == 0 ? null : StartOf(_first);

    /// <summary>Units of the half hour that an instant lies in; 0 where nothing is known.</summary>
    public double At(DateTimeOffset at)
    {
        var place = at.UtcTicks / Length.Ticks - _first;
        return place >= 0 && place < _millionths.Count ? _millionths[(int)place] / 1e6 : 0;
    }

    /// <summary>From the half hour of an instant on, or from the first known if that is later; null before the first amount.</summary>
    public RecentArrivals? Since(DateTimeOffset from) => Since(from.UtcTicks / Length.Ticks);

    /// <summary>The half hours of the day before an instant, and the one it lies in, as far as they are known.</summary>
    public RecentArrivals? LastDay(DateTimeOffset now) => Since(now.UtcTicks / Length.Ticks - 48);

    private RecentArrivals? Since(long halfHour)
    {
        if (_millionths.Count == 0) return null;
        var first = Math.Max(_first, halfHour);
        var units = new double[Math.Max(0, _first + _millionths.Count - first)];
        for (var i = 0; i < units.Length; i++) units[i] = _millionths[(int)(first - _first) + i] / 1e6;
        return new RecentArrivals(StartOf(first), units);
    }

    private static DateTimeOffset StartOf(long halfHour) => new(halfHour * Length.Ticks, TimeSpan.Zero);
}

/// <summary>Units by half hour from an instant on; what is not listed at the end is 0.</summary>
[GenerateSerializer, Immutable, Alias("estimation.recent")]
public sealed record RecentArrivals([property: Id(0)] DateTimeOffset From, [property: Id(1)] IReadOnlyList<double> Units)
{
    /// <summary>
    /// Units that came after an instant; of the half hour it lies in, the share of its time that lies after it. Null where the instant is
    /// before all that is known.
    /// </summary>
    public double? After(DateTimeOffset instant)
    {
        if (instant < From) return null;
        var halfHours = (instant - From) / HalfHourCounts.Length;
        var units = 0.0;
        for (var i = (int)halfHours; i < Units.Count; i++) units += Units[i] * Math.Min(1, i + 1 - halfHours);
        return units;
    }
}
