using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

/// <summary>Ann is lent from pick to pack at minute 10, until minute 60; five minutes each way.</summary>
public sealed class PlannedReturnTests
{
    private static ResourceState Lent => Move(until: 60).State;

    private static MoveDecision Move(double until) => ResourceDecider.Move(
        new ResourceState().After(0, In("in")), Ann, new MoveCommand("pack", "c1", Until: At(until)), Floor, At(10));

    [Fact]
    public void Whoever_is_lent_leaves_by_itself_and_works_at_home_when_it_arrives()
    {
        Assert.Equal(new PlannedReturn(At(60), "pick", At(65)), Lent.PresenceOf("ann")!.Back);
        Assert.Equal(At(60), Lent.NextDue);
        Assert.Equal("pack", ResourceDecider.FoldDue(Lent, Ann, At(59)).Sector);

        var back = ResourceDecider.FoldDue(Lent, Ann, At(80));

        Assert.Equal((ResourceStateKind.Travelling, "pick", At(65)), (back.Kind, back.Sector, back.AvailableAt));
        Assert.Equal((2, At(60), null), (back.MovesThisShift, back.LastMoveAt, back.Back));
        Assert.Null(back.NextDue);
    }

    [Fact]
    public void A_break_is_kept_on_the_way_back()
    {
        var back = ResourceDecider.FoldDue(Lent.After(55, Status("b", ReportedState.Break, 55)), Ann, At(60));

        Assert.Equal((ResourceStateKind.Break, "pick"), (back.Kind, back.Sector));
    }

    [Fact]
    public void Whoever_is_down_stays()
    {
        var down = ResourceDecider.FoldDue(Lent.After(55, Status("d", ReportedState.Down, 55)), Ann, At(60));

        Assert.Equal((ResourceStateKind.Down, "pack", null), (down.Kind, down.Sector, down.Back));
    }

    [Fact]
    public void Another_move_or_a_report_from_elsewhere_takes_the_place_of_the_way_back()
    {
        Assert.Null(Lent.Move("load", 20, "c2").State.Back);
        Assert.Null(Lent.After(20, Moved("m", "load", 20)).Back);
        Assert.Null(Lent.After(20, Out("o", 20)).Back);
        Assert.NotNull(Lent.After(20, Moved("m", "pack", 20)).Back);
    }

    [Fact]
    public void A_stay_that_ends_before_the_arrival_is_refused()
    {
        var refused = Move(until: 15);

        Assert.StartsWith("ann would arrive at 2026-03-02T12:15:00Z and was to leave again by 2026-03-02T12:15:00Z", refused.Refusal);
        Assert.Equal("pick", refused.State.Sector);
        Assert.Equal(refused.Refusal, ResourceDecider.Move(refused.State, Ann, new MoveCommand("pack", "c1"), Floor, At(30)).Refusal);
    }

    [Fact]
    public void Reports_that_fall_due_before_the_way_back_take_effect_before_it()
    {
        var pending = ResourceDecider.Record(Lent, Ann, [Status("b", ReportedState.Break, 30), Moved("m", "load", 50)], Stepped(20)).State;

        var state = ResourceDecider.FoldDue(pending, Ann, At(90));

        Assert.Equal(("load", ResourceStateKind.Working, null), (state.Sector, state.Kind, state.Back));
    }
}
