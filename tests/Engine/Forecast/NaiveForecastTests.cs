using SyncOps.Engine.Forecast;
using Xunit;

namespace SyncOps.Tests.Engine.Forecast;

public class NaiveForecastTests
{
    [Fact]
    public void Seasonal_naive_repeats_the_last_season()
        => Assert.Equal([3, 4, 5, 3, 4], NaiveForecast.Seasonal([9, 9, 3, 4, 5], season: 3, horizon: 5));

    [Fact]
    public void A_history_shorter_than_a_season_repeats_its_last_value()
        => Assert.Equal([7.0, 7], NaiveForecast.Seasonal([5, 7], season: 24, horizon: 2));

    [Fact]
    public void Naive2_carries_the_adjusted_last_value_through_the_seasonal_factors()
    {
        // Level 100 and factors 0.5, 1, 1.5, 1 in seasons of four: centred averages are 100, so the factors come back exactly.
        double[] season = [50, 100, 150, 100];
        double[] history = [.. Enumerable.Range(0, 40).Select(i => season[i % 4])];

        var forecast = NaiveForecast.Naive2(history, season: 4, horizon: 6);

        double[] expected = [50, 100, 150, 100, 50, 100];
        for (var h = 0; h < 6; h++) Assert.Equal(expected[h], forecast[h], 9);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8 })]        // no season of four passes the test
    [InlineData(new[] { 0.0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 8 })]        // a factor needs values above 0
    [InlineData(new[] { 1.0, 2, 8 })]                                   // shorter than three seasons
    public void Without_a_season_naive2_is_the_last_value(double[] history)
        => Assert.All(NaiveForecast.Naive2(history, season: 4, horizon: 5), value => Assert.Equal(history[^1], value));
}
