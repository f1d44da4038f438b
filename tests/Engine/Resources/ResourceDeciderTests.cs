using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

public class ResourceDeciderTests
{
    private static readonly ResourceState Off = new();
    private static readonly ResourceState Picking = Off.After(0, In("in"));

    [Fact]
    public void Who_checks_in_works_there_from_then_on()
        => Assert.Equal(
            (ResourceStateKind.Working, "pick", At(0), At(0)),
            (Picking.Kind, Picking.Sector, Picking.AvailableAt, Picking.SeenAt));

    [Fact]
    public void Who_checks_out_is_nowhere_and_free_and_begins_the_next_shift_without_moves()
    {
        var moved = ResourceDecider.Reserve(Picking.Move("pack", 10).State, "card").State;

        var gone = moved.After(60, Out("out"));

        Assert.Equal((ResourceStateKind.Off, (string?)null, (string?)null), (gone.Kind, gone.Sector, gone.ReservedFor));
        Assert.Equal((0, (DateTimeOffset?)null), (gone.MovesThisShift, gone.LastMoveAt));
        Assert.Null(gone.PresenceOf("ann"));
    }

    [Theory]
    [InlineData(ReportedState.Break, ResourceStateKind.Break)]
    [InlineData(ReportedState.Indirect, ResourceStateKind.Indirect)]
    [InlineData(ReportedState.Down, ResourceStateKind.Down)]
    public void A_status_keeps_the_sector_and_its_reason_until_work_goes_on(ReportedState reported, ResourceStateKind kind)
    {
        var paused = Picking.After(10, Status("1", reported, 10, "flat tyre"));
        Assert.Equal((kind, "pick", "flat tyre"), (paused.Kind, paused.Sector, paused.Reason));

        var working = paused.After(20, Status("2", ReportedState.Working, 20));
        Assert.Equal((ResourceStateKind.Working, "pick", (string?)null), (working.Kind, working.Sector, working.Reason));
    }

    [Fact]
    public void Who_reports_working_while_known_to_work_sends_heartbeats_until_checking_out()
    {
        var back = Picking.After(10, Status("1", ReportedState.Break, 10)).After(20, Status("2", ReportedState.Working, 20));
        Assert.False(back.PresenceOf("ann")!.SendsHeartbeats);

        var beating = back.After(25, Status("3", ReportedState.Working, 25));
        Assert.Equal((true, At(25)), (beating.PresenceOf("ann")!.SendsHeartbeats, beating.SeenAt));
        Assert.False(beating.After(60, Out("out")).After(70, In("again", 70)).SendsHeartbeats);
    }

    [Fact]
    public void Of_who_is_off_only_working_means_anything_namely_at_home()
    {
        Assert.Equal(ResourceStateKind.Off, Off.After(0, Status("1", ReportedState.Break)).Kind);
        var working = Off.After(0, Status("1", ReportedState.Working));
        Assert.Equal((ResourceStateKind.Working, "pick"), (working.Kind, working.Sector));
    }

    [Fact]
    public void A_reported_move_places_at_once()
    {
        var packing = Picking.After(10, Moved("1", "pack", 10));

        Assert.Equal(
            (ResourceStateKind.Working, "pack", At(10), 0), (packing.Kind, packing.Sector, packing.AvailableAt, packing.MovesThisShift));
    }

    [Fact]
    public void Reports_that_a_stepped_clock_has_not_reached_wait_and_take_effect_in_the_order_of_time()
    {
        var told = ResourceDecider.Record(
            Off, Ann, [Status("3", ReportedState.Break, 30), In("1", 10), Moved("2", "pack", 20)], Stepped(0)).State;

        Assert.Equal(["1", "2", "3"], told.Pending.Select(p => p.Id));
        Assert.Equal(ResourceStateKind.Off, told.Kind);
        Assert.Same(told, ResourceDecider.FoldDue(told, Ann, At(9)));
        var at20 = ResourceDecider.FoldDue(told, Ann, At(20));
        Assert.Equal((ResourceStateKind.Working, "pack", At(20)), (at20.Kind, at20.Sector, at20.AvailableAt));
        Assert.Equal(["3"], at20.Pending.Select(p => p.Id));
    }

    [Fact]
    public void A_conflict_refuses_all_and_changes_nothing()
    {
        var decision = ResourceDecider.Record(Picking, Ann, [Out("out"), In("in", 0, "pack")], Live(10));

        Assert.Equal([1], decision.Conflicts!);
        Assert.Same(Picking, decision.State);
    }

    [Fact]
    public void Repeats_are_counted_and_change_nothing()
    {
        var decision = ResourceDecider.Record(Picking, Ann, [In("in"), Out("out", 5), Out("out", 5)], Live(10));

        Assert.Equal((1, 2), (decision.Accepted, decision.Duplicates));
        Assert.Same(Picking, ResourceDecider.Record(Picking, Ann, [In("in")], Live(10)).State);
    }

    [Fact]
    public void A_move_travels_and_then_works_there()
    {
        var (state, answer, _) = Picking.Move("pack", 10);

        Assert.Equal((ResourceStateKind.Travelling, "pack", At(15)), (state.Kind, state.Sector, state.AvailableAt));
        Assert.Equal((1, At(10)), (state.MovesThisShift, state.LastMoveAt!.Value));
        Assert.Equal((ResourceStateKind.Travelling, "pack", At(15)), (answer!.State, answer.Sector, answer.AvailableAt));
        Assert.Equal(ResourceStateKind.Travelling, state.ViewOf("ann", At(15).AddTicks(-1)).State);
        var arrived = state.ViewOf("ann", At(15));
        Assert.Equal((ResourceStateKind.Working, At(15)), (arrived.State, arrived.AvailableAt));
    }

    [Fact]
    public void A_move_that_takes_no_time_works_at_once()
    {
        var floor = new TestFloor().Sector("pick").Sector("pack").Resource("ann", ("pick", 60), ("pack", 40)).Floor();

        var moved = ResourceDecider.Move(Picking, Ann, new MoveCommand("pack", "c"), floor, At(10)).State;

        Assert.Equal((ResourceStateKind.Working, At(10)), (moved.Kind, moved.AvailableAt));
    }

    [Fact]
    public void The_same_command_again_gets_the_same_answer_even_after_another_move()
    {
        var first = Picking.Move("pack", 10, "c1");
        var second = first.State.Move("pick", 20, "c2");

        var again = second.State.Move("pack", 30, "c1");

        Assert.Same(second.State, again.State);
        Assert.Equal(first.Answer, again.Answer);
    }

    [Fact]
    public void A_command_id_used_for_another_place_is_refused()
        => Assert.Equal(
            "Command 'c1' already moved ann to 'pack': use a new commandId.", Picking.Move("pack", 10).State.Move("pick", 30).Refusal);

    [Fact]
    public void The_last_200_moves_are_remembered()
    {
        var state = Picking;
        for (var i = 0; i < 201; i++) state = state.Move(i % 2 == 0 ? "pack" : "pick", 10 + 10 * i, $"c{i}").State;

        Assert.Equal(200, state.Moves.Count);
        Assert.Equal("c1", state.Moves[0].CommandId);
        Assert.Equal(201, state.MovesThisShift);
    }

    [Theory]
    [InlineData("off", "ann is off duty: only a resource that is checked in can be moved.")]
    [InlineData("down", "ann is down: report it working first.")]
    [InlineData("travelling", "ann is on the way to 'pack' until 2026-03-02T12:07:00Z: move it after that.")]
    [InlineData("promised", "ann is promised to card 'x': reject or snooze that card first.")]
    [InlineData("there", "ann is already in 'pack'.")]
    [InlineData("lapsed", "ann has no valid skill for 'load': choose a sector it is skilled for.")]
    public void A_move_is_refused_with_the_reason_and_only_the_refusal_is_kept(string why, string reason)
    {
        var (state, to, minutes) = why switch
        {
            "off" => (Off, "pack", 6.0),
            "down" => (Picking.After(1, Status("1", ReportedState.Down, 1)), "pack", 6.0),
            "travelling" => (Picking.Move("pack", 2, "c0").State, "pick", 6.0),
            "promised" => (ResourceDecider.Reserve(Picking, "x").State, "pack", 6.0),
            "there" => (Picking.After(1, Moved("1", "pack", 1)), "pack", 6.0),
            _ => (Picking, "load", 120.0),
        };

        var decision = state.Move(to, minutes);

        Assert.Equal(reason, decision.Refusal);
        Assert.Equal(state.PresenceOf("ann"), decision.State.PresenceOf("ann"));
        Assert.Equal(state.Moves, decision.State.Moves);
        Assert.Equal([new RefusedMove("c1", to, reason)], decision.State.RefusedMoves);
    }

    [Fact]
    public void A_refused_command_stays_refused_when_it_could_be_carried_out_by_now()
    {
        var refused = Picking.After(1, Status("1", ReportedState.Down, 1)).Move("pack", 2, "c1");
        var well = refused.State.After(3, Status("2", ReportedState.Working, 3));

        var again = well.Move("pack", 4, "c1");
        Assert.Equal(refused.Refusal, again.Refusal);
        Assert.Same(well, again.State);
        Assert.Equal(
            "Command 'c1' was refused for 'pack' before: use a new commandId.", well.Move("load", 4, "c1").Refusal);
        Assert.Null(well.Move("pack", 4, "c2").Refusal);
    }

    [Fact]
    public void The_card_that_promised_a_resource_may_move_it_and_the_promise_ends()
    {
        var moved = ResourceDecider.Reserve(Picking, "x").State.Move("pack", 10, card: "x");

        Assert.Null(moved.Refusal);
        Assert.Null(moved.State.ReservedFor);
    }

    [Fact]
    public void A_resource_is_promised_to_one_card_at_a_time_and_only_on_duty()
    {
        var (promised, first) = ResourceDecider.Reserve(Picking, "x");

        Assert.True(first);
        Assert.True(ResourceDecider.Reserve(promised, "x").Reserved);
        Assert.False(ResourceDecider.Reserve(promised, "y").Reserved);
        Assert.False(ResourceDecider.Reserve(Off, "x").Reserved);
        Assert.Same(promised, ResourceDecider.Release(promised, "y"));
        Assert.Null(ResourceDecider.Release(promised, "x").ReservedFor);
    }
}
