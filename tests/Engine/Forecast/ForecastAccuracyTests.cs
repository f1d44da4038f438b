using SyncOps.Engine.Forecast;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Forecast;

public class ForecastAccuracyTests
{
    [Fact]
    public void Smape_is_the_mean_of_errors_over_both_magnitudes()      // (2 x 10/190 + 2 x 50/250) / 2 = (0.105263 + 0.4) / 2
        => Assert.Equal(25.263158, ForecastAccuracy.Smape([100, 100], [90, 150]), 6);

    [Fact]
    public void Smape_takes_a_pair_of_zeros_for_exact()                 // (0 + 2 x 1/1) / 2
        => Assert.Equal(100, ForecastAccuracy.Smape([0, 0], [0, 1]), 12);

    [Fact]
    public void Mase_is_relative_to_the_step_from_season_to_season()    // steps |5-1|, |4-2|: mean 3; error 1.5
        => Assert.Equal(0.5, ForecastAccuracy.Mase([1, 2, 5, 4], 2, [10, 10], [11, 8]), 12);

    [Fact]
    public void Mase_of_an_exact_forecast_is_0_even_of_a_series_that_repeats_itself()
        => Assert.Equal(0, ForecastAccuracy.Mase([1, 1, 1], 1, [1], [1]));

    [Fact]
    public void Owa_weighs_both_measures_alike()                        // (10/20 + 0.5/2) / 2
        => Assert.Equal(0.375, ForecastAccuracy.Owa(10, 0.5, 20, 2), 12);

    [Fact]
    public void Rmse_is_the_root_of_the_mean_square()                   // sqrt((9 + 16) / 2)
        => Assert.Equal(Math.Sqrt(12.5), ForecastAccuracy.Rmse([1, 2], [4, -2]), 12);

    [Theory]
    [InlineData(10, 4, 0.8, 4.8)]       // 0.8 x 6 too low
    [InlineData(10, 16, 0.8, 1.2)]      // 0.2 x 6 too high
    public void A_quantile_pays_for_being_on_the_wrong_side_of_it(double actual, double quantile, double probability, double loss)
        => Assert.Equal(loss, ForecastAccuracy.Pinball(actual, quantile, probability), 12);

    [Fact]
    public void A_ranges_loss_is_the_mean_of_its_three_quantiles()      // (0.2 x 4 + 0.5 x 2 + 0.2 x 3) / 3
        => Assert.Equal(2.4 / 3, ForecastAccuracy.Pinball(10, new Range3(6, 8, 13)), 12);

    [Fact]
    public void Coverage_counts_what_the_range_holds_ends_included()    // 1 and 3 inside 1..3, 4 and 0 outside
        => Assert.Equal(0.5, ForecastAccuracy.Coverage([1, 3, 4, 0], [.. Enumerable.Repeat(new Range3(1, 2, 3), 4)]));

    [Fact]
    public void Lists_of_different_length_are_not_compared()
    {
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Smape([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Rmse([], []));
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Coverage([1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ForecastAccuracy.Mase([1, 2], 2, [1], [1]));
    }
}
