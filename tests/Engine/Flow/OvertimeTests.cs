using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class OvertimeTests
{
    private static TestFloor Pack() => new TestFloor().Sector("pack").Sector("pick").Resource("p", ("pack", 60), ("pick", 30))
        .Present("p", "pack").Shift("p", -60, 100).Load("pack", backlog: 500).Load("pick", backlog: 500);

    private static Projection Run(TestFloor floor, double minutes, params PlannedMove[] moves)
    {
        var projector = floor.Projector();
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, moves, [new PlannedOvertime(0, minutes)], run);
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
        // 0.5 h x 20 x 1.5
        => Assert.Equal(15, Pack().Projector().OvertimeCost(new PlannedOvertime(0, 30)), 9);
}
