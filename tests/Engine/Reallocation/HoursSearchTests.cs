using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;

namespace SyncOps.Tests.Engine.Reallocation;

public sealed class HoursSearchTests
{
    /// <summary>
    /// Two in pack do 60/h each. 20/h come for half an hour, then 120/h while both are to be on their break, then 60/h.
    /// </summary>
    internal static TestFloor BreakInThePeak() => new TestFloor().Sector("pack", 15)
        .Resource("a", ("pack", 60)).Present("a", "pack").Shift("a", -60, 400, (30, 60))
        .Resource("b", ("pack", 60)).Present("b", "pack").Shift("b", -60, 400, (30, 60))
        .Load("pack", outside: 20).Forecast("pack", 0, 20).Forecast("pack", 30, 120).Forecast("pack", 60, 60);

    /// <summary>One in pack does 60/h and goes home in 100 min; 130 are there, and what is left then costs 5 each.</summary>
    internal static TestFloor LeftAtTheEnd() => new TestFloor().Sector("pack", 15, s => s with { LeftCostPerUnit = 5 })
        .Resource("a", ("pack", 60)).Present("a", "pack").Shift("a", -300, 100).Load("pack", backlog: 130);

    /// <summary>Two in pack do 60/h each until they go home in 150 min; 30/h come.</summary>
    internal static TestFloor Quiet(bool timeOff = true) => new TestFloor().Sector("pack", 15)
        .Resource("a", ("pack", 60)).Present("a", "pack").Shift("a", -300, 150)
        .Resource("b", ("pack", 60)).Present("b", "pack").Shift("b", -300, 150)
        .Load("pack", outside: 30).Forecast("pack", 0, 30).Forecast("pack", 150, 0)
        .Policy(p => p with { Hours = p.Hours with { TimeOff = timeOff } });

    private static IReadOnlyList<Proposal> Search(TestFloor floor)
        => new RolloutSearch().Search(new SearchRequest { Without = ScenarioSet.Of(floor.Projector()), Area = "a" });

    [Fact]
    public void A_break_that_falls_into_the_peak_is_taken_before_it()
    {
        // Without: 60 wait when the break ends and are done an hour later: 15 + 30 unit-hours. With both now: 10 wait until the break would
        // have begun, through it, and 10 min after it: 2.5 + 5 + 10 / 2 / 6 = 8.33.
        var proposal = Assert.Single(Search(BreakInThePeak()));

        Assert.Empty(proposal.Moves);
        Assert.Equal([(0, 0.0, 30.0), (1, 0.0, 30.0)], proposal.Hours.Select(h => (h.Resource, h.OffFrom, h.OffUntil)));
        Assert.All(proposal.Hours, h => Assert.Equal((ActionKind.Break, 30.0, 60.0), (h.Kind, h.OnFrom, h.OnUntil)));
        Assert.Equal(45 - 8.3333, proposal.Benefit.CostSaved.P50, 3);
    }

    [Fact]
    public void Breaks_stay_where_the_policy_or_the_roster_has_them()
    {
        Assert.Empty(Search(BreakInThePeak().Policy(p => p with { Hours = p.Hours with { MoveBreaks = false } })));
        Assert.Empty(Search(BreakInThePeak().Clock(-31)));    // More than an hour before it.
    }

    [Fact]
    public void Overtime_is_asked_for_where_what_is_left_costs_more()
    {
        // 30 would be left: half an hour more, at 20 x 1.5 an hour, does them.
        var proposal = Assert.Single(Search(LeftAtTheEnd()));

        var longer = Assert.Single(proposal.Hours);
        Assert.Equal((ActionKind.Overtime, 100.0, 130.0), (longer.Kind, longer.OnFrom, longer.OnUntil));
        // 30 x 5 not left, pay 15. How long they wait once everybody has gone is in the price of what is left.
        Assert.Equal(150 - 15, proposal.Benefit.CostSaved.P50, 6);
        // It can be agreed until a quarter of an hour before they go.
        Assert.Equal(85, proposal.ExpiresAfterMinutes);
    }

    [Fact]
    public void Overtime_is_not_worth_asking_for_where_little_is_left_or_the_policy_forbids_it()
    {
        Assert.Empty(Search(LeftAtTheEnd().Policy(p => p with { Hours = p.Hours with { OvertimeMinutes = 0 } })));
        Assert.Empty(Search(LeftAtTheEnd().Change("a", r => r with { CostPerHour = 1000 })));
    }

    [Fact]
    public void In_a_lull_as_many_are_offered_time_off_as_would_be_idle_and_do_no_harm()
    {
        // 2.5 h at 20; where most come at once, a few of them wait for a moment.
        var proposal = Assert.Single(Search(Quiet()));

        Assert.True(proposal.IsSlack);
        Assert.Equal([new PlannedHours(0, 0, ActionKind.TimeOff, 0, 150, 0, 0)], proposal.Hours);
        Assert.Equal(50, proposal.Benefit.CostSaved.P50, 9);
        Assert.InRange(proposal.Benefit.CostSaved.P20, 49.9, 50);
    }

    [Fact]
    public void Nobody_is_sent_home_unasked_nor_below_the_minimum_staff()
    {
        Assert.Empty(Search(Quiet(timeOff: false)));
        Assert.Empty(Search(Quiet().Sector("pack", 15, s => s with { MinStaff = 2 }).Load("pack", outside: 30)));
    }

    [Fact]
    public void Slack_is_told_with_how_many_and_until_when()
    {
        // Even at the high forecast one of two is idle until they go home, 14:30.
        var outlook = Assert.Single(CardDecider.Outlook("a", Quiet(timeOff: false).Snapshot()));

        Assert.Equal(new SectorSlack(TestFloor.At(150), 1), outlook.Slack);
        Assert.Null(Assert.Single(CardDecider.Outlook("a", LeftAtTheEnd().Snapshot())).Slack);
    }

    [Fact]
    public void Nobody_is_asked_too_early_too_late_twice_or_while_lent()
    {
        Assert.Empty(Search(LeftAtTheEnd().Clock(-30)));    // 130 min before the end.
        Assert.Empty(Search(LeftAtTheEnd().Clock(90)));     // 10 min before it.
        Assert.Empty(Search(LeftAtTheEnd().Change("a", (Presence p) => p with { StaysUntil = TestFloor.At(105) })));
        Assert.Empty(Search(LeftAtTheEnd().Change("a", r => r with { Consent = false })));
        Assert.Empty(Search(LeftAtTheEnd().Change("a", (Presence p) => p with { ReservedFor = "a-20260302T110000Z-1" })));
    }

    [Fact]
    public void What_was_agreed_counts_in_the_next_projection()
    {
        var stays = LeftAtTheEnd().Change("a", (Presence p) => p with { StaysUntil = TestFloor.At(130) });
        Assert.Equal(130, stays.Run().ServedUntil(0, 240), 9);

        var swap = new BreakSwap(TestFloor.At(0), TestFloor.At(30), new Break(TestFloor.At(30), TestFloor.At(60)));
        var resting = BreakInThePeak().Change("a", (Presence p) => p with { State = ResourceStateKind.Break, Swap = swap });
        Assert.Equal(10 + 30, resting.Run().ServedUntil(0, 60), 9);    // b does the 10 that come by 30; then a alone, half an hour at 60/h.
    }
}
