using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Reallocation;

/// <summary>Cards that hold and release gates, from the search to the outcome.</summary>
public sealed class HoldTests
{
    /// <summary>
    /// 60 in pick, which does 60/h and is gated; 30 in pack, which does 30/h. Waiting costs four times as much in pack. Nothing more comes.
    /// </summary>
    private static TestFloor Pushed(
        double packCost = 4, double packTarget = 30, double pickTarget = 480, double pack = 30, double pick = 60)
        => new TestFloor().Sector("pack", packTarget, s => s with { WaitCostPerUnitHour = packCost })
            .Sector("pick", pickTarget, s => s with { Release = ReleaseRule.Gated }, To("pack"))
            .Policy(p => p with { Gates = GateControl.Advice })
            .Resource("p", ("pick", 60)).Present("p", "pick").Resource("q", ("pack", 30)).Present("q", "pack")
            .Load("pick", pick).Load("pack", pack);

    /// <summary>Pick, whose target is half an hour, is held until 14:00, and pack has nothing to do.</summary>
    private static TestFloor Starved(double pack = 0) => Pushed(packCost: 1, packTarget: 480, pickTarget: 30, pack: pack);

    private static CoordinatorState Holding(double until = 120)
        => CoordinatorState.Of("a") with { Held = [new HeldSector("pick", At(-70), At(until), "c0")] };

    private static CoordinatorChange Decide(TestFloor floor, CoordinatorState? state = null)
        => CardDecider.Decide(state ?? CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch());

    private static CoordinatorState Accepted(TestFloor floor, CoordinatorState? state = null)
    {
        var decided = Decide(floor, state).State;
        return CardDecider.Accept(decided, decided.Open[0].Id, null, floor.Snapshot(), "ann").Value!.State;
    }

    [Fact]
    public void Work_is_held_where_it_waits_at_less_cost()
    {
        // 135 unit-hours are waited whatever is held up to an hour, since pack is never idle. Without: 30 of them in pick, 105 in pack.
        // Held for an hour: 60 + 30 in pick, so 60 fewer in pack: 60 x (4 - 1). For two hours pack would stand for one.
        var card = Assert.Single(Decide(Pushed()).Cards);

        Assert.Equal(180, card.Benefit.CostSaved.P50, 6);
        Assert.Equal(180, card.Benefit.CostSaved.P20, 6);
        // Of the 90 the 81st by delay: without, what comes at 50.5 min and waits 110.5 - 30; with, the fifth last step of 5, 52.5 - 30.
        Assert.Equal(80.5 - 22.5, card.Benefit.MinutesSaved.P50, 6);
        var action = Assert.Single(card.Actions);
        Assert.Equal((ActionKind.Hold, "pick", null, null), (action.Kind, action.From, action.To, action.Resource));
        Assert.Equal((At(60), null), (action.Until, action.DepartBy));
        Assert.Empty(action.Eligible);
        Assert.Equal(("pack", RiskKind.Wait), (card.Risk.Sector, card.Risk.Kind));
        Assert.Equal(
            "Pack is a bottleneck now: up to 81 min late (81-81) for about 90 orders. Hold Pick's release until 13:00; Pack is then up to "
                + "58 min faster; Pick stays on target.",
            card.Headline);
        Assert.Equal(["pack", "pick"], card.With.Keys);
        Assert.Equal((30.0, 90.0), (card.Without["pick"].Cost, card.With["pick"].Cost));
        Assert.Equal((420.0, 180.0), (card.Without["pack"].Cost, card.With["pack"].Cost));
        // Begun 15 min later 15 have left pick and 45 are kept: 63.75 unit-hours there, 101 of the 180 are saved; 20 min later 80.
        Assert.Equal(At(15), card.ExpiresAt);
    }

    [Fact]
    public void Nothing_is_held_where_it_would_wait_alike_or_the_floor_works_its_gates_itself()
    {
        Assert.Empty(Decide(Pushed(packCost: 1)).Cards);
        Assert.Empty(Decide(Pushed().Policy(p => p with { Gates = GateControl.Floor })).Cards);
        Assert.Empty(Decide(Pushed().Sector("pick", 480, next: To("pack")).Load("pick", 60)).Cards);
    }

    [Fact]
    public void Nothing_is_held_that_would_become_a_bottleneck_itself()
        // Held for a quarter of an hour the last in pick waits 75 min already, an hour of which it waits anyway.
        => Assert.Empty(Decide(Pushed(pickTarget: 30)).Cards);

    [Fact]
    public void A_hold_that_is_accepted_is_done_and_counts_until_it_ends()
    {
        var floor = Pushed();
        var decided = Decide(floor).State;
        var change = CardDecider.Accept(decided, decided.Open[0].Id, null, floor.Snapshot(), "ann").Value!;

        var card = Assert.Single(change.Cards);
        Assert.Equal((CardState.Done, "ann", "held"), (card.State, card.DecidedBy, card.Actions[0].Result));
        Assert.Empty(change.Orders);
        Assert.DoesNotContain(change.Reservations, r => r.Held);
        Assert.Equal(new HeldSector("pick", At(0), At(60), card.Id), Assert.Single(change.State.Held));
        Assert.Equal((1, 1), (change.State.Counts.Accepted, change.State.Counts.Done));
        Assert.Equal(At(60), CardDecider.Outlook(change.State, floor.Snapshot())[1].HeldUntil);

        var later = Decide(floor.Clock(59), change.State);
        Assert.Single(later.State.Held);
        Assert.Equal(At(60), later.Outlook[1].HeldUntil);
        later = Decide(floor.Clock(60).Load("pack", 0), later.State);
        Assert.Empty(later.State.Held);
        Assert.Null(later.Outlook[1].HeldUntil);
    }

    [Fact]
    public void A_hold_is_released_early_where_that_saves()
    {
        // Held to 120 min the 60 wait two hours and go at 60/h: 150 unit-hours. Now: 30. Pack's 30 are the same, two hours earlier.
        var card = Assert.Single(Decide(Starved(), Holding()).Cards);

        Assert.Equal(120, card.Benefit.CostSaved.P50, 6);
        Assert.Equal(120, card.Benefit.MinutesSaved.P50, 6);
        Assert.Equal((ActionKind.Release, "pick", null), (card.Actions[0].Kind, card.Actions[0].From, card.Actions[0].Until));
        Assert.Equal("pick", card.Risk.Sector);
        Assert.EndsWith(". Release Pick now instead of at 14:00; Pick then keeps its target.", card.Headline);

        var state = Accepted(Starved(), Holding());
        Assert.Empty(state.Held);
        Assert.Equal((CardState.Done, "released"), (state.Closed[0].State, state.Closed[0].Actions[0].Result));
    }

    [Fact]
    public void What_was_held_within_the_hour_is_not_released_without_a_shock()
    {
        // Pack has finished early, and pick waits above its new target: without the memory of the hold it is released.
        var state = Accepted(Pushed());
        var floor = Starved().Clock(5);
        Assert.Empty(Decide(floor, state).Cards);
        Assert.Equal(ActionKind.Release, Assert.Single(Decide(floor, state with { Helps = [] }).Cards).Actions[0].Kind);

        // At most 60 + 2 x sqrt(60) = 75 were expected there.
        var jumped = Assert.Single(Decide(floor.Load("pick", 100), state).Cards);
        Assert.EndsWith("Pick jumped to 100 orders where at most 75 were expected.", jumped.ReasonLine);
    }

    [Fact]
    public void What_was_released_within_the_hour_is_not_held_without_a_shock()
    {
        var state = Accepted(Starved(pack: 30), Holding());
        var floor = Pushed().Clock(5);
        Assert.Empty(Decide(floor, state).Cards);
        Assert.Equal(ActionKind.Hold, Assert.Single(Decide(floor, state with { Helps = [] }).Cards).Actions[0].Kind);
    }

    [Fact]
    public void A_gate_is_not_set_twice_nor_by_somebody()
    {
        var decided = Decide(Pushed()).State;
        var id = decided.Open[0].Id;
        var person = CardDecider.Accept(decided, id, [new RequestedAction("m1", "p")], Pushed().Snapshot(), "ann").Refusal!;
        Assert.Equal("A gate asks nobody: leave p out.", Assert.Single(person.Faults!).Reason);

        var held = decided with { Held = Holding().Held };
        var taken = CardDecider.Accept(held, id, null, Pushed().Snapshot(), "ann").Refusal!;
        Assert.Equal(RefusalKind.Conflict, taken.Kind);
        Assert.StartsWith("Pick is held until 14:00 already.", taken.Reason);
        // The next decision withdraws such a card.
        Assert.Equal(CardState.Superseded, Decide(Pushed().Clock(5), held).State.Closed[0].State);
    }

    [Fact]
    public void A_rejected_hold_stays_silent_for_an_hour()
    {
        var decided = Decide(Pushed()).State;
        var rejected = CardDecider.Reject(decided, decided.Open[0].Id, "the belt is needed", "ann", At(0)).Value!.State;

        Assert.Equal(["pick"], Assert.Single(rejected.Silences).Gates);
        Assert.Empty(Decide(Pushed().Clock(5), rejected).Cards);
        Assert.Single(Decide(Pushed().Clock(60).Load("pick", 60).Load("pack", 30), rejected).Cards);
    }

    [Fact]
    public void The_policy_may_accept_a_hold_within_the_decision()
    {
        var change = Decide(Pushed().Policy(p => p with { AutoAccept = new AutoAccept(MinMinutesSaved: 50, MaxMoves: 1) }));

        var card = Assert.Single(change.Cards);
        Assert.Equal((CardState.Done, CardDecider.ByPolicy), (card.State, card.DecidedBy));
        Assert.Single(change.State.Held);
    }

    [Theory]
    [InlineData(false, 180, 58)]
    [InlineData(true, 120, 120)]
    public void The_outcome_is_what_it_saved_with_what_really_arrived(bool release, double money, double minutes)
    {
        // As promised, since nothing arrives. The case remembers what was held when a release was accepted.
        var floor = release ? Starved() : Pushed();
        var state = Accepted(floor, release ? Holding() : null);
        for (var at = 5; at <= 240; at += 5) state = Decide(floor.Clock(at).Load("pick", 0).Load("pack", 0), state).State;

        var card = Assert.Single(state.Closed);
        Assert.Equal((CardState.Verified, money, minutes), (card.State, card.Outcome!.CostSaved, card.Outcome.MinutesSaved));
        Assert.Equal(money, state.Ledger.VerifiedCost);
    }
}
