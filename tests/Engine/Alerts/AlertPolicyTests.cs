using SyncOps.Engine.Alerts;
using Xunit;

namespace SyncOps.Tests.Engine.Alerts;

public sealed class AlertPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertPolicy Policy = new() { FalseAlertCost = 1, LateAlertCost = 3 };

    [Fact]
    public void An_alert_pays_from_one_in_four_when_being_late_costs_three_times_a_false_alarm()    // 1 / (1 + 3)
        => Assert.Equal(0.25, Policy.Threshold, precision: 12);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.6)]
    public void The_threshold_is_where_both_choices_cost_the_same(double threshold)
    {
        var policy = new AlertPolicy { FalseAlertCost = threshold, LateAlertCost = 1 - threshold };

        Assert.Equal((1 - policy.Threshold) * policy.FalseAlertCost, policy.Threshold * policy.LateAlertCost, precision: 12);
    }

    [Fact]
    public void At_the_threshold_it_is_raised_and_below_it_is_not()
    {
        var alert = Assert.Single(Policy.Raise([Forecast(0, 60, 0.25), Forecast(0, 400, 0.2499)]));

        Assert.Equal(Noon.AddMinutes(60), alert.ExpectedAt);
    }

    [Fact]
    public void Repeats_of_one_onset_are_one_alert_raised_when_first_seen()
    {
        var alert = Assert.Single(Policy.Raise([Forecast(15, 65, 0.7), Forecast(0, 60, 0.4), Forecast(30, 70, 0.5)]));

        Assert.Equal((Noon, Noon.AddMinutes(60)), (alert.RaisedAt, alert.ExpectedAt));
        Assert.Equal((0.7, 2), (alert.Probability, alert.Repeats));
        Assert.Equal(Noon.AddMinutes(70), alert.LastExpectedAt);
    }

    [Fact]
    public void A_forecast_later_than_the_merge_time_is_a_new_onset()
        => Assert.Equal(2, Policy.Raise([Forecast(0, 60, 0.4), Forecast(0, 120, 0.4), Forecast(0, 301, 0.4)]).Count);    // 120 + 180 < 301

    [Fact]
    public void Sectors_do_not_merge()
        => Assert.Equal(["pack", "pick"], Policy.Raise([Forecast(0, 60, 0.4), Forecast(0, 60, 0.4, "pack")]).Select(a => a.Sector));

    [Fact]
    public void The_order_the_forecasts_come_in_does_not_matter()
    {
        AlertForecast[] forecasts = [.. Enumerable.Range(0, 12).Select(i => Forecast(i * 20, i * 37, i % 4 / 4.0 + 0.1))];

        Assert.Equal(Policy.Raise(forecasts), Policy.Raise(forecasts.Reverse()));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_cost_that_is_not_positive_and_finite_is_refused(double cost)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new AlertPolicy { FalseAlertCost = cost, LateAlertCost = 1 });

    private static AlertForecast Forecast(double madeMinutes, double eventMinutes, double probability, string sector = "pick")
        => new(sector, Noon.AddMinutes(madeMinutes), Noon.AddMinutes(eventMinutes), probability);

    [Fact]
    public void What_is_here_already_raises_no_alert_and_goes_on_with_the_one_before()
    {
        Assert.Empty(Policy.Raise([Forecast(0, 0, 0.9), Forecast(5, 5, 0.9), Forecast(10, 40, 0.9)]));    // the same, still

        var alert = Assert.Single(Policy.Raise([Forecast(0, 60, 0.4), Forecast(60, 60, 1), Forecast(130, 130, 1), Forecast(185, 240, 1)]));
        Assert.Equal((Noon, Noon.AddMinutes(240), 3), (alert.RaisedAt, alert.LastExpectedAt, alert.Repeats));
    }

    [Fact]
    public void What_was_here_and_has_long_gone_is_over_and_the_next_is_another()
    {
        AlertForecast[] first = [Forecast(0, 40, 0.4), Forecast(40, 40, 1)];

        Assert.Single(Policy.Raise([.. first, Forecast(114, 150, 0.4)]));
        Assert.Equal([Noon, Noon.AddMinutes(115)], Policy.Raise([.. first, Forecast(115, 150, 0.4)]).Select(a => a.RaisedAt));
    }

    [Fact]
    public void The_nearer_an_event_the_less_its_alert_can_wait()    // 1 until 10 min, then evenly to 0 at 105
        => Assert.Equal([1, 1, 1, 0.5, 0, 0], new[] { -5.0, 0, 10, 57.5, 105, 200 }.Select(AlertPolicy.Urgency));
}
