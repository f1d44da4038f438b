using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Verification;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Verification;

public sealed class CalibrationTests
{
    private static readonly CardBenefit Promise = new(new Range3(8, 10, 14), new Range3(80, 100, 140));

    private static PreventionLedger Ledger(params (double Promised, double Saved)[] cards)
        => cards.Aggregate(PreventionLedger.Empty, (ledger, c) => ledger.With(Entry(c.Promised, c.Saved)));

    private static LedgerEntry Entry(double promised, double saved)
    {
        var promise = new CardBenefit(new Range3(8, 10, 14), new Range3(promised - 20, promised, promised + 40));
        return new LedgerEntry("c", promise, promise, new CardOutcome(10, saved, At(0)));
    }

    [Fact]
    public void Slope_bias_and_share_inside_are_those_of_the_ledger()
    {
        // Through the origin: (100 x 90 + 200 x 130) / (100^2 + 200^2) = 35,000 / 50,000; bias ((90 - 100) + (130 - 200)) / 2; 90 is within
        // 80 to 140, 130 not within 180 to 240.
        var calibration = Calibration.Of(Ledger((100, 90), (200, 130)))!;

        Assert.Equal((2, 0.7, -40.0, 0.5), (calibration.Count, calibration.Slope, calibration.MeanBias, calibration.InsideShare));
        Assert.Null(Calibration.Of(PreventionLedger.Empty));
    }

    [Fact]
    public void Areas_add_up_as_if_they_had_one_ledger()
    {
        var (one, other) = (Ledger((100, 90), (200, 130)), Ledger((50, 60)));
        var pooled = Calibration.Pool([Calibration.Of(one), null, Calibration.Of(other)])!;

        // (35,000 + 3,000) / (50,000 + 2,500) = 0.7238; (-10 - 70 + 10) / 3; two of three inside.
        Assert.Equal((3, 0.7238, -23.33, 0.6667), (pooled.Count, pooled.Slope, pooled.MeanBias, pooled.InsideShare));
        Assert.Equal(Calibration.Of(Ledger((100, 90), (200, 130), (50, 60)))!.Slope, pooled.Slope);
        Assert.Null(Calibration.Pool([null]));
    }

    [Fact]
    public void Ranges_grow_until_six_in_ten_outcomes_would_have_been_inside()
    {
        // Of 20 outcomes 8 are 60 below, three half-ranges of 20, and 12 at most one: the 12th of them decides. With 9 the three does.
        (double, double)[] Cards(int far) => [.. Enumerable.Range(0, 20).Select(i => (100.0, i < far ? 40.0 : 80.0))];

        Assert.Equal(Promise.CostSaved, Calibration.Apply(Ledger(Cards(8)), Promise).CostSaved);
        Assert.Equal(new Range3(40, 100, 220), Calibration.Apply(Ledger(Cards(9)), Promise).CostSaved);
    }

    [Fact]
    public void Ranges_shrink_to_half_at_most_and_grow_to_four_times()
    {
        (double, double)[] Cards(double saved) => [.. Enumerable.Repeat((100.0, saved), 20)];

        Assert.Equal(new Range3(90, 100, 120), Calibration.Apply(Ledger(Cards(100)), Promise).CostSaved);
        Assert.Equal(new Range3(9, 10, 12), Calibration.Apply(Ledger(Cards(100)), Promise).MinutesSaved);
        Assert.Equal(new Range3(20, 100, 260), Calibration.Apply(Ledger(Cards(-900)), Promise).CostSaved);
    }

    [Fact]
    public void Fewer_than_twenty_verified_cards_change_no_range()
    {
        var cards = Enumerable.Repeat((100.0, -900.0), Calibration.MinCards - 1).ToArray();

        Assert.Same(Promise, Calibration.Apply(Ledger(cards), Promise));
        Assert.NotEqual(Promise, Calibration.Apply(Ledger([.. cards, (100, -900)]), Promise));
    }

    [Fact]
    public void The_latest_hundred_are_kept_and_the_sums_hold_all()
    {
        var ledger = Ledger([.. Enumerable.Range(1, 101).Select(i => (100.0, (double)i))]);

        Assert.Equal((100, 2.0), (ledger.Latest.Count, ledger.Latest[0].Outcome.CostSaved));
        Assert.Equal((101, 10_100.0, 5_151.0), (ledger.Count, ledger.PromisedCost, ledger.VerifiedCost));      // 101 x 102 / 2
    }

    [Fact]
    public void A_card_shows_the_calibrated_ranges_and_keeps_what_was_computed()
    {
        var floor = Reallocation.RolloutSearchTests.PackInTrouble();
        var plain = CardDecider.Decide(CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch()).Cards[0];
        var ledger = Ledger([.. Enumerable.Repeat((100.0, 100.0), 20)]);
        var state = CardDecider.Decide(CoordinatorState.Of("a") with { Ledger = ledger }, floor.Snapshot(), new RolloutSearch()).State;
        var card = state.Open[0];

        Assert.Null(plain.Computed);
        Assert.Equal(plain.Benefit, card.Computed);
        var (shown, computed) = (card.Benefit.CostSaved, plain.Benefit.CostSaved);
        Assert.InRange(shown.P20 - (computed.P50 - (computed.P50 - computed.P20) / 2), -0.0051, 0.0051);    // shown in cents
        var followed = CardDecider.Accept(state, card.Id, null, floor.Snapshot(), "ann").Value!.State.Cases[0];
        Assert.Equal((card.Benefit, card.Computed), (followed.Promise, followed.Computed));
    }

    [Fact]
    public void A_card_that_may_save_nothing_by_what_was_learnt_is_not_shown()
    {
        var ledger = Ledger([.. Enumerable.Repeat((100.0, -900.0), 20)]);      // four times wider
        var floor = Reallocation.RolloutSearchTests.PackInTrouble(moveCost: 65);
        var card = Assert.Single(CardDecider.Decide(CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch()).Cards);
        Assert.True(card.Benefit.CostSaved.P50 - 4 * (card.Benefit.CostSaved.P50 - card.Benefit.CostSaved.P20) <= 0);

        Assert.Empty(CardDecider.Decide(CoordinatorState.Of("a") with { Ledger = ledger }, floor.Snapshot(), new RolloutSearch()).Cards);
    }
}
