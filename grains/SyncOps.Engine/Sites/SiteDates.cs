using NodaTime;
using NodaTime.Text;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Sites;

/// <summary>Local dates of a site, <c>yyyy-MM-dd</c>, in its IANA time zone.</summary>
public static class SiteDates
{
    /// <summary>The local date of an instant. Throws when the zone does not exist.</summary>
    public static string Of(string timeZone, DateTimeOffset instant) => Format(LocalDay.DateAt(instant, timeZone));

    /// <summary>The local date of an instant, with the day before and the day after, in order.</summary>
    public static IReadOnlyList<string> Around(string timeZone, DateTimeOffset instant)
    {
        var date = LocalDay.DateAt(instant, timeZone);
        return [Format(date.PlusDays(-1)), Format(date), Format(date.PlusDays(1))];
    }

    /// <summary>The date before a date written <c>yyyy-MM-dd</c>. Throws when it is no date.</summary>
    public static string DayBefore(string date) => Format(LocalDatePattern.Iso.Parse(date).Value.PlusDays(-1));

    private static string Format(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
