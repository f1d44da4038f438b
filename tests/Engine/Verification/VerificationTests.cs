using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Verification;
using SyncOps.Tests.Engine.Reallocation;
using SyncOps.Tests.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Verification;

/// <summary>Promise beside outcome: 90 wait in pack and 60/h come; two from pick, ten minutes away, are accepted.</summary>
public sealed class VerificationTests
{
    private readonly TestFloor _floor = RolloutSearchTests.PackInTrouble();
    private readonly RolloutSearch _search = new();

    /// <summary>The state after the card was accepted at the start and all its moves, or only some, were carried out.</summary>
    private CoordinatorState Accepted(string? refused = null)
    {
        var state = CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), _search).State;
        state = CardDecider.Accept(state, state.Open[0].Id, null, _floor.Snapshot(), "ann").Value!.State;
        foreach (var action in state.Open[0].Actions)
            state = CardDecider.CarriedOut(state, state.Open[0].Id, action.Id, action.Id == refused ? "is down" : null).State;
        return state;
    }

    /// <summary>Decisions every five minutes until an instant, while so many an hour arrive at pack and so many wait there.</summary>
    private CoordinatorChange Follow(CoordinatorState state, double until, double perHour, double waiting = 0)
    {
        _floor.Present("p1", "pack").Present("p2", "pack");
        var change = new CoordinatorChange { State = state };
        for (var minutes = 5.0; minutes <= until; minutes += 5)
        {
            _floor.Clock(minutes).Load("pack", waiting, perHour, with: l => l with { OutsideArrived = Units.Of(minutes * perHour / 60) });
            change = CardDecider.Decide(change.State, _floor.Snapshot(), _search);
        }
        return change;
    }

    private CoordinatorState Shadowed()
    {
        _floor.Policy(p => p with { ShadowShare = 1 });
        return CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), _search).State;
    }

    [Fact]
    public void When_as_much_came_as_was_expected_the_outcome_is_the_promise()
    {
        var state = Accepted();
        Assert.Equal(CardState.Done, Follow(state, 5, 60).State.Closed[^1].State);
        Assert.Empty(Follow(state, 235, 60).Cards);
        var change = Follow(state, 240, 60);

        var card = Assert.Single(change.Cards);
        Assert.Equal((CardState.Verified, At(240)), (card.State, card.Outcome!.VerifiedAt));
        Assert.Equal((311.25, card.Benefit.MinutesSaved.P50), (card.Outcome.CostSaved, card.Outcome.MinutesSaved));
        Assert.Equal((1, 311.25, 311.25, 1), (change.State.Ledger.Count, change.State.Ledger.PromisedCost, change.State.Ledger.VerifiedCost,
            change.State.Ledger.Inside));
        Assert.Equal(1, change.State.Counts.Verified);
        Assert.Empty(change.State.Cases);
        Assert.Empty(change.State.Arrivals.Samples);
    }

    [Fact]
    public void When_nothing_came_less_was_saved()
    {
        // Without: 90 go at 60/h in 90 min: 90 x 1.5 / 2 = 67.5. With: 80 are left after 10 min, then 180/h for 26.67 min:
        // 85 / 6 + 40 x 0.4444 = 31.94. Saved 35.56, less what the last minute's step rounds.
        var card = Assert.Single(Follow(Accepted(), 240, 0).Cards, c => c.State == CardState.Verified);

        Assert.InRange(card.Outcome!.CostSaved, 35.5, 35.56);
        Assert.Equal(311.25, card.Benefit.CostSaved.P50);
    }

    [Fact]
    public void Only_moves_that_were_carried_out_count()
    {
        // One alone saves 277.5 (see the search's tests).
        var card = Assert.Single(Follow(Accepted(refused: "m1"), 240, 60).Cards, c => c.State == CardState.Verified);

        Assert.Equal(277.5, card.Outcome!.CostSaved);
    }

    [Fact]
    public void A_coordinator_read_back_from_storage_in_between_verifies_the_same()
    {
        var half = Follow(Accepted(), 120, 60).State;
        var stored = StateSerializer.Serializer.Deserialize<CoordinatorState>(StateSerializer.Serializer.SerializeToArray(half))!;
        CardOutcome? On(CoordinatorState from)
        {
            var change = new CoordinatorChange { State = from };
            for (var minutes = 125.0; minutes <= 240; minutes += 5)
            {
                _floor.Clock(minutes).Load("pack", 0, 90, with: l => l with { OutsideArrived = Units.Of(120 + (minutes - 120) * 1.5) });
                change = CardDecider.Decide(change.State, _floor.Snapshot(), _search);
            }
            return change.State.Closed[^1].Outcome;
        }

        Assert.NotNull(On(half));
        Assert.Equal(On(half), On(stored));
    }

    [Fact]
    public void A_card_awaiting_verification_stays_at_hand_whatever_is_closed_after_it()
    {
        var state = Follow(Accepted(), 5, 60).State;
        var (id, old) = (state.Closed[^1].Id, state.Closed[^1] with { State = CardState.Rejected });
        state = state with { Closed = [.. state.Closed, .. Enumerable.Range(0, 30).Select(i => old with { Id = $"old-{i}" })] };
        state = Follow(state, 120, 60).State;

        Assert.Equal(CoordinatorState.MaxClosed, state.Closed.Count);
        Assert.Equal((id, "old-11"), (state.Closed[0].Id, state.Closed[1].Id));
    }

    [Fact]
    public void Samples_are_a_decision_interval_apart_and_few()
    {
        var state = Follow(Accepted(), 5, 60).State;
        _floor.Clock(7);
        var same = CardDecider.Decide(state, _floor.Snapshot(), _search).State;

        Assert.Equal([Start, At(5)], state.Arrivals.Samples.Select(s => s.At));
        Assert.True(same.FollowsAs(state));
        _floor.Horizon = TimeSpan.FromHours(24);
        Assert.Equal(TimeSpan.FromMinutes(15), ArrivalLog.Spacing(_floor.Snapshot()));
    }

    [Fact]
    public void More_cards_than_can_be_followed_end_done()
    {
        var state = CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), _search).State;
        var filler = Shadowed().Cases[0] with { Sector = "pick" };
        state = state with { Cases = Enumerable.Range(0, CoordinatorState.MaxCases).Select(i => filler with { Card = $"x{i}" }).ToArray() };

        var after = CardDecider.Accept(state, state.Open[0].Id, null, _floor.Snapshot(), "ann").Value!.State;
        Assert.Equal(CoordinatorState.MaxCases, after.Cases.Count);
        Assert.DoesNotContain(after.Cases, c => c.Card == state.Open[0].Id);
    }

    [Fact]
    public void A_case_whose_people_have_left_the_floor_cannot_be_verified()
    {
        var state = Accepted();
        var floor = _floor.Floor();
        var gone = Floor.Of(floor.Document with { Resources = [.. floor.Document.Resources.Where(r => r.Id != "p1")] });

        Assert.NotNull(Verifier.Verify(state.Cases[0], state.Arrivals, floor, ["m1"], At(240)));
        Assert.Null(Verifier.Verify(state.Cases[0], state.Arrivals, gone, ["m1"], At(240)));
        Assert.Null(Verifier.Verify(state.Cases[0], state.Arrivals, floor, [], At(240)));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Tokyo")]      // midnight at 15:00 UTC, between the samples
    public void What_arrived_between_two_samples_counts_across_midnight(string zone)
    {
        var state = Accepted();
        _floor.Zone(zone).Clock(240).Load("pack", 0, 60, with: l => l with { OutsideArrived = Units.Of(240) });

        Assert.Equal(311.25, Verifier.Verify(
            state.Cases[0], state.Arrivals.With(_floor.Snapshot()), _floor.Floor(), ["m1", "m2"], At(240))!.CostSaved);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-10.0)]
    [InlineData(30.0)]
    public void Trucks_wait_for_what_they_waited_for(double? orderBy)
    {
        // As much came as was expected, so each truck misses what it was expected to miss, with and without.
        _floor.CutOff("pack", 60, costPerLateUnit: 5, orderBy).CutOff("pack", 90, costPerLateUnit: 3, orderBy)
            .Load("pack", 90, 60, with: l => l with
            {
                ByDue = [new DueBacklog(At(60), Units.Of(70)), new DueBacklog(At(90), Units.Of(20))],
            });
        var card = Assert.Single(Follow(Accepted(), 240, 60).Cards, c => c.State == CardState.Verified);

        Assert.Equal(card.Benefit.CostSaved.P50, card.Outcome!.CostSaved);
        Assert.NotEqual(311.25, card.Outcome.CostSaved);
    }

    [Fact]
    public void A_shadow_card_is_computed_and_never_shown()
    {
        _floor.Policy(p => p with { ShadowShare = 1 });
        var change = CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), _search);

        Assert.Empty(change.Cards);
        Assert.Empty(change.Reservations);
        var shadow = Assert.Single(change.State.Cases);
        Assert.True(shadow.IsShadow);
        Assert.Equal(("a-20260302T120000Z-1", 311.25), (shadow.Card, shadow.Promise.CostSaved.P50));
        Assert.Single(change.State.IssuedAt);
        _floor.Clock(5).Policy(p => p with { ShadowShare = 0 });
        Assert.Empty(CardDecider.Decide(change.State, _floor.Snapshot(), _search).Cards);
        _floor.Clock((shadow.ShadowUntil!.Value - Start).TotalMinutes).Load("pack", 90, 60);
        Assert.Single(CardDecider.Decide(change.State, _floor.Snapshot(), _search).Cards);
    }

    [Fact]
    public void What_is_saved_without_a_card_is_kept_apart()
    {
        // Had nobody done anything 90 would have waited for 4 h, 360; the moves would have saved 311.25 of it. Really 90 fell to 30 within
        // the first five minutes and stayed there: saved (60 / 2) / 12 + 60 x 235 / 60 = 237.5.
        var ledger = Follow(Shadowed(), 240, 60, waiting: 30).State.Ledger;

        Assert.Equal(new ShadowTally(1, 311.25, 311.25, 237.5), ledger.Shadow);
        Assert.Equal((0, 0), (ledger.Count, ledger.VerifiedCost));
    }

    [Fact]
    public void A_shadow_whose_sector_is_helped_after_all_tells_nothing()
    {
        var shadow = Shadowed().Cases;
        _floor.Policy(p => p with { ShadowShare = 0 });
        var state = CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), _search).State with { Cases = shadow };
        state = CardDecider.Accept(state, state.Open[0].Id, null, _floor.Snapshot(), "ann").Value!.State;

        Assert.False(Assert.Single(state.Cases).IsShadow);
    }
}
