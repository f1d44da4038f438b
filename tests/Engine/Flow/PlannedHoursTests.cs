using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class PlannedHoursTests
{
    private static TestFloor Pack(params (double From, double Until)[] breaks)
        => new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pack", 60), ("pick", 30))
            .Present("p", "pack").Shift("p", -60, 100, breaks).Load("pack", backlog: 500).Load("pick", backlog: 500);

    private static Projection Run(TestFloor floor, double minutes, params PlannedMove[] moves)
    {
        var projector = floor.Projector();
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, moves, [PlannedHours.Overtime(projector.Site, 0, minutes)], run);
        return run;
    }

    [Fact]
    public void Overtime_goes_on_after_the_shift_for_the_minutes_given()
    {
        Assert.Equal(100, Pack().Run().ServedUntil(0, 240), 9);
        Assert.Equal(142.5, Run(Pack(), 42.5).ServedUntil(0, 240), 9);
    }

    [Fact]
    public void Who_was_moved_stays_on_where_the_move_led()
        // 10 min to walk, then 90 + 30 min at 30/h.
        => Assert.Equal(60, Run(Pack(), 30, new PlannedMove(0, 0, 1, 0, 10)).ServedUntil(1, 240), 9);

    [Fact]
    public void Overtime_ends_where_the_next_shift_begins_and_at_the_horizon()
    {
        // The next shift, at home, begins at 120: 100 + 20 + 120 by the horizon.
        Assert.Equal(240, Run(Pack().Shift("p", 120, 400), 90).ServedUntil(0, 240), 9);
        Assert.Equal(240, Run(Pack(), 999).ServedUntil(0, 240), 9);
    }

    [Fact]
    public void Who_is_not_at_work_works_no_overtime()
        => Assert.Equal(0, Run(Pack().Gone("p"), 60).ServedUntil(0, 240), 9);

    [Fact]
    public void Overtime_costs_the_pay_times_the_multiplier()
    {
        // 0.5 h x 20 x 1.5
        var site = Pack().Projector().Site;
        Assert.Equal(15, PlannedHours.Overtime(site, 0, 30).Price(site), 9);
    }

    [Fact]
    public void A_break_taken_now_is_worked_through_later()
    {
        var floor = Pack((30, 45));
        Assert.Equal(15, floor.Run().ServedUntil(0, 30) - floor.Run().ServedUntil(0, 15), 9);
        Assert.Equal(0, floor.Run().ServedUntil(0, 45) - floor.Run().ServedUntil(0, 30), 9);

        var run = With(floor, site => PlannedHours.Break(site, 0, site.Calendar.Breaks(0)[0]));
        Assert.Equal(0, run.ServedUntil(0, 15), 9);
        Assert.Equal(15, run.ServedUntil(0, 45) - run.ServedUntil(0, 30), 9);
        // The shift has 100 min left, of which 15 are the break's, whenever it is.
        Assert.Equal(85, run.ServedUntil(0, 240), 9);
    }

    [Fact]
    public void Time_off_ends_the_shift_and_saves_its_pay()
    {
        var run = With(Pack(), site => PlannedHours.TimeOff(site, 0, 40));
        Assert.Equal(40, run.ServedUntil(0, 240), 9);
        // 1 h x 20
        var site = Pack().Projector().Site;
        Assert.Equal(-20, PlannedHours.TimeOff(site, 0, 40).Price(site), 9);
    }

    [Fact]
    public void Who_is_moved_is_not_given_time_off_as_well()
    {
        var projector = Pack().Projector();
        Assert.Throws<ArgumentException>(() => projector.Project(
            DemandScenario.Median, [new PlannedMove(0, 0, 1, 0, 10)], [PlannedHours.TimeOff(projector.Site, 0)],
            projector.NewProjection()));
    }

    private static Projection With(TestFloor floor, Func<SiteSnapshot, PlannedHours> hours)
    {
        var projector = floor.Projector();
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, [], [hours(projector.Site)], run);
        return run;
    }
}
