namespace SyncOps.Lab.Alerts;

/// <summary>Holidays of the United States that move travellers, by the rules of 5 U.S.C. 6103 (not moved off weekends).</summary>
public static class FederalHolidays
{
    /// <summary>The holidays of the years from first to last, ascending.</summary>
    public static IReadOnlyList<DateOnly> Between(int firstYear, int lastYear)
        => [.. Enumerable.Range(firstYear, lastYear - firstYear + 1).SelectMany(Of)];

    private static IEnumerable<DateOnly> Of(int year) =>
    [
        new(year, 1, 1),
        Nth(year, 1, DayOfWeek.Monday, 3),
        Nth(year, 2, DayOfWeek.Monday, 3),
        Nth(year, 6, DayOfWeek.Monday, 1).AddDays(-7),      // Memorial Day: the last Monday of May.
        new(year, 7, 4),
        Nth(year, 9, DayOfWeek.Monday, 1),
        Nth(year, 10, DayOfWeek.Monday, 2),
        Nth(year, 11, DayOfWeek.Thursday, 4),
        new(year, 12, 25),
    ];

    private static DateOnly Nth(int year, int month, DayOfWeek weekday, int n)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((weekday - first.DayOfWeek + 7) % 7 + 7 * (n - 1));
    }
}
