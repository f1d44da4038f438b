using SyncOps.Engine.Forecast;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Forecast;

public class SeriesForecasterTests
{
    [Fact]
    public void A_series_that_repeats_its_week_goes_on_so()
    {
        // Seasons of four, the last two of a week half as high: 20 weeks of 28 steps.
        var history = Weeks(20);

        var forecast = SeriesForecaster.Forecast(history, season: 4, horizon: 28);

        for (var h = 0; h < 28; h++) Assert.Equal(history[h], forecast[h], tolerance: 0.02 * history[h]);
    }

    [Fact]
    public void The_unit_of_a_series_does_not_matter()
    {
        var history = Noisy(Weeks(20));
        var tenfold = SeriesForecaster.Forecast([.. history.Select(value => 10 * value)], season: 4, horizon: 8);

        var forecast = SeriesForecaster.Forecast(history, season: 4, horizon: 8);

        for (var h = 0; h < 8; h++) Assert.Equal(10 * forecast[h], tenfold[h], tolerance: 1e-6);
    }

    [Fact]
    public void A_history_too_short_for_a_model_repeats_its_season()
        => Assert.Equal([1.0, 2, 3, 1], SeriesForecaster.Forecast([7, 8, 9, 1, 2, 3], season: 3, horizon: 4));

    [Fact]
    public void A_constant_series_stays_constant()
        => Assert.All(SeriesForecaster.Forecast([.. Enumerable.Repeat(5.0, 700)], 4, 10), value => Assert.Equal(5, value, 9));

    [Fact]
    public void A_series_with_zeros_is_never_forecast_below_zero()
    {
        double[] history = [.. Noisy(Weeks(20)).Select((value, i) => i % 4 == 0 ? 0 : value)];

        Assert.All(SeriesForecaster.Forecast(history, season: 4, horizon: 50), value => Assert.True(value >= 0));
    }

    [Fact]
    public void What_is_no_series_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesForecaster.Forecast([], 24, 48));
        Assert.Throws<ArgumentException>(() => SeriesForecaster.Forecast([1, double.NaN], 24, 48));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesForecaster.Forecast([1, 2], 24, 0));
    }

    private static double[] Weeks(int weeks)
    {
        double[] season = [20, 60, 100, 40];
        return [.. Enumerable.Range(0, 28 * weeks).Select(t => season[t % 4] * (t / 4 % 7 >= 5 ? 0.5 : 1))];
    }

    private static double[] Noisy(double[] values)
    {
        var random = RandomStream.For(1, "noise");
        return [.. values.Select(value => value * random.Factor(0.1))];
    }
}
