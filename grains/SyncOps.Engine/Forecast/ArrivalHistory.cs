namespace SyncOps.Engine.Forecast;

/// <summary>What arrived on one whole day, and what was planned for it, in units per slot of the day.</summary>
/// <param name="Date">Local date of the site.</param>
/// <param name="Units">Arrivals per slot, at least 0; every day of a history has the same number of slots.</param>
/// <param name="Planned">The plan's forecast per slot, as long as <paramref name="Units"/>; null: the day had none.</param>
[GenerateSerializer, Immutable, Alias("forecast.day")]
public sealed record DayCounts(
    [property: Id(0)] DateOnly Date, [property: Id(1)] IReadOnlyList<float> Units, [property: Id(2)] IReadOnlyList<float>? Planned = null);

/// <summary>
/// A sector's arrivals by day and slot of the day, as its durable state keeps them: today's exact counts and up to
/// <see cref="MaxDays"/> whole days before, at most 91 x 96 x 2 four-byte numbers (70 kB) with quarter-hour slots and a plan every day.
/// An arrival costs O(1). Slots follow the local wall clock: the hour that autumn repeats adds to the same slots, and the one that spring
/// leaves out stays empty. A day without arrivals counts as closed and is not kept.
/// </summary>
[GenerateSerializer, Alias("forecast.history")]
public sealed class ArrivalHistory
{
    /// <summary>A quarter of a year: thirteen of each weekday, and older levels say little.</summary>
    public const int MaxDays = 91;

    [Id(0)] private readonly List<DayCounts> _days = [];
    [Id(1)] private readonly DateOnly _firstWholeDay;
    [Id(2)] private readonly long[] _millionths;
    [Id(3)] private float[]? _planned;
    [Id(4)] private DateOnly _today;

    /// <summary>
    /// An empty history. Days before <paramref name="firstWholeDay"/> are counted while they last and then dropped: half a day would be
    /// read as a quiet one. <paramref name="slots"/>: of a day, 1..1440; another interval length needs a new history.
    /// </summary>
    public ArrivalHistory(int slots, DateOnly today, DateOnly firstWholeDay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, 1440);
        (_millionths, _today, _firstWholeDay) = (new long[slots], today, firstWholeDay);
    }

    public int Slots => _millionths.Length;
    public DateOnly Today => _today;

    /// <summary>Whole days before <see cref="Today"/>, oldest first.</summary>
    public IReadOnlyList<DayCounts> Days => _days;

    /// <summary>Adds an arrival. A later date begins that day first; one of a day that has ended is past and left out.</summary>
    public void Add(DateOnly date, int slot, Units units)
    {
        BeginDay(date);
        if (date == _today) _millionths[slot] = checked(_millionths[slot] + units.Millionths);
    }

    /// <summary>Ends the days before a date; without effect when it has begun already.</summary>
    public void BeginDay(DateOnly date)
    {
        if (date <= _today) return;
        if (_today >= _firstWholeDay && _millionths.Any(m => m != 0))
        {
            if (_days.Count == MaxDays) _days.RemoveAt(0);
            _days.Add(new DayCounts(_today, Array.ConvertAll(_millionths, m => (float)(Math.Max(0, m) / 1e6)), _planned));
        }
        Array.Clear(_millionths);
        (_today, _planned) = (date, null);
    }

    /// <summary>Notes today's plan, units per slot; the last one told is kept with the day.</summary>
    public void Plan(IReadOnlyList<double> units)
    {
        if (units.Count != Slots) throw new ArgumentException($"The plan has {units.Count} slots, the day {Slots}.", nameof(units));
        _planned = [.. units.Select(value => (float)value)];
    }

    /// <summary>Today's arrivals in its first <paramref name="slots"/> slots, units: those that have ended by now.</summary>
    public double[] Observed(int slots) => [.. _millionths.Take(slots).Select(m => Math.Max(0, m) / 1e6)];
}
