using SyncOps.Engine.Alerts;
using Xunit;

namespace SyncOps.Tests.Engine.Alerts;

public sealed class ProbabilityScoreTests
{
    [Fact]
    public void Four_predictions_are_scored_as_by_hand()
    {
        // Pairs (event, none): .8>.1, .8>.4, .4=.4 half, .4>.1: 3.5 of 4. Brier: (.01 + .16 + .36 + .04)/4.
        var score = ProbabilityScore.Of([0.1, 0.4, 0.4, 0.8], [false, false, true, true]);

        Assert.Equal(0.875, score.Auc, precision: 12);
        Assert.Equal(0.1425, score.Brier, precision: 12);
    }

    [Fact]
    public void Reliability_error_is_the_mean_gap_of_ten_bins_of_equal_count()
    {
        // Twenty rows, two to a bin, p = bin / 10 + 0.05; nine bins have one event of two, gap |p - 0.5|; the last has two, gap 0.05.
        // (.45 + .35 + .25 + .15 + .05 + .05 + .15 + .25 + .35 + .05)/10 = 2.1/10
        double[] p = [.. Enumerable.Range(0, 20).Select(i => i / 2 / 10.0 + 0.05)];
        bool[] events = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 || i == 19)];

        Assert.Equal(0.21, ProbabilityScore.Of(p, events).ReliabilityError, precision: 12);
    }

    [Fact]
    public void One_probability_for_all_has_no_skill()
        => Assert.Equal(0.5, ProbabilityScore.Of([0.3, 0.3, 0.3], [true, false, false]).Auc, precision: 12);

    [Fact]
    public void Outcomes_of_one_kind_cannot_be_scored()
        => Assert.Throws<ArgumentException>(() => ProbabilityScore.Of([0.3, 0.4], [true, true]));
}
