using SyncOps.Engine.Flow;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Plans.PlanFloors;

namespace SyncOps.Tests.Engine.Plans;

public class PlanBuilderTests
{
    [Theory]
    [InlineData("2026-03-02", 96, "2026-03-01T23:00:00Z")]
    [InlineData("2026-03-29", 92, "2026-03-28T23:00:00Z")]    // Clocks go forward: 23 h.
    [InlineData("2026-10-25", 100, "2026-10-24T22:00:00Z")]   // Clocks go back: 25 h.
    public void A_day_has_the_quarter_hours_of_its_zone(string date, int intervals, string first)
    {
        var plan = AnnAndBob().Zone("Europe/Amsterdam").Plan(date);
        Assert.Equal(intervals, plan.Intervals.Count);
        Assert.Equal(DateTimeOffset.Parse(first), plan.Intervals[0].At);
        Assert.All(plan.Intervals.Index(), i => Assert.Equal(plan.Intervals[0].At.AddMinutes(15 * i.Index), i.Item.At));
    }

    // 400/h is 100 in a quarter-hour. cv = sqrt(0.09^2 + 1/100) = 0.134536; 0.8416 cv = 0.113226, so 88.68 to 111.32.
    [Fact]
    public void Beyond_the_horizon_the_forecast_counts_with_the_spread_of_counts()
    {
        var plan = AnnAndBob().Forecast("pick", 360, 400).Plan();
        Assert.Equal(Range3.Zero, plan.Cell(345, "pick").ForecastUnits);
        Assert.Equal(new Range3(88.68, 100, 111.32), plan.Cell(360, "pick").ForecastUnits);
        Assert.Equal(100, plan.Cell(705, "pick").ForecastUnits.P50);
    }

    // Half of 10 picks a quarter-hour go on as two parcels each: 10, after 20 min = 1 1/3 intervals. So 2/3 of them land one interval
    // later and 1/3 two: 6.67 at 18:15, and 6.67 + 3.33 from 18:30.
    [Fact]
    public void Beyond_the_horizon_work_passes_on_by_share_units_and_delay()
    {
        var plan = new TestFloor()
            .Sector("pick", next: TestFloor.To("pack", share: 0.5, unitsPerUnit: 2, delayMinutes: 20)).Sector("pack")
            .Resource("ann", ("pick", 60)).Forecast("pick", 360, 40).Plan();
        Assert.Equal(0, plan.Cell(360, "pack").ForecastUnits.P50);
        Assert.Equal(6.67, plan.Cell(375, "pack").ForecastUnits.P50);
        Assert.Equal(10, plan.Cell(390, "pack").ForecastUnits.P50);
    }

    // Of 10 checks a quarter-hour a fifth is checked again: 10 / (1 - 0.2) = 12.5.
    [Fact]
    public void Beyond_the_horizon_a_loop_adds_what_comes_back()
    {
        var plan = new TestFloor().Sector("check", next: TestFloor.To("check", share: 0.2))
            .Resource("ann", ("check", 60)).Forecast("check", 360, 40).Plan();
        Assert.Equal(12.5, plan.Cell(600, "check").ForecastUnits.P50);
    }

    // 40 picks/h arrive and Ann completes 20/h of them: 10 and 5 in a quarter-hour.
    [Fact]
    public void Within_the_horizon_a_sector_gets_what_the_one_before_can_complete()
    {
        var plan = new TestFloor().Sector("pick", next: TestFloor.To("pack")).Sector("pack")
            .Resource("ann", ("pick", 20)).Present("ann", "pick").Load("pick", outside: 40).Plan();
        Assert.Equal(10, plan.Cell(15, "pick").ForecastUnits.P50);
        Assert.Equal(5, plan.Cell(15, "pack").ForecastUnits.P50);
    }

    // The mean rate of those with the skill is (60 + 40) / 2 = 50/h, 12.5 in a quarter-hour: 100 units take 8 people, 101 take 9.
    [Theory]
    [InlineData(400, 0, 8)]
    [InlineData(404, 0, 9)]
    [InlineData(4, 0, 1)]
    [InlineData(4, 2, 2)]
    [InlineData(0, 2, 0)]     // No work needs nobody, whatever the minimum.
    public void Required_are_the_fewest_who_complete_the_arrivals(double unitsPerHour, int minStaff, int required)
    {
        var plan = new TestFloor().Sector("pick", with: s => s with { MinStaff = minStaff })
            .Resource("ann", ("pick", 60)).Resource("bob", ("pick", 40)).Forecast("pick", 360, unitsPerHour).Plan();
        Assert.Equal(required, plan.Cell(360, "pick").RequiredStaff);
    }

    // 60 waiting units over the target of 30 min from 12:07:30 are 2 a minute: 15 until 12:15, 30 until 12:30, 15 until 12:37:30.
    // One person does 12.5 in a quarter-hour: 1.2, 2.4 and 1.2 people.
    [Fact]
    public void Required_also_clear_the_backlog_within_the_target_wait()
    {
        var plan = new TestFloor().Clock(7.5).Sector("pack", target: 30)
            .Resource("ann", ("pack", 60)).Resource("bob", ("pack", 40)).Load("pack", backlog: 60).Plan();
        Assert.Equal([2, 3, 2, 0], Every15(0, 60).Select(m => plan.Cell(m, "pack").RequiredStaff));
    }

    [Fact]
    public void Work_that_nobody_can_do_still_requires_someone()
        => Assert.Equal(1, new TestFloor().Sector("pick").Sector("pack").Resource("ann", ("pick", 60)).Forecast("pack", 360, 40).Plan()
            .Cell(360, "pack").RequiredStaff);

    // 60 units at 60/h: who comes at 12:07:30 waits until 13:00. Until 12:15 the backlog falls from 60 to 45, 52.5 on average:
    // 13.125 unit-hours at 2. Bob's quarter-hour costs 5.
    [Fact]
    public void Waits_and_their_cost_come_from_the_roll_out()
    {
        var plan = new TestFloor().Sector("pack", with: s => s with { WaitCostPerUnitHour = 2 })
            .Resource("bob", ("pack", 60)).Shift("bob", -60, 300).Present("bob", "pack").Load("pack", backlog: 60).Plan();
        Assert.Equal(52.5, plan.Cell(0, "pack").WaitMinutes);
        Assert.Equal(31.25, plan.Cell(0, "pack").Cost);
        Assert.Equal(0, plan.Cell(240, "pack").WaitMinutes);
        Assert.Equal(5, plan.Cell(240, "pack").Cost);
    }

    [Fact]
    public void Everyone_is_at_home_from_the_shifts_start_to_its_end()
        => Assert.Equal(Every15(60, 300), new TestFloor()
            .Sector("pick").Resource("ann", ("pick", 60)).Shift("ann", 60, 300, (120, 150)).Plan().MinutesOf("ann", "pick"));

    [Fact]
    public void Most_of_an_interval_decides()    // 12:07 to 13:08 covers the middles 12:07:30 to 13:07:30.
        => Assert.Equal(Every15(0, 75), new TestFloor().Clock(-30).Sector("pick").Resource("ann", ("pick", 60)).Shift("ann", 7, 68).Plan()
            .MinutesOf("ann", "pick"));

    [Fact]
    public void A_shift_over_midnight_shows_on_both_days()
    {
        var floor = new TestFloor().Sector("pick").Resource("ann", ("pick", 60)).Shift("ann", 600, 1080);    // 22:00 to 06:00.
        Assert.Equal(Every15(600, 720), floor.Plan("2026-03-02").MinutesOf("ann", "pick"));
        Assert.Equal(Every15(720, 1080), floor.Plan("2026-03-03").MinutesOf("ann", "pick"));
    }

    [Fact]
    public void Who_is_elsewhere_stays_there_to_the_end_of_the_shift_and_starts_the_next_at_home()
    {
        var plan = AnnAndBob().Shift("ann", 480, 540).Present("ann", "pack").Plan();
        Assert.Equal(Every15(0, 240), plan.MinutesOf("ann", "pack"));
        Assert.Equal([.. Every15(-60, 0), .. Every15(480, 540)], plan.MinutesOf("ann", "pick"));
    }

    [Fact]
    public void A_traveller_counts_for_its_destination_at_once()
    {
        var plan = AnnAndBob().Present("ann", "pack", ResourceStateKind.Travelling, availableAt: 10).Plan();
        Assert.Equal(["ann", "bob"], plan.Cell(0, "pack").Assigned);
        Assert.Empty(plan.Cell(0, "pick").Assigned);
    }

    [Theory]
    [InlineData(-10, 15)]     // Ten minutes late: expected a quarter of an hour from now.
    [InlineData(-20, 240)]    // Twenty minutes late: absent.
    public void Who_is_late_is_expected_for_a_quarter_of_an_hour(double begins, double from)
    {
        var plan = new TestFloor().Sector("pick").Resource("ann", ("pick", 60)).Shift("ann", begins, 240).Plan();
        Assert.Equal(Every15(from, 240), plan.MinutesOf("ann", "pick").Where(m => m >= 0));
    }

    [Fact]
    public void Who_is_unavailable_is_not_assigned()
        => Assert.Equal([.. Every15(0, 60), .. Every15(120, 240)],
            AnnAndBob().Unavailable("ann", 60, 120).Plan().MinutesOf("ann", "pick").Where(m => m >= 0));

    // The shift ended at 12:05 and Ann is still here at 12:10: 10 of the 15 minutes are overtime. 20 x 0.25 + 10 x 1/6 = 6.67.
    [Fact]
    public void Who_stays_after_the_shift_works_overtime_in_the_running_interval()
    {
        var plan = new TestFloor().Clock(10).Sector("pick").Resource("ann", ("pick", 60))
            .Shift("ann", -240, 5).Present("ann", "pick").Plan();
        Assert.Equal(["ann"], plan.Cell(0, "pick").Assigned);
        Assert.Equal(0.1667, plan.Cell(0, "pick").OvertimeHours);
        Assert.Equal(6.67, plan.Cell(0, "pick").Cost);
        Assert.Empty(plan.Cell(15, "pick").Assigned);
    }

    [Fact]
    public void A_pin_places_a_resource_within_its_shift_only()
    {
        var plan = PlanBuilder.Build(AnnAndBob().Snapshot(), Date, [Pin("ann", "pack", 210, 300)], before: null);
        Assert.Equal(Every15(210, 240), plan.MinutesOf("ann", "pack"));
        Assert.Equal(Every15(-60, 210), plan.MinutesOf("ann", "pick"));
    }

    [Fact]
    public void A_retired_sector_has_no_cells()
        => Assert.Equal(["pick"], AnnAndBob().Sector("pack", with: s => s with { Retired = true }).Plan().Intervals[0].Sectors.Keys);

    [Fact]
    public void Waits_agree_with_the_roll_out_at_the_middle_of_every_interval()
    {
        var floor = AnnAndBob().Load("pick", backlog: 100, outside: 70);
        var (run, plan) = (floor.Run(), floor.Plan());
        Assert.All(Every15(0, 240), m => Assert.Equal(run.WaitAt(1, m + 7.5), plan.Cell(m, "pick").WaitMinutes, 0.005));
    }
}
