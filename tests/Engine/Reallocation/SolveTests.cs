using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Reallocation;

/// <summary>The costly half of a decision, and what is made of it when the state or the site has gone on meanwhile.</summary>
public sealed class SolveTests
{
    private static readonly CoordinatorState Fresh = CoordinatorState.Of("a");

    private readonly TestFloor _floor = RolloutSearchTests.PackInTrouble().Sector("pick", 15, s => s with { MinStaff = 1 });
    private readonly Calendar _calendar;

    public SolveTests() => _calendar = _floor.Calendar();

    /// <summary>The site as it is by now, on the floor and days that it began with.</summary>
    private SiteSnapshot Now() => SiteSnapshot.Of(_calendar, new[] { "pack", "pick" }.Select(_floor.LoadOf), _floor.Now);

    private Solution Solved(CoordinatorState? state = null) => CardDecider.Solve(state ?? Fresh, Now(), new RolloutSearch());

    [Fact]
    public void Both_halves_on_one_snapshot_are_the_whole_decision()
    {
        var site = Now();
        var halves = CardDecider.Decide(Fresh, CardDecider.Solve(Fresh, site, new RolloutSearch()), site);
        var whole = CardDecider.Decide(Fresh, site, new RolloutSearch());

        Assert.Single(halves.Cards);
        Assert.Equal(Text(whole), Text(halves));

        static string Text(CoordinatorChange change)
            => JsonSerializer.Serialize(new { change.State, change.Cards, change.Reservations, change.Outlook }, ContractJson.Options);
    }

    [Fact]
    public void A_late_decision_issues_what_was_found_as_of_when_it_was_found()
    {
        var solution = Solved();
        _floor.Clock(2);
        var change = CardDecider.Decide(Fresh, solution, Now());

        var card = Assert.Single(change.Cards);
        Assert.Equal(("a-20260302T120000Z-1", Start), (card.Id, card.IssuedAt));
        Assert.Equal(["p1", "p2"], card.Actions.Select(a => a.Resource));
        Assert.Equal(At(2), change.State.LastDecidedAt);
        Assert.All(change.Outlook, o => Assert.Equal(Start, o.AsOf));
    }

    public static TheoryData<string, string> Overtaking => new()
    {
        { "promised", "p1 is promised to b-20260302T120100Z-1 meanwhile." },
        { "moved", "p1 has left Pick meanwhile." },
        { "gone", "p1 has left Pick meanwhile." },
        { "break", "p1 is not working now but break." },
        { "spare", "Pick can no longer spare so many." },
        { "places", "Pack no longer has a place for so many." },
        { "help", "Help that touches the same sectors was accepted meanwhile." },
    };

    [Theory]
    [MemberData(nameof(Overtaking))]
    public void A_proposal_that_the_site_has_overtaken_is_dropped(string how, string reason)
    {
        if (how == "places") _floor.Sector("pack", 15, s => s with { MaxStaff = 3 }).Load("pack", 90, 60);
        var calendar = _floor.Calendar();
        SiteSnapshot Site() => SiteSnapshot.Of(calendar, new[] { "pack", "pick" }.Select(_floor.LoadOf), _floor.Now);
        var solution = CardDecider.Solve(Fresh, Site(), new RolloutSearch());
        _floor.Clock(2);
        Assert.Single(CardDecider.Decide(Fresh, solution, Site()).Cards);
        _ = how switch
        {
            "promised" => _floor.Change("p1", (Presence p) => p with { ReservedFor = "b-20260302T120100Z-1" }),
            "moved" => _floor.Present("p1", "pack"),
            "gone" => _floor.Gone("p1"),
            "break" => _floor.Present("p1", "pick", ResourceStateKind.Break),
            "spare" => _floor.Gone("p3"),                       // of two left one must stay
            "places" => _floor.Present("p3", "pack"),           // with k1 two of three places are taken
            _ => _floor,
        };
        AcceptedHelp[] helps = how == "help"
            ? [new AcceptedHelp { Card = "c", At = At(1), To = ["dock"], From = ["pick"], Expected = [] }]
            : [];

        Assert.Equal(reason, TrustGates.Overtaken(solution.Proposals[0], helps, Site()));
        Assert.Null(TrustGates.Overtaken(solution.Proposals[0], helps, solution.Site));
        Assert.Empty(CardDecider.Decide(Fresh with { Helps = helps }, solution, Site()).Cards);
    }

    [Fact]
    public void A_proposal_that_the_cards_have_overtaken_is_dropped()
    {
        var solution = Solved();
        _floor.Clock(1);
        var issued = CardDecider.Decide(Fresh, solution, Now()).State;
        _floor.Clock(2);
        Assert.Empty(CardDecider.Decide(issued with { LastDecidedAt = Start }, solution, Now()).Cards);       // covered
        var rejected = CardDecider.Reject(issued, issued.Open[0].Id, "no", "ann", _floor.Now).Value!.State;
        Assert.Empty(CardDecider.Decide(rejected with { LastDecidedAt = Start }, solution, Now()).Cards);     // silenced
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(5.1, 0)]
    public void Nothing_is_issued_on_a_snapshot_older_than_a_decision_interval(double minutes, int cards)
    {
        var solution = Solved();
        _floor.Clock(minutes);
        Assert.Equal(cards, CardDecider.Decide(Fresh, solution, Now()).Cards.Count);
    }

    [Fact]
    public void A_solution_of_another_floor_or_other_days_changes_nothing()
    {
        var solution = Solved();
        var change = CardDecider.Decide(Fresh, solution, _floor.Clock(1).Snapshot());

        Assert.Same(Fresh, change.State);
        Assert.Empty(change.Outlook);
    }

    [Theory]
    [InlineData(0, false, new string[0])]
    [InlineData(6, false, new[] { "p1" })]      // 3 with nobody moved, 2 to rank, and the first of three futures of p1 alone
    [InlineData(SearchBudget.UsualRollouts, true, new[] { "p1", "p2" })]
    public void Where_the_budget_ends_the_best_found_by_then_is_proposed_judged_in_full(int rollouts, bool isThrough, string[] people)
    {
        var without = ScenarioSet.Of(new Projector(Now()));
        var budget = new SearchBudget(rollouts);
        var found = new RolloutSearch().Search(new SearchRequest { Without = without, Area = "a", Budget = budget });

        Assert.Equal(isThrough, !budget.RanOut);
        Assert.Equal(people, found.SelectMany(p => p.Moves).Select(m => _floor.Floor().Resources[m.Resource].Id));
        foreach (var proposal in found)
        {
            var with = without.With([.. proposal.Moves]);
            Assert.Equal(without.Range(k => without.TotalCost(k) - with.TotalCost(k)).P50, proposal.Benefit.CostSaved.P50, 6);
        }
    }

    [Fact]
    public void A_search_whose_time_is_over_leaves_the_outlook()
    {
        var solution = CardDecider.Solve(Fresh, Now(), new RolloutSearch(), new SearchBudget(1_000, new CancellationToken(canceled: true)));

        Assert.True(solution.IsCutShort);
        Assert.Empty(solution.Proposals);
        Assert.Equal(["pack", "pick"], CardDecider.Decide(Fresh, solution, solution.Site).Outlook.Select(o => o.Sector));
    }

    [Fact]
    public void A_search_that_throws_leaves_the_outlook_which_says_so_where_nobody_is_advised()
    {
        var solution = CardDecider.Solve(Fresh, Now(), new Broken());
        var change = CardDecider.Decide(Fresh, solution, solution.Site);

        Assert.IsType<DivideByZeroException>(solution.Failure);
        Assert.Empty(change.Cards);
        Assert.Equal([CardDecider.SearchFailed, null], change.Outlook.Select(o => o.ReasonLine));
        Assert.Equal([ReasonKind.Failure, null], change.Outlook.Select(o => o.ReasonKind));

        _floor.Clock(5);
        Assert.Single(CardDecider.Decide(change.State, Solved(change.State), Now()).Cards);
    }

    [Fact]
    public void A_sector_with_an_open_card_is_advised_whether_or_not_the_search_fails()
    {
        var state = CardDecider.Decide(Fresh, Solved(), Now()).State;
        _floor.Clock(5);

        Assert.All(CardDecider.Solve(state, Now(), new Broken()).Outlook, o => Assert.Null(o.ReasonLine));
    }

    [Fact]
    public void Whoever_asks_for_the_whole_decision_is_told_of_a_failure()
        => Assert.Throws<InvalidOperationException>(() => CardDecider.Decide(Fresh, Now(), new Broken()));

    private sealed class Broken : IReallocationSearch
    {
        public IReadOnlyList<Proposal> Search(SearchRequest request) => throw new DivideByZeroException("pivot of 0");
    }
}
