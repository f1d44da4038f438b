using NodaTime;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Forecast;

/// <summary>Outside arrivals expected by half hour from an instant on, units: what a sector's own past says.</summary>
[GenerateSerializer, Immutable, Alias("forecast.expected")]
public sealed record ExpectedArrivals([property: Id(0)] DateTimeOffset From, [property: Id(1)] IReadOnlyList<Range3> Units);

/// <summary>
/// A sector's arrivals to come from the half hours it has kept, for times that no planner forecast: the rest of the local day by
/// <see cref="IntradayForecaster"/>, then the next day's profile. All that it remembers follows from the counts, so it is not stored;
/// a day's profile is made once, a rest of day once a half hour. Not safe for use by several threads at once.
/// </summary>
public sealed class HistoryForecast
{
    private const int Slots = 48;

    private (LocalDate Date, string Zone) _profilesFor;
    private DayProfile? _today;
    private IReadOnlyList<Range3> _tomorrow = [];
    private bool _isKnown;
    private DateTimeOffset _madeFor;
    private ExpectedArrivals? _made;

    /// <summary>
    /// From the half hour that an instant lies in until a horizon, at most a day, after its end; null while no whole day with arrivals is
    /// known.
    /// </summary>
    public ExpectedArrivals? At(DateTimeOffset now, TimeSpan horizon, string timeZone, HalfHourCounts counts)
    {
        var from = new DateTimeOffset(now.UtcTicks / HalfHourCounts.Length.Ticks * HalfHourCounts.Length.Ticks, TimeSpan.Zero);
        var day = (LocalDay.DateAt(now, timeZone), timeZone);
        if (day != _profilesFor) Profile(day, counts);
        else if (from == _madeFor) return _made;

        (_madeFor, _made) = (from, null);
        if (!_isKnown) return null;
        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        var observed = new double[SlotOf(zone, from)];
        Count(zone, LocalDay.Of(day.Item1, timeZone), from, counts, observed);
        var today = Rest(_today, observed);
        // As far as its last minute needs, whichever minute asks first.
        var units = new Range3[1 + (int)Math.Ceiling(horizon / HalfHourCounts.Length)];
        for (var i = 0; i < units.Length; i++)
        {
            var at = from + i * HalfHourCounts.Length;
            var slot = SlotOf(zone, at);
            units[i] = LocalDay.DateAt(at, timeZone) == day.Item1 ? today[Math.Max(0, slot - observed.Length)] : _tomorrow[slot];
        }
        return _made = new ExpectedArrivals(from, units);
    }

    private void Profile((LocalDate Date, string Zone) day, HalfHourCounts counts)
    {
        _profilesFor = day;
        var days = Days(day.Date, day.Zone, counts);
        _isKnown = days.Any(d => d.Units.Any(u => u > 0));
        _today = ProfileOf(day.Date, days);
        _tomorrow = Rest(ProfileOf(day.Date.PlusDays(1), days), []);
    }

    // A weekday that brought nothing whenever it came is a closed one. The day itself may not have come yet, so a first week is no proof.
    private static DayProfile? ProfileOf(LocalDate date, List<(LocalDate Date, double[] Units)> days)
    {
        var open = days.Where(d => d.Units.Any(u => u > 0)).ToList();
        var sameWeekday = days.Where(d => d.Date.DayOfWeek == date.DayOfWeek).ToList();
        if (open.Count == 0 || sameWeekday.Count > 0 && sameWeekday.All(d => d.Units.All(u => u == 0))) return null;
        return DayProfile.Of(
            date.ToDateOnly(), HalfHourCounts.Length,
            [.. open.Select(d => new DayCounts(d.Date.ToDateOnly(), Array.ConvertAll(d.Units, u => (float)u)))]);
    }

    /// <summary>Whole local days before a date, rising; the one in which the counts begin is no whole one.</summary>
    private static List<(LocalDate Date, double[] Units)> Days(LocalDate before, string timeZone, HalfHourCounts counts)
    {
        var days = new List<(LocalDate, double[])>();
        if (counts.Begins is not { } begins) return days;
        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        for (var date = LocalDay.DateAt(begins, timeZone).PlusDays(1); date < before; date = date.PlusDays(1))
        {
            var units = new double[Slots];
            var day = LocalDay.Of(date, timeZone);
            Count(zone, day, day.End, counts, units);
            days.Add((date, units));
        }
        return days;
    }

    // By the wall clock: the hour that autumn repeats adds to the same slots, and the one that spring leaves out stays empty.
    private static void Count(DateTimeZone zone, LocalDay day, DateTimeOffset until, HalfHourCounts counts, double[] units)
    {
        for (var at = day.Start; at < until; at += HalfHourCounts.Length)
            if (SlotOf(zone, at) is var slot && slot < units.Length) units[slot] += Math.Max(0, counts.At(at));
    }

    private static int SlotOf(DateTimeZone zone, DateTimeOffset at)
    {
        var time = Instant.FromDateTimeOffset(at).InZone(zone).TimeOfDay;
        return (time.Hour * 60 + time.Minute) / 30;
    }

    private static IReadOnlyList<Range3> Rest(DayProfile? profile, double[] observed)
        => profile is null
            ? new Range3[Slots - observed.Length]
            : IntradayForecaster.RestOfDay(profile, observed, Slots, HalfHourCounts.Length)!;
}
