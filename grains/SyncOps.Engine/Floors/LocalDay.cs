using NodaTime;
using NodaTime.Text;
using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors;

/// <summary>
/// One calendar day of a site as a half-open span of instants, [<see cref="Start"/>, <see cref="End"/>): 23, 24 or 25 hours, from the
/// first instant of the date in the site's zone to the first of the next.
/// </summary>
public readonly record struct LocalDay(LocalDate Date, DateTimeOffset Start, DateTimeOffset End)
{
    private static readonly LocalDate Earliest = new(2000, 1, 2);
    private static readonly LocalDate Latest = new(2199, 12, 30);

    /// <summary>The day of a date in an IANA zone that exists.</summary>
    public static LocalDay Of(LocalDate date, string timeZone)
    {
        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        return new LocalDay(date, zone.AtStartOfDay(date).ToInstant().ToDateTimeOffset(), zone.AtStartOfDay(date.PlusDays(1)).ToInstant().ToDateTimeOffset());
    }

    /// <summary>The date that an instant falls on in an IANA zone that exists.</summary>
    public static LocalDate DateAt(DateTimeOffset instant, string timeZone)
        => Instant.FromDateTimeOffset(instant).InZone(DateTimeZoneProviders.Tzdb[timeZone]).Date;

    /// <summary>Reads a date written <c>yyyy-MM-dd</c>, from 2000-01-02 to 2199-12-30; otherwise null and a fault at path <c>date</c>.</summary>
    public static LocalDate? ReadDate(string text, FaultList faults)
    {
        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date) && date >= Earliest && date <= Latest) return date;
        faults.Add("date", FaultCodes.BadDate, $"{FaultList.Quote(text)} is not a date from 2000-01-02 to 2199-12-30 written yyyy-MM-dd.");
        return null;
    }
}
