using NodaTime;
using NodaTime.Text;

namespace SyncOps.Engine.Sites;

/// <summary>Local dates of a site, <c>yyyy-MM-dd</c>, in its IANA time zone.</summary>
public static class SiteDates
{
    /// <summary>The local date of an instant. Throws when the zone does not exist.</summary>
    public static string Of(string timeZone, DateTimeOffset instant) => LocalDatePattern.Iso.Format(DateOf(timeZone, instant));

    /// <summary>The local date of an instant, with the day before and the day after, in order.</summary>
    public static IReadOnlyList<string> Around(string timeZone, DateTimeOffset instant)
    {
        var date = DateOf(timeZone, instant);
        return [Format(date.PlusDays(-1)), Format(date), Format(date.PlusDays(1))];
    }

    /// <summary>When a local date begins and when the next one does; 23 to 25 hours apart where clocks change. Null: not a date.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? Bounds(string timeZone, string date)
    {
        var parsed = LocalDatePattern.Iso.Parse(date);
        if (!parsed.Success) return null;
        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        return (Start(zone, parsed.Value), Start(zone, parsed.Value.PlusDays(1)));
    }

    private static DateTimeOffset Start(DateTimeZone zone, LocalDate date)
        => zone.AtStartOfDay(date).ToInstant().ToDateTimeOffset();

    private static LocalDate DateOf(string timeZone, DateTimeOffset instant)
        => Instant.FromDateTimeOffset(instant).InZone(DateTimeZoneProviders.Tzdb[timeZone]).Date;

    private static string Format(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
