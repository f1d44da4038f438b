using SyncOps.Engine.Plans;
using Xunit;
using static SyncOps.Tests.Engine.Plans.PlanFloors;

namespace SyncOps.Tests.Engine.Plans;

public class PlanDeciderTests
{
    [Fact]
    public void The_first_plan_is_version_1()
    {
        var (state, changed) = PlanDecider.Revise(null, AnnAndBob().Snapshot(), Date, dayVersion: 1);
        Assert.True(changed);
        Assert.Equal(1, state.View.Version);
        Assert.Equal([new PlanVersion(1, TestFloor.Start, "first plan")], state.History);
    }

    [Fact]
    public void Within_an_interval_new_figures_alone_make_no_version()
    {
        var floor = AnnAndBob();
        var first = floor.First();
        var (state, changed) = PlanDecider.Revise(first, floor.Clock(10).Load("pick", backlog: 50).Snapshot(), Date, dayVersion: 1);
        Assert.False(changed);
        Assert.Same(first.View, state.View);
        Assert.Equal(TestFloor.At(10), state.RevisedThrough);
    }

    [Theory]
    [InlineData("UTC", "the interval 12:15 began")]
    [InlineData("Europe/Amsterdam", "the interval 13:15 began")]
    public void A_new_interval_takes_new_figures_up(string zone, string reason)
    {
        var floor = AnnAndBob().Zone(zone);
        var first = floor.First();
        var (state, changed) = PlanDecider.Revise(first, floor.Clock(15).Load("pick", backlog: 50).Snapshot(), Date, dayVersion: 1);
        Assert.True(changed);
        Assert.Equal(2, state.View.Version);
        Assert.Equal([new PlanVersion(2, TestFloor.At(15), reason), new PlanVersion(1, TestFloor.Start, "first plan")], state.History);
    }

    [Fact]
    public void A_new_interval_without_anything_new_makes_no_version()
    {
        var floor = AnnAndBob();
        Assert.False(PlanDecider.Revise(floor.First(), floor.Clock(15).Snapshot(), Date, dayVersion: 1).Changed);
    }

    [Fact]
    public void A_move_shows_at_once_and_leaves_the_past_as_it_was()
    {
        var floor = AnnAndBob();
        var first = floor.First();
        var (state, changed) = PlanDecider.Revise(first, floor.Clock(20).Present("ann", "pack").Snapshot(), Date, dayVersion: 1);
        Assert.True(changed);
        Assert.Equal("people moved", state.History[0].Reason);
        Assert.Equal(Every15(-60, 15), state.View.MinutesOf("ann", "pick"));
        Assert.Equal(Every15(15, 240), state.View.MinutesOf("ann", "pack"));
    }

    [Fact]
    public void Past_intervals_keep_every_figure()
    {
        var floor = AnnAndBob().Load("pick", backlog: 50, outside: 30);
        var first = floor.First();
        floor.Clock(60).Gone("ann").Load("pick", backlog: 500, outside: 300).Forecast("pick", -720, 900);
        var state = PlanDecider.Revise(first, floor.Snapshot(), Date, dayVersion: 2).State;
        Assert.Equal(first.View.Intervals.Take(52), state.View.Intervals.Take(52));    // 00:00 to 13:00.
        Assert.NotEqual(first.View.Intervals[52], state.View.Intervals[52]);
    }

    [Fact]
    public void A_changed_day_document_is_taken_up_at_once()
    {
        var floor = AnnAndBob();
        var first = floor.First();
        floor.Forecast("pick", 360, 400);
        Assert.False(PlanDecider.Revise(first, floor.Snapshot(), Date, dayVersion: 1).Changed);
        var (state, changed) = PlanDecider.Revise(first, floor.Snapshot(), Date, dayVersion: 2);
        Assert.True(changed);
        Assert.Equal("the day document changed", state.History[0].Reason);
    }

    [Fact]
    public void An_older_snapshot_changes_nothing()
    {
        var floor = AnnAndBob();
        var late = floor.Clock(30).First();
        var (state, changed) = PlanDecider.Revise(late, floor.Clock(15).Present("ann", "pack").Snapshot(), Date, dayVersion: 2);
        Assert.False(changed);
        Assert.Same(late, state);
    }

    [Fact]
    public void The_last_hundred_versions_are_remembered()
    {
        var floor = AnnAndBob();
        var state = floor.First();
        for (var i = 0; i < 120; i++)
            state = PlanDecider.Revise(state, floor.Present("ann", i % 2 == 0 ? "pack" : "pick").Snapshot(), Date, dayVersion: 1).State;
        Assert.Equal(121, state.View.Version);
        Assert.Equal(Enumerable.Range(22, 100).Reverse(), state.History.Select(v => (int)v.Version));
    }
}
