using SyncOps.Engine.Backtest;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Backtest;

public sealed class DayComparisonTests
{
    [Fact]
    public void The_prevented_share_is_a_ratio_of_sums()     // (2 + 6) / (5 + 10), not the mean of 2/5 and 6/10
        => Assert.Equal(8.0 / 15, DayComparison.Prevented([10, 20], [8, 14], [5, 10], seed: 1)!.Value.Value, precision: 12);

    [Fact]
    public void Where_less_than_two_percent_could_be_prevented_there_is_no_share()     // 1.9 of 100
        => Assert.Null(DayComparison.Prevented([50, 50], [50, 50], [49, 49.1], seed: 1));

    [Fact]
    public void Worse_days_count_by_what_they_exceed_static()
    {
        Assert.Equal(3.0 / 30, DayComparison.WorseShare([10, 20], [13, 5]), precision: 12);
        Assert.Equal(0.3, DayComparison.WorstDay([10, 20], [13, 5]), precision: 12);
    }

    [Fact]
    public void An_interval_covers_the_true_mean_about_as_often_as_it_says()
    {
        var covered = 0;
        for (ulong n = 1; n <= 100; n++)
        {
            var random = RandomStream.For(n, "coverage");
            var draws = Enumerable.Range(0, 60).Select(_ => random.Normal()).ToArray();
            var interval = DayComparison.MeanDifference(draws, new double[60], n);
            if (interval.Low <= 0 && interval.High >= 0) covered++;
        }
        Assert.InRange(covered, 88, 99);
    }
}
