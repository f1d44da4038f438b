using SyncOps.Engine.Estimation;
using SyncOps.Engine.Forecast;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Forecast;

/// <summary>A sector in Amsterdam that gets 40 units in every half hour from 08:00 to 16:00 local, Mondays to Fridays.</summary>
public sealed class HistoryForecastTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(4);

    /// <summary>Monday 2 March 2026, 00:00 local.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset Local(int day, double hour) => Monday.AddDays(day).AddHours(hour);

    private static HalfHourCounts Weeks(int days, double today = 1)
    {
        var counts = new HalfHourCounts();
        for (var day = 0; day <= days; day++)
        {
            if (day % 7 >= 5) continue;
            // The last day only until 10:00.
            for (var hour = 8.0; hour < (day == days ? 10 : 16); hour += 0.5)
                counts.Add(Local(day, hour), Units.Of(40 * (day == days ? today : 1)));
        }
        return counts;
    }

    private static IReadOnlyList<double> Medians(ExpectedArrivals? expected) => [.. expected!.Units.Select(u => Math.Round(u.P50))];

    [Fact]
    public void Before_a_whole_day_was_seen_nothing_is_expected()
        => Assert.Null(new HistoryForecast().At(Local(1, 10), Horizon, "Europe/Amsterdam", Weeks(1)));

    [Fact]
    public void The_rest_of_a_day_like_the_others_is_as_theirs()
    {
        var expected = new HistoryForecast().At(Local(15, 10.25), Horizon, "Europe/Amsterdam", Weeks(15));

        Assert.Equal(Local(15, 10), expected!.From);
        Assert.Equal([40, 40, 40, 40, 40, 40, 40, 40, 40], Medians(expected));      // 10:00 to 14:30 covers 10:15 to 14:15
        Assert.All(expected.Units, u => Assert.True(u.P20 < u.P50 && u.P50 < u.P80));
    }

    [Fact]
    public void Whichever_minute_of_a_half_hour_asks_first_all_of_them_are_told_the_same()
    {
        var (early, late) = (new HistoryForecast(), new HistoryForecast());
        early.At(Local(15, 10), Horizon, "Europe/Amsterdam", Weeks(15));

        Assert.Equal(
            late.At(Local(15, 10.25), Horizon, "Europe/Amsterdam", Weeks(15))!.Units,
            early.At(Local(15, 10.25), Horizon, "Europe/Amsterdam", Weeks(15))!.Units);
    }

    [Fact]
    public void A_day_that_begins_high_is_expected_to_stay_higher()
    {
        var expected = new HistoryForecast().At(Local(15, 10.25), Horizon, "Europe/Amsterdam", Weeks(15, today: 1.5));

        Assert.All(expected!.Units, u => Assert.InRange(u.P50, 42, 60));
    }

    [Fact]
    public void After_closing_nothing_comes_until_the_next_day_opens()
    {
        var expected = new HistoryForecast().At(Local(15, 23), TimeSpan.FromHours(11), "Europe/Amsterdam", Weeks(15));

        Assert.Equal([.. Enumerable.Repeat(0.0, 18), 40, 40, 40, 40, 40], Medians(expected));   // 23:00 to 08:00, then to 10:30
    }

    [Fact]
    public void A_weekday_that_never_brought_anything_is_closed()
    {
        var forecast = new HistoryForecast();

        var saturday = forecast.At(Local(19, 9), Horizon, "Europe/Amsterdam", Weeks(18));
        Assert.All(saturday!.Units, u => Assert.Equal(0, u.P80));
        Assert.Equal([0, 0, 0, 0, 40, 40, 40, 40, 40], Medians(forecast.At(Local(21, 6), Horizon, "Europe/Amsterdam", Weeks(20))));
    }

    [Theory]
    [InlineData(236)]       // 24 October 2026, the day before the clocks go back
    [InlineData(237)]
    [InlineData(27)]        // and 29 March 2026, when they go forward
    public void A_change_of_the_clocks_leaves_a_forecast_for_every_half_hour(int day)
    {
        var counts = new HalfHourCounts();
        for (var d = day - 10; d <= day; d++) counts.Add(Local(d, 12), Units.Of(40));
        var forecast = new HistoryForecast();

        for (var hour = 0.0; hour < 30; hour += 0.25)
            Assert.Equal(9, forecast.At(Local(day, hour), Horizon, "Europe/Amsterdam", counts)!.Units.Count);
    }
}
