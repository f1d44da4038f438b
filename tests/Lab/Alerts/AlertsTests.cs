using SyncOps.Engine.Alerts;
using SyncOps.Engine.Alerts.Trees;
using SyncOps.Lab;
using SyncOps.Lab.Alerts;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Alerts;

/// <summary>A real border hall: learned on two years, held against the third.</summary>
public sealed class AlertsTests
{
    // One small member instead of three: enough to hold the figures to a bound, in a few seconds.
    private static readonly AlertsOptions Small = new()
    {
        Horizons = [1],
        Model = lead => new AlertModelOptions { LeadHours = lead, Members = [new BoostingOptions { Trees = 80, LearningRate = 0.08 }] },
    };

    [Fact]
    public void The_model_beats_both_baselines_on_the_year_it_has_not_seen()
    {
        var (rows, result) = AlertsRun.Of([.. Read("2016"), .. Read("2017")], Read("2018"), Small, _ => { });
        var scores = Assert.Single(result.Horizons);

        Assert.Equal(7008, rows.Count);
        Assert.Equal(0.2317, result.BaseRate, tolerance: 5e-5);
        // Climatology by hour and month, as recomputed elsewhere: AUC .759, Brier .1485.
        Assert.Equal(0.759, scores.Climatology.Auc, tolerance: 2e-3);
        Assert.Equal(0.1485, scores.Climatology.Brier, tolerance: 5e-4);
        Assert.True(scores.Logistic.Auc > scores.Climatology.Auc + 0.03);
        Assert.True(scores.Syncops.Auc > scores.Logistic.Auc + 0.03, $"AUC {scores.Syncops.Auc} beside {scores.Logistic.Auc}");
        Assert.InRange(scores.Syncops.Brier, 0, 0.122);
        Assert.InRange(scores.Syncops.ReliabilityError, 0, 0.03);
    }

    [Fact]
    public void What_happens_after_the_last_known_row_changes_no_probability()
    {
        BorderHallRow[] train = [.. Read("2016").Take(2000)];
        BorderHallRow[] test = [.. Read("2016").Skip(2000).Take(200)];
        var asked = test[150].Observed.Hour;
        BorderHallRow[] damaged = [.. test.Select(row => row.Observed.Hour + 1 <= asked - 1
            ? row
            : row with { Observed = row.Observed with { MaxWaitMinutes = 500, Served = 0, Batches = 99, Stations = 99 } })];

        var before = AlertsRun.Of(train, test, Small, _ => { }).Rows;
        var after = AlertsRun.Of(train, damaged, Small, _ => { }).Rows;

        for (var i = 0; i <= 150; i++) Assert.Equal(before[i].Probability, after[i].Probability);
        Assert.NotEqual(before[160].Probability, after[160].Probability);
    }

    [Fact]
    public void Training_rows_must_lie_before_the_test_rows()
        => Assert.Throws<InstanceException>(() => AlertsRun.Of(Read("2017"), Read("2016"), Small, _ => { }));

    [Fact]
    public void Thanksgiving_and_memorial_day_are_found_by_their_rules()    // 23 November 2017 and 28 May 2018
        => Assert.Equal(
            [new DateOnly(2017, 11, 23), new DateOnly(2018, 5, 28)],
            FederalHolidays.Between(2017, 2018).Where(day => (day.Year, day.Month) is (2017, 11) or (2018, 5)));

    private static IReadOnlyList<BorderHallRow> Read(string year) => BorderHall.Read(SharedData.Data("border-hall", $"ORD-{year}.csv"));
}
