using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Reallocation;

/// <summary>Cards that ask for other hours, from issue to outcome, on the floors of <see cref="HoursSearchTests"/>.</summary>
public sealed class HoursCardTests
{
    private static CoordinatorChange Decide(TestFloor floor, CoordinatorState? state = null)
        => CardDecider.Decide(state ?? CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch());

    private static CoordinatorChange Accept(TestFloor floor, CoordinatorState state, params RequestedAction[] actions)
        => CardDecider.Accept(state, state.Open[0].Id, actions, floor.Snapshot(), "ann").Value!;

    [Fact]
    public void A_card_asks_for_breaks_before_the_peak()
    {
        var card = Assert.Single(Decide(HoursSearchTests.BreakInThePeak()).Cards);

        Assert.EndsWith("Let 2 in Pack take the 12:30 break now, back by 12:30.", card.Headline);
        var action = card.Actions[0];
        Assert.Equal((ActionKind.Break, "a", "pack", null), (action.Kind, action.Resource, action.From, action.To));
        Assert.Equal((At(30), new Break(At(30), At(60))), (action.Until, action.Instead));
        Assert.Null(action.ArriveAt);
    }

    [Fact]
    public void A_card_asks_for_overtime_and_says_what_it_is_worth()
    {
        var card = Assert.Single(Decide(HoursSearchTests.LeftAtTheEnd()).Cards);

        Assert.EndsWith("Ask 1 in Pack to stay until 14:10.", card.Headline);
        Assert.Equal((ActionKind.Overtime, At(130), null), (card.Actions[0].Kind, card.Actions[0].Until, card.Actions[0].DepartBy));
        Assert.Equal(135, card.Benefit.CostSaved.P50);
    }

    [Fact]
    public void In_a_lull_a_card_offers_time_off()
    {
        var card = Assert.Single(Decide(HoursSearchTests.Quiet()).Cards);

        Assert.Equal("Pack is quiet until 14:30: 1 could go home now instead of at 14:30, or train; Pack stays on target.", card.Headline);
        Assert.Equal(new CardRisk("pack", RiskKind.Slack, At(0), 1, 0), card.Risk);
        Assert.Equal(["b"], card.Actions[0].Eligible);
    }

    [Fact]
    public void An_offer_in_a_lull_leaves_half_of_the_hours_cards_to_what_forms()
    {
        var floor = HoursSearchTests.Quiet().Policy(p => p with { MaxCardsPerHour = 2 });
        Assert.Single(Decide(floor).Cards);
        Assert.Empty(Decide(floor, CoordinatorState.Of("a") with { IssuedAt = [At(-20)] }).Cards);
    }

    [Fact]
    public void Nobody_is_offered_time_off_whom_the_sector_can_no_longer_spare()
    {
        var floor = HoursSearchTests.Quiet().Sector("pack", 15, s => s with { MinStaff = 1 }).Load("pack", outside: 30);
        var offer = Assert.Single(CardDecider.Solve(CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch()).Proposals);

        Assert.Null(TrustGates.Overtaken(offer, [], floor.Snapshot()));
        Assert.Equal("Pack can no longer spare so many.", TrustGates.Overtaken(offer, [], floor.Gone("b").Snapshot()));
    }

    [Fact]
    public void When_the_lull_passes_the_offer_goes()
    {
        var floor = HoursSearchTests.Quiet();
        var state = Decide(floor).State;
        var change = Decide(floor.Clock(5).Load("pack", backlog: 200, outside: 100).Forecast("pack", 5, 100), state);

        Assert.Equal((CardState.Expired, "The lull has passed."), (change.State.Closed[0].State, change.State.Closed[0].Reason));
    }

    [Fact]
    public void An_accepted_card_orders_the_hours_and_is_done_when_they_are_booked()
    {
        var floor = HoursSearchTests.LeftAtTheEnd();
        var change = Accept(floor, Decide(floor).State);

        var order = Assert.Single(change.Orders);
        Assert.Equal(
            new HoursCommand(ActionKind.Overtime, $"{order.Card}/m1", At(130), null, order.Card), order.Hours);
        var state = CardDecider.CarriedOut(change.State, order.Card, "m1", refusal: null).State;
        Assert.Equal((CardState.InProgress, "booked"), (state.Open[0].State, state.Open[0].Actions[0].Result));
        floor.Change("a", (Presence p) => p with { StaysUntil = At(130) });
        Assert.Equal(CardState.Done, Decide(floor.Clock(5), state).State.Closed[0].State);
    }

    [Fact]
    public void The_outcome_of_overtime_is_what_it_saved_less_its_pay()
    {
        var floor = HoursSearchTests.LeftAtTheEnd();
        var state = Accept(floor, Decide(floor).State).State;
        state = CardDecider.CarriedOut(state, state.Open[0].Id, "m1", refusal: null).State;
        floor.Change("a", (Presence p) => p with { StaysUntil = At(130) });
        for (var minutes = 5; minutes <= 240; minutes += 5)
            state = Decide(floor.Clock(minutes).Load("pack", Math.Max(0, 130 - minutes)), state).State;

        var card = Assert.Single(state.Closed);
        Assert.Equal((CardState.Verified, 135), (card.State, card.Outcome!.CostSaved));
        Assert.Equal(135, state.Ledger.VerifiedCost);
    }

    [Fact]
    public void Another_person_may_take_the_offer_and_nobody_from_elsewhere()
    {
        var floor = HoursSearchTests.Quiet().Sector("pick").Resource("c", ("pick", 10)).Present("c", "pick").Shift("c", -300, 150);
        var state = Decide(floor).State;

        var change = Accept(floor, state, new RequestedAction("m1", "b"));
        Assert.Equal("b", Assert.Single(change.Orders).Resource);
        Assert.Equal(50, change.State.Open[0].Benefit.CostSaved.P50);

        var refused = CardDecider.Accept(state, state.Open[0].Id, [new RequestedAction("m1", "c")], floor.Snapshot(), "ann").Refusal!;
        Assert.StartsWith("c does not work in pack.", refused.Faults![0].Reason);
    }

    [Fact]
    public void What_costs_people_their_evening_or_their_pay_is_never_accepted_by_the_policy()
    {
        var policy = new AutoAccept(MinMinutesSaved: 0, MaxMoves: 6);
        foreach (var floor in new[] { HoursSearchTests.LeftAtTheEnd(), HoursSearchTests.Quiet() })
            Assert.Empty(Decide(floor.Policy(p => p with { AutoAccept = policy })).Orders);
        Assert.Equal(2, Decide(HoursSearchTests.BreakInThePeak().Policy(p => p with { AutoAccept = policy })).Orders.Count);
    }
}
