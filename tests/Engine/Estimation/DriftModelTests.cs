using SyncOps.Engine.Estimation;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Estimation;

public sealed class DriftModelTests
{
    private static readonly Drift Unknown = DriftModel.Pace.Unknown(Start);

    [Fact]
    public void Before_any_observation_the_rate_is_the_standard_with_the_doubt_of_all_parts()
        => Assert.Equal((1, 0.13748), (Unknown.Factor, Math.Round(Unknown.Sd, 5)));      // sqrt(0.05^2 + 0.08^2 + 0.10^2)

    [Fact]
    public void An_observation_counts_by_its_certainty_and_each_part_takes_its_share()
    {
        // Chance is as uncertain as all parts together, 0.0189, so half of the 20 % counts: 0.0025, 0.0064 and 0.01 of 0.0189 each.
        var slow = DriftModel.Pace.Observed(Unknown, Start, -0.2, 0.0189);

        Assert.Equal(0.9, slow.Factor, 9);
        Assert.Equal([-0.013228, -0.033862, -0.05291], slow.Means.Select(m => Math.Round(m, 6)));
        Assert.Equal(0.0189 / 2, slow.Sd * slow.Sd, 9);
    }

    [Fact]
    public void What_was_observed_fades_back_to_the_standard_and_the_doubt_returns()
    {
        var slow = DriftModel.Pace.Observed(Unknown, Start, -0.2, 0.0189);

        // A day later: 0.013228 exp(-24/720) + 0.033862 exp(-24/12) + 0.05291 exp(-24/2.25).
        Assert.Equal(1 - 0.017378, DriftModel.Pace.Aged(slow, At(24 * 60)).Factor, 5);
        Assert.Equal(0.137477, DriftModel.Pace.Aged(slow, At(365 * 24 * 60)).Sd, 6);      // sqrt(0.0189)
        Assert.Same(slow, DriftModel.Pace.Aged(slow, At(-5)));
    }

    [Fact]
    public void Many_observations_leave_only_what_changes_between_them()
    {
        var drift = Unknown;
        for (var i = 1; i <= 200; i++) drift = DriftModel.Pace.Observed(drift, At(15 * i), 0.1, 1e-6);

        Assert.Equal(1.1, drift.Factor, 4);
        Assert.Equal(1, DriftModel.Widening(drift));
    }

    [Fact]
    public void Surprises_that_the_parts_do_not_explain_widen_the_ranges()
    {
        // 180 surprises of 3 deviations each against the 20 that are held to be as expected: about sqrt((20 + 9 x 180) / 200) = 2.86.
        var drift = Unknown;
        for (var i = 1; i <= 180; i++)
        {
            var aged = DriftModel.Pace.Aged(drift, At(15 * i));
            var deviation = Math.Sqrt(aged.Sd * aged.Sd + 0.01);
            drift = DriftModel.Pace.Observed(drift, At(15 * i), aged.Factor - 1 + (i % 2 == 0 ? 3 : -3) * deviation, 0.01);
        }

        Assert.Equal(2.86, DriftModel.Widening(drift), 1);
    }

    [Fact]
    public void A_drift_of_another_model_is_given_up()
        => Assert.Equal(1, DriftModel.Pace.Aged(DriftModel.Pace.Unknown(Start) with { Means = [0.5] }, At(5)).Factor);
}
