using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;

namespace SyncOps.Tests.Engine.Reallocation;

public sealed class CardDeciderTests
{
    private static readonly RolloutSearch Search = new();
    private readonly TestFloor _floor = RolloutSearchTests.PackInTrouble();

    private CoordinatorChange Decide(CoordinatorState? state = null)
        => CardDecider.Decide(state ?? CoordinatorState.Of("a"), _floor.Snapshot(), Search);

    private CoordinatorState Issued() => Decide().State;

    /// <summary>The state after the one card was accepted whole at the clock.</summary>
    private CoordinatorState Accepted()
    {
        var state = Issued();
        return CardDecider.Accept(state, state.Open[0].Id, null, _floor.Snapshot(), "ann").Value!.State;
    }

    private static Recommendation Only(CoordinatorState state) => Assert.Single(state.Open.Concat(state.Closed));

    [Fact]
    public void A_bottleneck_gets_a_card_its_people_are_promised_and_the_area_is_told()
    {
        var change = Decide();

        var card = Assert.Single(change.Cards);
        Assert.Equal((CardState.Proposed, 1, "pack"), (card.State, card.Version, card.Risk.Sector));
        Assert.Equal([new Reservation("p1", card.Id, true), new Reservation("p2", card.Id, true)], change.Reservations);
        Assert.Equal(["pack", "pick"], change.Outlook.Select(o => o.Sector));
        Assert.Equal(1, change.State.Counts.Issued);
    }

    [Fact]
    public void An_instant_is_decided_once()
    {
        var first = Decide();
        var again = Decide(first.State);

        Assert.Same(first.State, again.State);
        Assert.Empty(again.Cards);
        Assert.Empty(again.Outlook);
    }

    [Fact]
    public void A_decision_cut_short_after_its_promises_is_taken_again_as_it_was()
    {
        var first = Decide();
        foreach (var promise in first.Reservations) _floor.Change(promise.Resource, (Presence p) => p with { ReservedFor = promise.Card });

        Assert.Equal(Text(first), Text(Decide()));

        static string Text(CoordinatorChange change) => JsonSerializer.Serialize(change.Cards, ContractJson.Options);
    }

    [Fact]
    public void Who_was_promised_earlier_is_not_asked_again()
    {
        var first = Decide();
        foreach (var promise in first.Reservations) _floor.Change(promise.Resource, (Presence p) => p with { ReservedFor = promise.Card });
        _floor.Clock(1);

        var people = Decide().Cards.SelectMany(c => c.Actions).Select(a => a.Resource);
        Assert.Empty(people.Intersect(first.Reservations.Select(r => r.Resource)));
    }

    [Fact]
    public void A_sector_with_an_open_card_gets_no_other()
    {
        var state = Issued();
        _floor.Clock(5);

        Assert.Empty(Decide(state).Cards);
    }

    [Fact]
    public void Two_cards_never_promise_one_person()
    {
        // Pick, pack and sort each in trouble; only one person is free to go.
        _floor.Sector("sort", 15).Resource("s", ("sort", 60)).Present("s", "sort").Load("sort", 90, 60)
            .Resource("p1", ("pick", 60), ("pack", 60), ("sort", 60)).Gone("p2").Gone("p3");
        var first = Decide();
        _floor.Clock(5);
        var second = Decide(first.State);

        Assert.Equal(["p1"], first.Cards.SelectMany(c => c.Actions).Select(a => a.Resource));
        Assert.Empty(second.Cards);
    }

    [Fact]
    public void No_more_cards_an_hour_than_the_policy_allows()
    {
        _floor.Policy(p => p with { MaxCardsPerHour = 1 });
        var state = Issued();
        state = CardDecider.Reject(state, state.Open[0].Id, "no", "ann", _floor.Now).Value!.State with { Silences = [] };
        _floor.Clock(59).Load("pack", 90, 60);
        Assert.Empty(Decide(state).Cards);
        _floor.Clock(60);
        Assert.Single(Decide(state).Cards);
    }

    [Fact]
    public void A_card_expires_at_its_instant_and_gives_its_people_back()
    {
        var state = Issued();
        _floor.Clock((Only(state).ExpiresAt - TestFloor.Start).TotalMinutes);
        var change = Decide(state);

        Assert.Equal((CardState.Expired, 2), (change.Cards[0].State, change.Cards[0].Version));
        Assert.Equal(["p1", "p2"], change.Reservations.Where(r => !r.Held).Select(r => r.Resource));
    }

    [Fact]
    public void A_card_is_superseded_when_one_of_its_people_is_no_longer_there()
    {
        var state = Issued();
        _floor.Clock(5).Present("p1", "pick", ResourceStateKind.Break);
        var card = Decide(state).Cards[0];

        Assert.Equal((CardState.Superseded, "p1 no longer works in pick."), (card.State, card.Reason));
    }

    [Fact]
    public void A_card_expires_when_the_risk_has_passed()
    {
        var state = Issued();
        _floor.Clock(5).Load("pack", backlog: 0, outside: 10);
        var card = Assert.Single(Decide(state).Cards);

        Assert.Equal((CardState.Expired, "The risk has passed."), (card.State, card.Reason));
    }

    [Fact]
    public void A_snoozed_card_comes_back()
    {
        var state = Issued();
        state = CardDecider.Snooze(state, Only(state).Id, 10, "ann", _floor.Now).Value!.State;
        Assert.Equal((CardState.Snoozed, TestFloor.At(10)), (Only(state).State, Only(state).SnoozedUntil));

        _floor.Clock(5);
        Assert.Empty(Decide(state).Cards);
        _floor.Clock(10);
        Assert.Equal(CardState.Proposed, Assert.Single(Decide(state).Cards).State);
    }

    [Fact]
    public void A_rejected_cards_people_are_not_offered_to_that_sector_for_an_hour()
    {
        var state = Issued();
        var change = CardDecider.Reject(state, Only(state).Id, "Too busy", "ann", _floor.Now).Value!;
        Assert.Equal((CardState.Rejected, "ann", "Too busy"), (change.Cards[0].State, change.Cards[0].DecidedBy, change.Cards[0].Reason));
        Assert.Equal(2, change.Reservations.Count(r => !r.Held));

        _floor.Clock(59).Load("pack", 90, 60);
        Assert.Empty(Decide(change.State).Cards);
        _floor.Clock(60);
        Assert.Single(Decide(change.State).Cards);
    }

    [Fact]
    public void Accepting_hands_out_the_moves_and_counts()
    {
        var state = Issued();
        var change = CardDecider.Accept(state, Only(state).Id, null, _floor.Snapshot(), "ann").Value!;

        var id = Only(state).Id;
        Assert.Equal([new CardOrder(id, "m1", "p1", "pack"), new CardOrder(id, "m2", "p2", "pack")], change.Orders);
        Assert.Equal((CardState.Accepted, 2, "ann"), (change.Cards[0].State, change.Cards[0].Version, change.Cards[0].DecidedBy));
        Assert.Equal(Only(state).Benefit, change.Cards[0].Benefit);
        Assert.Empty(change.Reservations);
        Assert.Equal(1, change.State.Counts.Accepted);
    }

    [Fact]
    public void A_part_is_promised_for_what_it_saves_alone()
    {
        // Two save 311.25, one alone 277.5 (see the search's tests).
        var state = Issued();
        var change = CardDecider.Accept(state, Only(state).Id, [new RequestedAction("m2")], _floor.Snapshot(), "ann").Value!;

        Assert.Equal(277.5, change.Cards[0].Benefit.CostSaved.P50);
        Assert.Equal(["p2"], change.Orders.Select(m => m.Resource));
        Assert.Equal([new Reservation("p1", Only(state).Id, false)], change.Reservations);
        Assert.Contains("Move 1 from Pick now", change.Cards[0].Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_person_may_go_instead()
    {
        var state = Issued();
        RequestedAction[] requested = [new("m1", "p3"), new("m2")];
        var change = CardDecider.Accept(state, Only(state).Id, requested, _floor.Snapshot(), "ann").Value!;

        Assert.Equal(["p3", "p2"], change.Orders.Select(m => m.Resource));
        Assert.Equal([new Reservation("p3", Only(state).Id, true), new Reservation("p1", Only(state).Id, false)], change.Reservations);
    }

    [Theory]
    [InlineData("m9", null, "$.actions[0].id", "unknownAction")]
    [InlineData("m1", "nobody", "$.actions[0].resource", "notEligible")]
    [InlineData("m1", "k1", "$.actions[0].resource", "notEligible")]
    public void An_unknown_action_or_an_unfit_person_is_invalid(string action, string? resource, string path, string code)
    {
        var state = Issued();
        var refusal = CardDecider.Accept(state, Only(state).Id, [new RequestedAction(action, resource)], _floor.Snapshot(), "ann").Refusal!;

        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        Assert.Equal((path, code), (refusal.Faults![0].Path, refusal.Faults[0].Code));
    }

    [Fact]
    public void One_person_cannot_make_two_moves()
    {
        var state = Issued();
        RequestedAction[] requested = [new("m1", "p3"), new("m2", "p3")];

        var refusal = CardDecider.Accept(state, Only(state).Id, requested, _floor.Snapshot(), "ann").Refusal!;
        Assert.Equal("duplicateResource", refusal.Faults![0].Code);
    }

    [Fact]
    public void Only_a_proposed_or_snoozed_card_can_be_decided()
    {
        var state = Accepted();
        var id = Only(state).Id;
        Assert.Equal(RefusalKind.Conflict, CardDecider.Accept(state, id, null, _floor.Snapshot(), "ann").Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, CardDecider.Snooze(state, id, 5, "ann", _floor.Now).Refusal!.Kind);
        var refusal = CardDecider.Reject(state, id, "no", "ann", _floor.Now).Refusal!;
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        Assert.Contains("is accepted", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotFound, CardDecider.Reject(state, "a-x-1", "no", "ann", _floor.Now).Refusal!.Kind);
    }

    [Fact]
    public void An_expired_card_cannot_be_accepted_before_the_next_decision_either()
    {
        var state = Issued();
        _floor.Clock((Only(state).ExpiresAt - TestFloor.Start).TotalMinutes);

        Assert.Equal(RefusalKind.Conflict, CardDecider.Accept(state, Only(state).Id, null, _floor.Snapshot(), "ann").Refusal!.Kind);
    }

    [Fact]
    public void A_card_whose_person_has_left_cannot_be_accepted()
    {
        var state = Issued();
        _floor.Gone("p1");

        Assert.Equal(RefusalKind.Conflict, CardDecider.Accept(state, Only(state).Id, null, _floor.Snapshot(), "ann").Refusal!.Kind);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(481)]
    [InlineData(double.NaN)]
    public void Snoozing_takes_1_to_480_minutes(double minutes)
        => Assert.Equal(RefusalKind.Invalid, CardDecider.Snooze(Issued(), Only(Issued()).Id, minutes, "ann", _floor.Now).Refusal!.Kind);

    [Fact]
    public void A_rejection_needs_a_reason()
        => Assert.Equal(RefusalKind.Invalid, CardDecider.Reject(Issued(), Only(Issued()).Id, " ", "ann", _floor.Now).Refusal!.Kind);

    [Fact]
    public void A_card_follows_its_people_until_all_have_arrived()
    {
        var state = Accepted();
        var id = Only(state).Id;
        var later = Only(state).Actions[0].ArriveAt!.Value.AddSeconds(3);
        state = CardDecider.CarriedOut(state, id, "m1", null, later).State;
        state = CardDecider.CarriedOut(state, id, "m2", null).State;
        Assert.Equal((CardState.InProgress, 4), (Only(state).State, Only(state).Version));
        Assert.Equal((later, later.AddSeconds(-3)), (Only(state).Actions[0].ArriveAt!.Value, Only(state).Actions[1].ArriveAt!.Value));
        Assert.Same(state, CardDecider.CarriedOut(state, id, "m2", null).State);

        _floor.Clock(5).Present("p1", "pack", ResourceStateKind.Travelling, 10).Present("p2", "pack", ResourceStateKind.Travelling, 10);
        Assert.Empty(Decide(state).Cards);
        _floor.Clock(10);
        var done = Assert.Single(Decide(state).Cards);
        Assert.Equal(CardState.Done, done.State);
    }

    [Fact]
    public void A_card_none_of_whose_moves_could_be_made_is_superseded()
    {
        var state = Accepted();
        var id = Only(state).Id;
        state = CardDecider.CarriedOut(state, id, "m1", "p1 is down.").State;
        Assert.Equal(CardState.Accepted, Only(state).State);
        state = CardDecider.CarriedOut(state, id, "m2", "p2 is down.").State;

        Assert.Equal((CardState.Superseded, "None of it could be carried out: p2 is down."), (Only(state).State, Only(state).Reason));
    }

    [Fact]
    public void An_accepted_card_whose_people_never_arrive_is_closed()
    {
        var state = Accepted();
        var last = Only(state).ExpiresAt + CardDecider.ArrivalGrace;
        _floor.Clock((last - TestFloor.Start).TotalMinutes);

        Assert.Equal(CardState.Superseded, Decide(state).Cards[0].State);
    }

    [Fact]
    public void A_refused_promise_withdraws_the_card()
    {
        var state = Issued();
        var change = CardDecider.ReservationRefused(state, Only(state).Id, "p1", "promised to b-1");

        Assert.Equal(CardState.Superseded, change.Cards[0].State);
        Assert.Empty(change.State.Open);
    }

    [Fact]
    public void Closed_cards_are_kept_up_to_their_bound()
    {
        var state = Issued();
        var card = Only(state);
        var closed = Enumerable.Range(0, CoordinatorState.MaxClosed)
            .Select(i => card with { Id = $"old-{i}", State = CardState.Done }).ToArray();
        state = CardDecider.Reject(state with { Closed = closed }, card.Id, "no", "ann", _floor.Now).Value!.State;

        Assert.Equal(CoordinatorState.MaxClosed, state.Closed.Count);
        Assert.Equal("old-1", state.Closed[0].Id);
    }

    [Fact]
    public void The_same_state_and_floor_give_the_same_decision_byte_for_byte()
    {
        string Json()
        {
            var change = CardDecider.Decide(CoordinatorState.Of("a"), RolloutSearchTests.PackInTrouble().Snapshot(), Search);
            return JsonSerializer.Serialize(change, ContractJson.Options);
        }
        Assert.Equal(Json(), Json());
    }
}
