using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Reallocation;

/// <summary>Each gate by itself, and that whatever a search proposes passes all of them.</summary>
public sealed class TrustGatesTests
{
    private readonly TestFloor _floor = RolloutSearchTests.PackInTrouble();

    private ScenarioSet Without() => ScenarioSet.Of(_floor.Projector());

    /// <summary>People of pick to pack, or of pack to pick, as a search would propose it that asks nobody.</summary>
    private Proposal Proposal(string to = "pack", params string[] people)
    {
        var (without, floor) = (Without(), _floor.Floor());
        PlannedMove[] moves = [.. people.Select(p => new PlannedMove(
            floor.ResourceIndex(p), floor.SectorIndex(to == "pack" ? "pick" : "pack"), floor.SectorIndex(to), 0, 10))];
        var range = new Range3(10, 20, 30);
        return new Proposal
        {
            Sector = floor.SectorIndex(to), Moves = moves, Eligible = [.. moves.Select(_ => Array.Empty<int>())],
            Without = without, With = without.With(moves), Benefit = new CardBenefit(range, range), ExpiresAfterMinutes = 20,
        };
    }

    private CoordinatorChange Decide(CoordinatorState? state, params Proposal[] proposals)
        => CardDecider.Decide(state ?? CoordinatorState.Of("a"), _floor.Snapshot(), new Stubborn(proposals));

    [Theory]
    [InlineData(30, null)]
    [InlineData(31, "Count Pack: nothing was heard of it for 31 min.")]
    public void No_advice_on_data_older_than_two_intervals_but_word_to_count(double minutes, string? reason)
    {
        _floor.Clock(minutes);
        Assert.Equal(reason, TrustGates.PhantomBacklog(Without(), 0));

        var change = Decide(null, Proposal("pack", "p1"));
        Assert.Equal(reason is null ? 1 : 0, change.Cards.Count);
        Assert.Equal([reason, null], change.Outlook.Select(o => o.ReasonLine));
    }

    [Theory]
    [InlineData(10, 60, null)]
    [InlineData(10.6, 31, "Count Pack: counts had to correct 11 % of what it completed.")]
    [InlineData(12, 31, "Count Pack: counts had to correct 12 % of what it completed.")]
    [InlineData(12, 30, null)]      // counted two intervals ago: what it shows is what is there
    public void No_advice_where_corrections_pass_a_tenth_of_the_throughput_until_it_is_counted(double corrected, double ago, string? reason)
    {
        _floor.Load("pack", 90, 60, with: l => l with
        {
            Totals = new WorkTotals(Units.Of(190), Units.Of(100), Units.Zero, Units.Zero),
            Corrected = Units.Of(corrected), CountedAt = At(-ago),
        });
        Assert.Equal(reason, TrustGates.PhantomBacklog(Without(), 0));
        Assert.Equal(reason is null ? 1 : 0, Decide(null, Proposal("pack", "p1")).Cards.Count);
    }

    [Fact]
    public void Nobody_is_taken_from_where_figures_are_not_to_be_trusted()
    {
        _floor.Load("pick", 5, 30).Clock(31).Load("pack", 90, 60);
        Assert.Empty(Decide(null, Proposal("pack", "p1")).Cards);
        Assert.Empty(CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), new RolloutSearch()).Cards);
        Assert.Single(CardDecider.Decide(CoordinatorState.Of("a"), _floor.Load("pick", 5, 30).Snapshot(), new RolloutSearch()).Cards);
    }

    [Fact]
    public void An_hour_has_so_many_cards_as_the_policy_allows()
    {
        Assert.Null(TrustGates.HourIsFull(new FloorPolicy { MaxCardsPerHour = 3 }, 2));
        Assert.Equal("3 cards came within the hour; at most 3 may.", TrustGates.HourIsFull(new FloorPolicy { MaxCardsPerHour = 3 }, 3));
    }

    [Fact]
    public void No_card_for_too_few_units_or_when_it_may_save_nothing()
    {
        // 90 wait and 240 arrive within the four hours, all of them above the target.
        Assert.Null(TrustGates.TooLittle(Proposal("pack", "p1"), Saves(0.01)));
        Assert.Equal("It may save nothing.", TrustGates.TooLittle(Proposal("pack", "p1"), Saves(0)));
        _floor.Policy(p => p with { MinUnits = 330 });
        Assert.Null(TrustGates.TooLittle(Proposal("pack", "p1"), Saves(0.01)));
        _floor.Policy(p => p with { MinUnits = 331 });
        Assert.Equal("It affects 330 units; 331 are needed.", TrustGates.TooLittle(Proposal("pack", "p1"), Saves(0.01)));
        Assert.Empty(Decide(null, Proposal("pack", "p1")).Cards);
    }

    [Fact]
    public void A_rejected_cause_is_told_again_when_twice_the_money_is_at_stake()
    {
        string? Told(double rejected, string who = "p1", double until = 60) => TrustGates.StillRejected(
            Proposal("pack", "p1"), Saves(20), [new Silence("pack", [who], At(until), rejected)]);

        Assert.Null(Told(rejected: 10));
        Assert.Equal("Asking them for pack was rejected.", Told(rejected: 10.01));
        Assert.NotNull(Told(rejected: 0));      // not known
        Assert.Null(Told(rejected: 15, who: "p2"));
        Assert.Null(Told(rejected: 15, until: 0));
    }

    [Fact]
    public void A_rejected_card_comes_back_within_the_hour_when_the_trouble_has_doubled()
    {
        // Two people save 311.25 of the 360 that 90 waiting cost in 4 h; 270 waiting cost 1,080, of which they save more than twice that.
        var search = new RolloutSearch();
        var state = CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), search).State;
        state = CardDecider.Reject(state, state.Open[0].Id, "no", "ann", _floor.Now).Value!.State;
        _floor.Clock(5);
        Assert.Empty(CardDecider.Decide(state, _floor.Load("pack", 110, 60).Snapshot(), search).Cards);

        var again = Assert.Single(CardDecider.Decide(state, _floor.Load("pack", 270, 60).Snapshot(), search).Cards);
        Assert.Equal("p1", again.Actions[0].Resource);
        Assert.True(again.Benefit.CostSaved.P50 >= 2 * 311.25, $"{again.Benefit.CostSaved.P50}");
    }

    public static TheoryData<string, string> WrongPeople => new()
    {
        { "break", "p1 is not working now but break." },
        { "uncertified", "p1 has no valid skill for Pack." },
        { "silent", "p1 was last seen 16 min ago." },
        { "dwell", "p1 was moved less than 30 min ago." },
        { "moves", "p1 has been moved 4 times this shift; at most 4 are allowed." },
        { "consent", "p1 has not agreed to be moved by advice." },
        { "promised", "p1 is promised already." },
    };

    [Theory]
    [MemberData(nameof(WrongPeople))]
    public void The_wrong_person_is_never_asked_whatever_a_search_proposes(string why, string reason)
    {
        Assert.Single(Decide(null, Proposal("pack", "p1")).Cards);
        _ = why switch
        {
            "break" => _floor.Present("p1", "pick", ResourceStateKind.Break),
            "uncertified" => _floor.Change("p1", (ResourceSpec r) => r with
                { Skills = [r.Skills[0], r.Skills[1] with { ValidUntil = Start }] }),
            "silent" => _floor.Change("p1", (Presence p) => p with { SeenAt = At(-16), SendsHeartbeats = true }),
            "dwell" => _floor.Change("p1", (Presence p) => p with { LastMoveAt = At(-29) }),
            "moves" => _floor.Change("p1", (Presence p) => p with { MovesThisShift = 4 }),
            "consent" => _floor.Change("p1", (ResourceSpec r) => r with { Consent = false }),
            _ => _floor.Change("p1", (Presence p) => p with { ReservedFor = "b-20260302T115500Z-1" }),
        };

        Assert.Equal(reason, TrustGates.WrongPerson(Proposal("pack", "p1"), []));
        Assert.Empty(Decide(null, Proposal("pack", "p1")).Cards);
    }

    [Fact]
    public void Only_the_silence_of_someone_who_sends_heartbeats_means_anything()
    {
        _floor.Change("p1", (Presence p) => p with { SeenAt = At(-600) });
        Assert.Null(TrustGates.WrongPerson(Proposal("pack", "p1"), []));
        _floor.Change("p1", (Presence p) => p with { SeenAt = At(-15), SendsHeartbeats = true });
        Assert.Null(TrustGates.WrongPerson(Proposal("pack", "p1"), []));
    }

    [Theory]
    [InlineData(59, 120, "It would reverse what was done at 2026-03-02T12:00:00Z.", null)]      // 100 + 2 sqrt(100) = 120 are explained
    [InlineData(60, 120, null, null)]
    [InlineData(59, 121, null, "Pick jumped to 121 orders where at most 120 were expected.")]
    public void A_donor_is_not_helped_within_the_hour_unless_it_jumped_beyond_what_was_expected(
        double minutes, double backlog, string? reason, string? shock)
    {
        var helps = new[] { Helped(to: "pack", from: "pick", ("pick", 100)) };
        _floor.Clock(minutes).Load("pick", backlog, 600).Load("pack", 0).Present("k1", "pack").Resource("k1", ("pack", 60), ("pick", 60));
        var proposal = Proposal("pick", "k1");

        Assert.Equal(reason, TrustGates.PingPong(proposal, helps));
        Assert.Equal(shock, TrustGates.Shock(proposal, helps));
        var cards = Decide(CoordinatorState.Of("a") with { Helps = helps }, proposal).Cards;
        Assert.Equal(reason is null ? 1 : 0, cards.Count);
        if (shock is not null) Assert.EndsWith(shock, cards[0].ReasonLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_helped_sector_gives_nobody_within_the_hour_and_the_search_looks_elsewhere()
    {
        var helps = new[] { Helped(to: "pick", from: "dock", ("pack", 90)) };
        Assert.NotNull(TrustGates.PingPong(Proposal("pack", "p1"), helps));
        _floor.Sector("sort").Resource("s1", ("sort", 60), ("pack", 60)).Present("s1", "sort");

        var state = CoordinatorState.Of("a") with { Helps = helps };
        var card = Assert.Single(CardDecider.Decide(state, _floor.Snapshot(), new RolloutSearch()).Cards);
        Assert.Equal(["s1"], card.Actions.Select(a => a.Resource));
    }

    [Fact]
    public void What_was_accepted_is_not_reversed()
    {
        var search = new RolloutSearch();
        var state = CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), search).State;
        state = CardDecider.Accept(state, state.Open[0].Id, null, _floor.Snapshot(), "ann").Value!.State;

        var help = Assert.Single(state.Helps);
        Assert.Equal("pack", Assert.Single(help.To));
        Assert.Equal("pick", Assert.Single(help.From));
        // High demand: by minute t come t + 0.8416 sqrt((0.2533 t)^2 + 3 t), where 0.2533^2 = 0.15^2 + 3 / (12 + 60): 60 came in the hour
        // before. 60/h go until the two come at 10 min, then 180/h: 90 + 15 + 6.49 - 10 - 15 at 15 min, and so on.
        Assert.Equal([90, 86.489, 60.230, 33.699, 7.062], help.Expected[0].HighUnits, (a, b) => Math.Abs(a - b) < 0.002);
        Assert.Equal(90 + (86.489 - 90) / 3, help.ExpectedAt("pack", At(5))!.Value, 2);
        Assert.Null(help.ExpectedAt("nowhere", At(5)));
        Assert.Empty(CardDecider.Decide(state, _floor.Clock(60).Snapshot(), search).State.Helps);
    }

    [Theory]
    [InlineData(20, 1, true)]
    [InlineData(20.1, 1, false)]
    [InlineData(20, 0, false)]
    public void A_card_is_accepted_alone_when_it_saves_the_minutes_with_few_enough_moves(double minutes, int moves, bool accepted)
    {
        _floor.Policy(p => p with { AutoAccept = new AutoAccept(minutes, moves) });
        var change = Decide(null, Proposal("pack", "p1"));

        var card = Assert.Single(change.Cards);
        Assert.Equal(
            accepted ? (CardState.Accepted, "policy", 2) : (CardState.Proposed, null, 1), (card.State, card.DecidedBy, card.Version));
        Assert.Equal(accepted ? [new CardOrder(card.Id, "m1", "p1", "pack")] : [], change.Orders);
        Assert.Equal([new Reservation("p1", card.Id, true)], change.Reservations);
        Assert.Equal(accepted ? 1 : 0, change.State.Cases.Count);
    }

    [Fact]
    public void What_the_policy_accepted_in_a_decision_cut_short_is_accepted_again_as_it_was()
    {
        _floor.Policy(p => p with { AutoAccept = new AutoAccept(1, 2) });
        CoordinatorChange Taken() => CardDecider.Decide(CoordinatorState.Of("a"), _floor.Snapshot(), new RolloutSearch());

        var first = Taken();
        foreach (var promise in first.Reservations) _floor.Change(promise.Resource, (Presence p) => p with { ReservedFor = promise.Card });
        var again = Taken();

        Assert.Equal(CardState.Accepted, Assert.Single(first.Cards).State);
        Assert.Equal(first.Orders, again.Orders);
        Assert.Equal(Text(first), Text(again));

        static string Text(CoordinatorChange change)
            => JsonSerializer.Serialize(new { change.Cards, change.State.Cases, change.State.Helps }, ContractJson.Options);
    }

    [Fact]
    public void A_share_of_cards_is_drawn_into_the_shadow_always_the_same()
    {
        int Drawn(double share) => Enumerable.Range(0, 1_000).Count(i => TrustGates.IsShadow(
            _floor.Policy(p => p with { ShadowShare = share }).Floor().Document, $"a-{i}"));

        Assert.Equal((0, 1_000), (Drawn(0), Drawn(1)));
        Assert.InRange(Drawn(0.25), 195, 305);       // 250, four standard deviations of 13.7
        Assert.Equal(Drawn(0.25), Drawn(0.25));
    }

    private static CardBenefit Saves(double p20) => new(Range3.Certain(10), new Range3(p20, 20, 30));

    private static AcceptedHelp Helped(string to, string from, params (string Sector, double High)[] expected) => new()
    {
        Card = "c", At = Start, To = [to], From = [from],
        Expected = [.. expected.Select(e => new ExpectedBacklog(e.Sector, [e.High, e.High, e.High, e.High, e.High]))],
    };

    /// <summary>Proposes the same whatever was asked.</summary>
    private sealed class Stubborn(IReadOnlyList<Proposal> proposals) : IReallocationSearch
    {
        public IReadOnlyList<Proposal> Search(SearchRequest request) => proposals;
    }
}
