using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Forecast;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class ProjectorTests
{
    private static TestFloor OneSector(double unitsPerHour = 60)
        => new TestFloor().Sector("pack").Resource("p", ("pack", unitsPerHour)).Present("p", "pack");

    [Fact]
    public void Backlog_falls_by_capacity_less_arrivals()
    {
        // 100 + (60 - 120)/h x t: 40 after 60 min, none from 100 min on. Wait now 100 / 120 h = 50 min, after 60 min 40 / 120 h = 20 min.
        var run = OneSector(120).Load("pack", backlog: 100, outside: 60).Run();

        Assert.Equal(40, run.BacklogAt(0, 60), 9);
        Assert.Equal(0, run.BacklogAt(0, 100), 9);
        Assert.Equal(0, run.BacklogAt(0, 240), 9);
        Assert.Equal(50, run.Waits(0)[0], 9);
        Assert.Equal(20, run.WaitAt(0, 60), 9);
        Assert.Equal(0, run.WaitAt(0, 240), 9);
    }

    [Fact]
    public void Completed_work_reaches_the_next_sector_after_its_delay_in_the_next_sectors_units()
    {
        // One a minute leaves pick for 60 min; half a unit each reaches pack 10 min later: at 40 min 30 x 0.5 = 15, at 70 min all 30.
        var run = new TestFloor().Sector("pack").Sector("pick", next: TestFloor.To("pack", unitsPerUnit: 0.5, delayMinutes: 10))
            .Resource("p", ("pick", 60)).Present("p", "pick").Load("pick", backlog: 60).Run();

        Assert.Equal(0, run.BacklogAt(0, 10), 9);
        Assert.Equal(15, run.BacklogAt(0, 40), 9);
        Assert.Equal(30, run.BacklogAt(0, 70), 9);
    }

    [Fact]
    public void Work_under_way_now_is_what_upstream_completed_during_the_delay()
    {
        // 120/h for the last 10 min is 20 units, half of which go to pack: 5 of those 10 have come after 5 min.
        var run = new TestFloor().Sector("pack").Sector("pick", next: TestFloor.To("pack", share: 0.5, delayMinutes: 10))
            .Load("pick", completions: 120).Run();

        Assert.Equal(5, run.BacklogAt(0, 5), 9);
        Assert.Equal(10, run.BacklogAt(0, 10), 9);
        Assert.Equal(10, run.BacklogAt(0, 240), 9);
    }

    [Fact]
    public void A_delay_between_steps_lands_between_steps()
    {
        // From 60 min on steps are 5 min; a unit a minute with a delay of 7 min: at 90 min those of the first 83 min are there.
        var run = new TestFloor().Sector("pack").Sector("pick", next: TestFloor.To("pack", delayMinutes: 7))
            .Resource("p", ("pick", 60)).Present("p", "pick").Load("pick", backlog: 1000).Run();

        Assert.Equal(83, run.BacklogAt(0, 90), 9);
    }

    [Fact]
    public void Undelayed_work_is_served_downstream_in_the_same_step_whatever_the_ids()
    {
        var run = new TestFloor().Sector("a").Sector("b", next: TestFloor.To("a"))
            .Resource("p", ("b", 60)).Resource("q", ("a", 60)).Present("p", "b").Present("q", "a").Load("b", backlog: 30).Run();

        Assert.Equal(1, run.Served(0)[0], 9);
        Assert.Equal(0, run.BacklogAt(0, 15), 9);
    }

    [Fact]
    public void A_break_is_taken_out_exactly()
    {
        // 60 min less a break of 14.5 min at 1/min.
        var run = OneSector().Load("pack", backlog: 500).Shift("p", -60, 300, (30, 44.5)).Run();

        Assert.Equal(45.5, run.ServedUntil(0, 60), 9);
        Assert.Equal(30, run.ServedUntil(0, 44), 9);
    }

    [Fact]
    public void Unavailable_time_is_taken_out_of_a_shift()
    {
        var run = OneSector().Load("pack", backlog: 500).Shift("p", -60, 300).Unavailable("p", 10, 30).Run();

        Assert.Equal(40, run.ServedUntil(0, 60), 9);
    }

    [Fact]
    public void Work_stops_at_the_end_of_the_shift()
    {
        var run = OneSector().Load("pack", backlog: 500).Shift("p", -60, 20.5).Run();

        Assert.Equal(20.5, run.ServedUntil(0, 240), 9);
    }

    [Fact]
    public void A_wait_lasts_until_the_work_really_leaves_breaks_included()
    {
        // 40 units at 1/min with a break from minute 30 to 45: the last leaves at minute 55.
        var run = OneSector().Load("pack", backlog: 40).Shift("p", -60, 300, (30, 45)).Run();

        Assert.Equal(55, run.Waits(0)[0], 9);
    }

    [Fact]
    public void A_move_takes_the_rate_out_at_departure_and_in_at_arrival()
    {
        // Sectors by id: 0 pack, 1 pick. Departs at 5.5, arrives 7.5 min later: pick serves 5.5, pack 47 x 0.5 = 23.5 by minute 60.
        var run = new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pick", 60), ("pack", 30)).Present("p", "pick")
            .Load("pick", backlog: 500).Load("pack", backlog: 500).Run(new PlannedMove(0, 1, 0, 5.5, 13));

        Assert.Equal(5.5, run.ServedUntil(1, 60), 9);
        Assert.Equal(23.5, run.ServedUntil(0, 60), 9);
    }

    [Fact]
    public void A_moved_resource_keeps_its_breaks_and_the_end_of_its_shift()
    {
        // Arrives at 10, break 20-30, shift ends at 50: 10 + 20 = 30 min of work.
        var run = new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pick", 60), ("pack", 60)).Present("p", "pick")
            .Shift("p", -60, 50, (20, 30)).Load("pack", backlog: 500).Run(new PlannedMove(0, 1, 0, 0, 10));

        Assert.Equal(30, run.ServedUntil(0, 240), 9);
    }

    [Fact]
    public void A_move_with_a_way_back_works_in_both_places_in_its_time()
    {
        // Away 0-10, in pack 10-40, on the way 40-50, in pick again from 50: 30 units in pack by minute 60, and 10 in pick.
        var run = new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pick", 60), ("pack", 60)).Present("p", "pick")
            .Load("pick", backlog: 500).Load("pack", backlog: 500).Run(new PlannedMove(0, 1, 0, 0, 10, 40, 50));

        Assert.Equal(30, run.ServedUntil(0, 240), 9);
        Assert.Equal(10, run.ServedUntil(1, 60), 9);
    }

    [Fact]
    public void Whoever_is_to_go_back_is_counted_where_they_will_be()
    {
        // In pack until 30, back in pick from 40 on: 30 units there in 4 h, and 200 in pick.
        var floor = new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pick", 60), ("pack", 60))
            .Present("p", "pack").GoesBack("p", 30, "pick", 40).Load("pick", backlog: 500).Load("pack", backlog: 500);

        var stays = floor.Run();
        Assert.Equal((30.0, 200.0), (Math.Round(stays.ServedUntil(0, 240), 6), Math.Round(stays.ServedUntil(1, 240), 6)));

        // A new move takes the place of the way back: nothing more in pack, all in pick from minute 10 on.
        var moved = floor.Run(new PlannedMove(0, 0, 1, 0, 10));
        Assert.Equal((0.0, 230.0), (Math.Round(moved.ServedUntil(0, 240), 6), Math.Round(moved.ServedUntil(1, 240), 6)));
    }

    [Fact]
    public void Without_capacity_nothing_is_served_and_the_wait_is_the_horizon()
    {
        var run = new TestFloor().Sector("pack").Load("pack", backlog: 10, outside: 60).Run();

        Assert.Equal(0, run.ServedUntil(0, 240), 9);
        Assert.Equal(250, run.BacklogAt(0, 240), 9);
        Assert.Equal(240, run.Waits(0)[0], 9);
    }

    [Fact]
    public void Beyond_the_roll_out_the_last_hours_capacity_goes_on()
    {
        // 200 always wait (60/h in, 60/h out): a unit of minute 120 leaves at 320, after the horizon of 240, and so waits 200.
        var run = OneSector().Load("pack", backlog: 200, outside: 60).Run();

        Assert.Equal(200, run.WaitAt(0, 120), 9);
        Assert.Equal(200, run.WaitAt(0, 240), 9);
    }

    [Fact]
    public void A_negative_backlog_is_projected_as_none()
    {
        var run = OneSector().Load("pack", backlog: -30, outside: 30).Run();

        Assert.Equal(0, run.StartBacklog(0));
        Assert.Equal(30, run.ServedUntil(0, 60), 9);
    }

    [Fact]
    public void Without_the_skill_a_resource_adds_nothing()
    {
        var run = new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pick", 60)).Present("p", "pack")
            .Load("pack", backlog: 9).Run();

        Assert.Equal(0, run.CapacityUntil(0, 240));
    }

    [Fact]
    public void A_skill_adds_nothing_from_the_instant_it_lapses()
    {
        var site = OneSector().Load("pack", backlog: 500);
        site.Change("p", (ResourceSpec r) => r with { Skills = [r.Skills[0] with { ValidUntil = TestFloor.At(90) }] });

        Assert.Equal(90, site.Run().CapacityUntil(0, 240), 9);
    }

    [Theory]
    [InlineData(ResourceStateKind.Working, 0, 240)]
    [InlineData(ResourceStateKind.Travelling, 12.5, 227.5)]    // arrives at 12.5
    [InlineData(ResourceStateKind.Break, 0, 225)]              // no rostered break: back after 15 min
    [InlineData(ResourceStateKind.Down, 0, 180)]               // back after 60 min
    [InlineData(ResourceStateKind.Indirect, 0, 0)]             // out to the horizon
    public void Capacity_follows_the_reported_state(ResourceStateKind state, double availableAt, double units)
        => Assert.Equal(units, OneSector().Present("p", "pack", state, availableAt).Run().CapacityUntil(0, 240), 9);

    [Fact]
    public void A_resource_on_a_rostered_break_returns_at_its_end()
        => Assert.Equal(235, OneSector().Shift("p", -60, 300, (-10, 5)).Present("p", "pack", ResourceStateKind.Break)
            .Run().CapacityUntil(0, 240), 9);

    [Theory]
    [InlineData(30, 240, 210)]      // to come: from its start
    [InlineData(-10, 240, 225)]     // 10 min late: expected in 15 min
    [InlineData(-15, 240, 0)]       // 15 min late: absent
    public void A_rostered_resource_that_is_not_there_comes_home_unless_it_is_too_late(double from, double until, double units)
        => Assert.Equal(units, OneSector().Gone("p").Shift("p", from, until).Run().CapacityUntil(0, 240), 9);

    [Fact]
    public void Someone_still_there_within_the_hour_after_the_shift_is_leaving()
        => Assert.Equal(0, OneSector().Shift("p", -300, -30).Run().CapacityUntil(0, 240), 9);

    [Fact]
    public void Someone_there_without_a_shift_stays_to_the_horizon()
        => Assert.Equal(240, OneSector().Shift("p", -300, -61).Run().CapacityUntil(0, 240), 9);

    [Fact]
    public void A_forecast_counts_at_todays_level()
    {
        // Observed 150 against 100, for an hour: 0.5 too much, with variance 3 / 100 by chance. Of that the day has
        // 0.0081 / (0.0081 + 0.0064 + 0.0081 + 0.03) = 0.1540, fading over 48 h, swings 0.0064 / 0.0526 = 0.1217, over 2 h, and
        // 0.1540, over half an hour: 100 x (4 + 0.5 x (0.1540 x 48 (1 - exp(-4/48)) + 0.1217 x 2 (1 - exp(-2)) + 0.1540 / 2 (1 - exp(-8))))
        // = 443.92.
        var run = Observed(minutes: 60);

        Assert.Equal(443.92, run.ArrivedUntil(0, 240), 2);
        Assert.Equal(115.74, run.ArrivedUntil(0, 60), 2);
    }

    [Fact]
    public void A_short_observation_moves_the_level_little_and_none_not_at_all()
    {
        // In 5 min 8.33 were expected, so chance has the variance 3 / 8.33 = 0.36: the day has 0.0081 / 0.3826 of 0.5, and so on.
        Assert.Equal(406.04, Observed(minutes: 5).ArrivedUntil(0, 240), 2);
        Assert.Equal(400, Observed(minutes: 0).ArrivedUntil(0, 240), 9);
    }

    private static Projection Observed(double minutes)
        => new TestFloor().Sector("pack").Forecast("pack", -60, 100)
            .Load("pack", outside: 150, with: load => load with { ObservedMinutes = minutes }).Run();

    [Fact]
    public void Where_nobody_forecast_the_observed_rate_holds()
        => Assert.Equal(120, new TestFloor().Sector("pack").Load("pack", outside: 30).Run().ArrivedUntil(0, 240), 9);

    [Fact]
    public void Where_nobody_forecast_what_the_past_expects_goes_before_the_observed_rate()
    {
        // 20 and 10 in the half hours from 12:00, then nothing is expected of it and the 30/h of the last hour hold: 3 h of them.
        var run = new TestFloor().Sector("pack").Load("pack", outside: 30, with: l => l with
        {
            Expected = new ExpectedArrivals(TestFloor.Start, [new Range3(15, 20, 25), new Range3(8, 10, 12)]),
        }).Run();

        Assert.Equal(20, run.ArrivedUntil(0, 30), 9);
        Assert.Equal(120, run.ArrivedUntil(0, 240), 9);     // 20 + 10 + 30 x 3
    }

    [Fact]
    public void The_days_forecast_goes_before_what_the_past_expects()
        => Assert.Equal(400, new TestFloor().Sector("pack").Forecast("pack", -60, 100).Load("pack", with: l => l with
        {
            LastEventAt = null, Expected = new ExpectedArrivals(TestFloor.Start, [new Range3(15, 20, 25)]),
        }).Run().ArrivedUntil(0, 240), 9);

    [Fact]
    public void A_forecast_ends_with_its_local_date()
    {
        // In Tokyo 12:00 UTC is 21:00, so the forecast holds for 3 h; no event yet, so the level is 1; then nothing is known.
        var run = new TestFloor().Zone("Asia/Tokyo").Sector("pack").Forecast("pack", -60, 100).Run();

        Assert.Equal(300, run.ArrivedUntil(0, 240), 9);
    }

    [Fact]
    public void High_demand_is_084_deviations_of_the_sum_above_the_median()
    {
        // 60 an hour for 4 h, nothing observed. The integral of the level has the variance 2 sd^2 T^2 (t/T - 1 + exp(-t/T)), with 0.09 and
        // 48 h for the day, 0.08 and 2 h, 0.09 and 0.5 h for swings: sd 0.4610 h, 27.66 units. With the chance of a count, 3 x 240: 38.54.
        var projector = new TestFloor().Sector("pack").Forecast("pack", 0, 60).Projector();
        var run = projector.NewProjection();
        projector.Project(DemandScenario.High, [], run);

        Assert.Equal(272.43, run.ArrivedUntil(0, 240), 2);       // 240 + 0.8416 x 38.54
    }

    [Fact]
    public void A_horizon_outside_one_hour_to_a_day_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeGrid(TimeSpan.FromMinutes(59)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeGrid(TimeSpan.FromMinutes(1441)));
        Assert.Equal(TimeGrid.MaxSteps, new TimeGrid(TimeSpan.FromHours(24)).Steps);
    }
}
