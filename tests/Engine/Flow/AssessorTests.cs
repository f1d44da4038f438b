using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class AssessorTests
{
    private static TestFloor OneSector(double target = 30) => new TestFloor()
        .Sector("pack", target, s => s with { WaitCostPerUnitHour = 2 })
        .Resource("p", ("pack", 60)).Present("p", "pack");

    private static ScenarioSet Of(TestFloor floor) => ScenarioSet.Of(floor.Projector());

    [Fact]
    public void A_wait_above_target_for_two_intervals_is_a_bottleneck_from_its_onset()
    {
        // Backlog grows by 60/h from 0 at 60/h capacity: the wait at t is t min, above 30 after minute 30.
        var assessment = Of(OneSector().Load("pack", outside: 120))[0];

        Assert.True(assessment.IsBottleneck);
        Assert.Equal(RiskKind.Wait, assessment.Kind);
        Assert.Equal(31, assessment.OnsetMinutes);
    }

    [Fact]
    public void A_wait_above_target_for_less_than_two_intervals_is_none()
    {
        // 55 units drain at 1/min: the wait is above 30 for 25 min, less than two intervals of 15.
        Assert.False(Of(OneSector().Load("pack", backlog: 55))[0].IsBottleneck);
        Assert.True(Of(OneSector().Load("pack", backlog: 62))[0].IsBottleneck);
    }

    [Fact]
    public void Slowdown_is_the_90th_percentile_of_the_affected_units_extra_wait()
    {
        // 120 units leave over 120 min. In ten slices of 12 that leave at 6, 18, ..., 114: the ninth, at 102, holds the 90th percentile;
        // 102 - 30 = 72 min too late.
        var assessment = Of(OneSector().Load("pack", backlog: 120))[0];

        Assert.Equal(72, assessment.SlowdownMinutes, 9);
        Assert.Equal(120, assessment.AffectedUnits, 9);
    }

    [Fact]
    public void Waiting_is_paid_for_until_the_last_one_goes_where_what_is_left_has_a_price()
    {
        // 120 fall to 60 in the hour of shift that is left: 90 unit-hours at 2 and 60 left at 5; without that price 60 wait 3 h more.
        Assert.Equal(90 * 2 + 60 * 5, Cost(left: 5), 9);
        Assert.Equal((90 + 60 * 3) * 2, Cost(left: 0), 9);

        static double Cost(double left) => Of(new TestFloor()
            .Sector("pack", with: s => s with { WaitCostPerUnitHour = 2, LeftCostPerUnit = left }).Resource("ann", ("pack", 60))
            .Present("ann", "pack").Shift("ann", -60, 60).Load("pack", backlog: 120))[0].Cost;
    }

    [Fact]
    public void What_comes_when_everybody_has_gone_is_not_left()
    {
        // 60 an hour come and are done until the last one goes after an hour; 180 come after that.
        var floor = new TestFloor().Sector("pack", with: s => s with { WaitCostPerUnitHour = 0, LeftCostPerUnit = 5 })
            .Resource("ann", ("pack", 60)).Present("ann", "pack").Shift("ann", -60, 60).Load("pack", backlog: 12, outside: 60);

        Assert.Equal(12 * 5, Of(floor)[0].Cost, 9);
    }

    [Fact]
    public void What_overtime_sends_to_a_sector_where_everybody_has_gone_is_left_there()
    {
        // 30 of 90 are left in pick when both go after an hour; half an hour of overtime picks them, and nobody is there to pack them.
        var set = Of(new TestFloor()
            .Sector("pick", with: s => s with { WaitCostPerUnitHour = 0, LeftCostPerUnit = 1 }, next: TestFloor.To("pack"))
            .Sector("pack", with: s => s with { WaitCostPerUnitHour = 0, LeftCostPerUnit = 2 })
            .Resource("ann", ("pick", 60)).Present("ann", "pick").Shift("ann", -60, 60)
            .Resource("bob", ("pack", 60)).Present("bob", "pack").Shift("bob", -60, 60).Load("pick", backlog: 90));
        var with = set.With([], [new PlannedHours(0, 1, ActionKind.Overtime, 0, 0, 60, 90)]);     // sectors in id order

        Assert.Equal((0, 30), (set[0].Cost, set[1].Cost));
        Assert.Equal((60, 0), (with[0].Cost, with[1].Cost));
    }

    [Fact]
    public void Slowdown_is_capped_at_the_horizon()
        => Assert.Equal(240, Of(new TestFloor().Sector("pack").Load("pack", backlog: 10))[0].SlowdownMinutes);

    [Fact]
    public void Waiting_costs_the_integral_of_the_backlog()
        // 120 units fall to 0 over 2 h: 120 unit-hours at 2.
        => Assert.Equal(240, Of(OneSector().Load("pack", backlog: 120))[0].Cost, 9);

    [Fact]
    public void What_is_due_and_not_served_when_the_truck_leaves_is_late()
    {
        // 80 of 100 are due; 60 are served in the hour: 20 late at 5. The 90th percentile of them leaves at minute 78, 18 after the truck.
        var floor = OneSector(target: 200).CutOff("pack", leaves: 60, costPerLateUnit: 5)
            .Load("pack", backlog: 100, with: l => l with
            {
                ByDue = [new DueBacklog(TestFloor.At(60), Units.Of(80)), new DueBacklog(TestFloor.At(90), Units.Of(20))],
            });
        var assessment = Of(floor)[0];

        Assert.Equal(20, assessment.LateUnits, 9);
        Assert.Equal(18, assessment.SlowdownMinutes, 9);
        Assert.Equal(RiskKind.CutOff, assessment.Kind);
        Assert.Equal(60, assessment.OnsetMinutes);
        Assert.Equal(2 * (100 * 100 / 2.0 / 60) + 20 * 5, assessment.Cost, 6);    // 100 units fall to 0 over 100 min
    }

    [Fact]
    public void An_order_by_truck_waits_for_upstream_work_and_for_arrivals_until_then()
    {
        // 40 here, 50 upstream x 0.4 = 20, arrivals there 60/h for half an hour x 0.4 = 12: 72 needed. Served by minute 60: all 40, and
        // of pick's one a minute, 0.4 each, so 24 arrive: 60 at most, and 60 min at 1/min serve min(40 + 24, 60) = 60. 12 late.
        var floor = OneSector(target: 200).Sector("pick", 300, next: TestFloor.To("pack", 0.4))
            .Resource("q", ("pick", 60)).Present("q", "pick")
            .CutOff("pack", leaves: 60, costPerLateUnit: 5, orderBy: 30).Load("pack", backlog: 40).Load("pick", backlog: 50, outside: 60);

        Assert.Equal(12, Of(floor)[0].LateUnits, 9);
    }

    [Fact]
    public void Orders_placed_after_a_past_order_by_ride_a_later_truck()
    {
        // 100 are here, but 40/h came in the half hour since order-by: 80 needed, 60 served by then.
        var floor = OneSector(target: 300).CutOff("pack", leaves: 60, costPerLateUnit: 5, orderBy: -30)
            .Load("pack", backlog: 100, outside: 40);

        Assert.Equal(20, Of(floor)[0].LateUnits, 9);
    }

    [Fact]
    public void Probability_is_the_share_of_the_scenarios_that_show_a_bottleneck()
    {
        // With r/h come r t + z sqrt((c r t)^2 + 3 r t) in t hours, c^2 = 0.15^2 + 3 / (12 + r), and 60/h go; the wait must pass 30 min by
        // minute 210. With 82/h it does for z >= -0.6151, ten of the thirteen strata; with 66/h for z >= 0.194, six of them.
        Assert.Equal(10 / 13.0, Of(OneSector().Load("pack", outside: 82)).Probability(0), 9);
        Assert.Equal(6 / 13.0, Of(OneSector().Load("pack", outside: 66)).Probability(0), 9);
        Assert.Equal(0, Of(OneSector().Load("pack", outside: 30)).Probability(0));
    }

    [Fact]
    public void A_retired_sector_is_never_a_bottleneck()
        => Assert.False(Of(new TestFloor().Sector("old", with: s => s with { Retired = true }).Load("old", backlog: 50))[0].IsBottleneck);
}
