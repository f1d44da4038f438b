using SyncOps.Engine.Alerts;
using SyncOps.Engine.Alerts.Trees;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Alerts;

public sealed class AlertModelTests
{
    private const int Lead = 2, Hours = 60 * 24;
    private static readonly int Start = QueueHour.HourOf(new DateOnly(2026, 1, 1), 0);

    private static readonly AlertModelOptions Options = new()
    {
        LeadHours = Lead, Members = [new BoostingOptions { Trees = 40, Leaves = 8, LearningRate = 0.15, MinLeafRows = 20 }],
    };

    [Fact]
    public void A_rush_that_comes_at_the_same_hour_is_learned()
    {
        var history = new QueueHistory(Rows());
        var model = AlertModel.Fit(history, [.. Enumerable.Range(Start + 7 * 24, 40 * 24)], Options);

        var score = ProbabilityScore.Of(
            [.. Enumerable.Range(Start + 47 * 24, 13 * 24).Select(hour => model.Probability(history, hour))],
            [.. Rows()[(47 * 24)..].Select(row => row.MaxWaitMinutes > 60)]);

        // Who knows the hours knows 0.9 in 3 and 0.1 in 21 of them. Brier 0.9 x 0.1 = 0.09; of 4.8 x 19.2 pairs a day he orders
        // 2.7 x 18.9 and half of 2.7 x 0.3 + 2.1 x 18.9: AUC 0.773. No more can be learned.
        Assert.InRange(score.Auc, 0.74, 0.81);
        Assert.InRange(score.Brier, 0.07, 0.105);
    }

    [Fact]
    public void No_row_that_ends_less_than_the_lead_before_the_hour_changes_a_probability()
    {
        var target = Start + 50 * 24 + 17;
        var model = AlertModel.Fit(new QueueHistory(Rows()), [.. Enumerable.Range(Start + 7 * 24, 40 * 24)], Options);
        var whole = model.Probability(new QueueHistory(Rows()), target);

        var cut = model.Probability(new QueueHistory([.. Rows().Where(row => row.Hour + 1 <= target - Lead)]), target);
        var damaged = model.Probability(
            new QueueHistory(
                [.. Rows().Select(row => row.Hour + 1 <= target - Lead ? row : row with { MaxWaitMinutes = 999, Served = 9e5 })]),
            target);

        Assert.Equal(whole, cut);
        Assert.Equal(whole, damaged);
    }

    [Fact]
    public void The_latest_row_that_may_be_known_is_used()
    {
        var target = Start + 50 * 24 + 17;
        var view = new QueueHistory(Rows()).KnownAt(target - Lead);

        Assert.NotNull(view.At(target - Lead - 1));
        Assert.Null(view.At(target - Lead));
    }

    [Fact]
    public void The_same_history_and_seed_give_the_same_probability_and_calibration_keeps_the_order()
    {
        var history = new QueueHistory(Rows());
        int[] hours = [.. Enumerable.Range(Start + 7 * 24, 40 * 24)];
        int[] asked = [.. Enumerable.Range(Start + 50 * 24, 24)];

        double[] Of(AlertModelOptions options)
        {
            var model = AlertModel.Fit(history, hours, options);
            return [.. asked.Select(hour => model.Probability(history, hour))];
        }

        var once = Of(Options);
        var calibrated = Of(Options with { CalibrationShare = 0.25 });

        Assert.Equal(once, Of(Options));
        Assert.NotEqual(once, calibrated);
        Assert.Equal(asked.OrderBy(h => once[h - asked[0]]), asked.OrderBy(h => calibrated[h - asked[0]]));
    }

    [Fact]
    public void Options_out_of_range_and_hours_without_a_row_are_refused()
    {
        var history = new QueueHistory(Rows());

        Assert.Throws<ArgumentException>(() => new QueueHistory([]));
        Assert.Throws<ArgumentException>(() => AlertModel.Fit(history, [Start - 1], Options));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertModel.Fit(history, [], Options));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertModel.Fit(history, [Start], Options with { LeadHours = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertModel.Fit(history, [Start], Options with { CalibrationShare = 0.9 }));
    }

    // Sixty days; from 16:00 to 19:00 the wait is about 80 minutes, else about 20, and one hour in ten is the other way round.
    private static QueueHour[] Rows()
    {
        var random = RandomStream.For(5, "hall");
        return [.. Enumerable.Range(0, Hours).Select(i =>
        {
            var rush = i % 24 is >= 16 and < 19 != random.Chance(0.1);
            var wait = (rush ? 80 : 20) + 10 * random.Uniform();
            return new QueueHour
            {
                Hour = Start + i, MaxWaitMinutes = wait, MeanWaitMinutes = wait / 2, ShareOverThreshold = rush ? 0.2 : 0,
                ShareOverHalf = rush ? 0.6 : 0, Served = 100 + 200 * random.Uniform(), Batches = rush ? 4 : 1, Stations = 8,
            };
        })];
    }
}
