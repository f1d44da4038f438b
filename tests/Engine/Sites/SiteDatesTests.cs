using SyncOps.Engine.Sites;
using Xunit;

namespace SyncOps.Tests.Engine.Sites;

public class SiteDatesTests
{
    [Theory]
    [InlineData("UTC", "2026-03-01")]
    [InlineData("Europe/Amsterdam", "2026-03-02")]        // 00:30 there
    [InlineData("America/Los_Angeles", "2026-03-01")]     // 15:30 there
    public void The_date_is_the_local_one(string zone, string date)
        => Assert.Equal(date, SiteDates.Of(zone, new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero)));

    [Fact]
    public void Around_a_date_are_the_day_before_and_the_day_after()
        => Assert.Equal(
            ["2024-02-28", "2024-02-29", "2024-03-01"], SiteDates.Around("UTC", new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("2026-01-01", "2025-12-31")]
    [InlineData("2024-03-01", "2024-02-29")]
    public void The_day_before_crosses_months_and_years(string date, string before) => Assert.Equal(before, SiteDates.DayBefore(date));
}
