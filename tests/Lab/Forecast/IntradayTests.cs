using SyncOps.Engine.Forecast;
using SyncOps.Lab.Forecast;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Forecast;

/// <summary>A hundred days of a bank's calls in half hours; the first sixty warm up.</summary>
public sealed class IntradayTests
{
    private static CallCounts Calls
        => CallCounts.Read(SharedData.Data("contact-centre", "bank-calls-5min-days-001-100.csv"), TimeSpan.FromMinutes(30));

    [Fact]
    public void The_rest_of_the_day_is_forecast_better_than_by_the_ratio_of_counts()
    {
        var result = IntradayCommand.Score(Calls, IntradayCommand.Forecast(Calls, warmUpDays: 60));

        Assert.Equal(["07:00", "10:00", "12:00", "14:00"], result.Cuts.Select(cut => cut.Cut));
        Assert.Equal([40 * 28, 40 * 22, 40 * 18, 40 * 14], result.Cuts.Select(cut => cut.Buckets));
        Assert.Equal(99.2, result.Cuts[0].WeekdayRmse, 1);          // the mean of eight weekdays, as recomputed apart

        // Measured: 89.5, 80.0, 70.9, 59.0.
        double[] atMost = [92, 83, 73, 61];
        for (var c = 0; c < 4; c++)
        {
            Assert.InRange(result.Cuts[c].Rmse, 1, atMost[c]);
            Assert.True(result.Cuts[c].Rmse < Math.Min(result.Cuts[c].RatioRmse, result.Cuts[c].WeekdayRmse));
            Assert.InRange(result.Cuts[c].Coverage, 0.55, 0.65);
        }
        Assert.InRange(result.GainOverRatio!.P, 0, 0.01);
    }

    [Fact]
    public void A_forecast_knows_nothing_of_what_comes_after_its_cut()
    {
        var calls = Calls;
        var (day, cut) = (70, 10);
        var known = RollingOrigin.Walk(calls, day, [cut])[0];

        // From the cut on, that day and all later ones are replaced by other counts.
        var changed = calls.Days.Select((counts, d) => d < day ? counts : counts with
        {
            Units = [.. counts.Units.Select((units, b) => d == day && b < cut ? units : 3 * units + 7)],
        });
        var blind = RollingOrigin.Walk(calls with { Days = [.. changed] }, day, [cut])[0];

        Assert.Equal(known.Policy, blind.Policy);
        Assert.Equal(known.Ratio, blind.Ratio);
        Assert.NotEqual(known.Actual, blind.Actual);
    }

    [Fact]
    public void The_unfinished_bucket_at_the_end_of_a_day_is_left_out()
        => Assert.Equal((28, new TimeOnly(7, 0), new TimeOnly(20, 30)), (Calls.Starts.Count, Calls.Starts[0], Calls.Starts[^1]));

    [Fact]
    public void Differences_that_are_all_above_zero_are_as_rare_as_their_signs()       // 2^-10 = 0.00098
        => Assert.Equal(0.00098, SignFlipTest.PValue([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 100_000, seed: 1), tolerance: 0.0004);

    [Fact]
    public void Differences_that_cancel_prove_nothing()        // a sum of 0 or more: (1 + 70/256) / 2 = 0.637
        => Assert.Equal(0.637, SignFlipTest.PValue([1, -1, 1, -1, 1, -1, 1, -1], 100_000, seed: 1), tolerance: 0.01);
}
