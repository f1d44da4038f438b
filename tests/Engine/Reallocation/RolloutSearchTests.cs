using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;

namespace SyncOps.Tests.Engine.Reallocation;

public sealed class RolloutSearchTests
{
    /// <summary>
    /// Pack has 90 waiting and as many coming as its one person does, 60/h, so each waits 90 min against a target of 15. Three idle people
    /// in pick could do 60/h there, ten minutes away.
    /// </summary>
    internal static TestFloor PackInTrouble(double moveCost = 0) => new TestFloor().Moves(10, moveCost)
        .Sector("pack", 15).Sector("pick", 15)
        .Resource("k1", ("pack", 60)).Present("k1", "pack")
        .Resource("p1", ("pick", 60), ("pack", 60)).Present("p1", "pick")
        .Resource("p2", ("pick", 60), ("pack", 60)).Present("p2", "pick")
        .Resource("p3", ("pick", 60), ("pack", 60)).Present("p3", "pick")
        .Load("pack", backlog: 90, outside: 60);

    private static IReadOnlyList<Proposal> Search(TestFloor floor, Func<SearchRequest, SearchRequest>? with = null)
    {
        var request = new SearchRequest { Without = ScenarioSet.Of(floor.Projector()), Area = "a" };
        return new RolloutSearch().Search(with is null ? request : with(request));
    }

    private static string[] Moved(TestFloor floor, Func<SearchRequest, SearchRequest>? with = null)
        => [.. Search(floor, with).SelectMany(p => p.Moves).Select(m => floor.Floor().Resources[m.Resource].Id)];

    [Fact]
    public void A_move_is_worth_what_the_backlog_it_removes_would_have_cost()
    {
        // Without: 90 wait for 4 h = 360. With one after 10 min: 15, then 90 fall to 0 in 90 min = 67.5: 82.5, saved 277.5.
        // Low and high demand differ by cv = sqrt(0.0081 + 1/240) = 0.11076, 9.3 %: 54.418/h and 65.582/h.
        var proposal = Assert.Single(Search(PackInTrouble(moveCost: 50)));

        Assert.Equal(0, proposal.Sector);
        Assert.Equal("p1", Assert.Single(Moved(PackInTrouble(moveCost: 50))));
        Assert.Equal(277.5 - 50, proposal.Benefit.CostSaved.P50, 6);
        Assert.True(proposal.Benefit.CostSaved.P20 < proposal.Benefit.CostSaved.P50);
        Assert.True(proposal.Benefit.CostSaved.P80 > proposal.Benefit.CostSaved.P50);
    }

    [Fact]
    public void Two_are_moved_when_the_second_saves_clearly_more_than_it_costs()
    {
        // Two: 15, then 90 fall in 45 min = 33.75: 48.75, saved 311.25, which is more than 1.1 x 277.5 while moving is free.
        var floor = PackInTrouble();
        Assert.Equal(311.25, Assert.Single(Search(floor)).Benefit.CostSaved.P50, 6);
        Assert.Equal(["p1", "p2"], Moved(floor));
        Assert.Equal([2, 3], Assert.Single(Search(PackInTrouble(moveCost: 50))).Eligible[0]);    // p2 and p3 could go instead of p1
    }

    [Fact]
    public void A_card_tells_what_one_more_person_for_an_hour_would_still_save()
    {
        // With one the 90 fall at 60/h for 90 min; one more from minute 10 to 70 lets them fall at 120/h for 45: 67.5 - 33.75 saved.
        // More is saved under high demand than is saved less under low.
        var binding = Assert.Single(Search(PackInTrouble(moveCost: 50))).Details!.Binding;

        Assert.Equal(("pack", BindingKind.People), (binding.Sector, binding.Kind));
        Assert.InRange(binding.PricePerPersonHour, 33.75, 50);
    }

    [Fact]
    public void Where_every_place_is_taken_places_bind_and_a_person_more_is_worth_nothing()
    {
        var floor = new TestFloor().Moves(10, 50).Sector("pack", 15, s => s with { Stations = 2 }).Sector("pick", 15)
            .Resource("k1", ("pack", 60)).Present("k1", "pack")
            .Resource("p1", ("pick", 60), ("pack", 60)).Present("p1", "pick")
            .Load("pack", backlog: 90, outside: 60);

        Assert.Equal(new CardBinding("pack", BindingKind.Places, 0), Assert.Single(Search(floor)).Details!.Binding);
    }

    [Fact]
    public void The_runner_up_is_the_best_other_way_with_what_it_saves_less()
    {
        // Slower hands from the dock: 15, then 90 fall at 40/h until minute 145: 101.25, so 360 - 15 - 101.25 - 50 are saved.
        var floor = PackInTrouble(moveCost: 50).Sector("dock", 15)
            .Resource("d1", ("dock", 60), ("pack", 40)).Present("d1", "dock");
        var other = Assert.Single(Search(floor)).Details!.RunnerUp!;

        Assert.Equal(("dock", "pack", 1), (other.From, other.To, other.People));
        Assert.InRange(other.CostSaved, 180, 200);    // 193.75 in the median scenario
        Assert.Matches("^It saves 1[0-9] % less.$", other.WhyNot);
        Assert.Null(Assert.Single(Search(PackInTrouble(moveCost: 50))).Details!.RunnerUp);
    }

    [Fact]
    public void A_better_way_that_would_harm_is_the_runner_up_and_says_whom()
    {
        // The dock's one person is twice as fast at packing: 15 + 33.75 instead of 82.5 of waiting. Of the 3 an hour that come to the dock
        // nobody would do any: 24 for their waiting in 4 h, so that it would save the site more, and leave a queue that never ends.
        var floor = PackInTrouble(moveCost: 50).Sector("dock", 15).Load("dock", outside: 3)
            .Resource("d1", ("dock", 60), ("pack", 120)).Present("d1", "dock");
        var proposal = Assert.Single(Search(floor));

        Assert.DoesNotContain(proposal.Moves, m => m.From == 0);    // dock, pack, pick
        Assert.Equal(("dock", "Dock would become a bottleneck."), (proposal.Details!.RunnerUp!.From, proposal.Details.RunnerUp.WhyNot));
    }

    [Theory]
    [InlineData(0.05, true)]       // 0.2 units in 4 h, and a whole one in few scenarios
    [InlineData(3, false)]
    public void Leaving_less_than_a_whole_unit_waiting_is_no_harm(double outside, bool leaves)
    {
        var floor = PackInTrouble(moveCost: 50).Sector("dock", 15).Load("dock", outside: outside)
            .Resource("d1", ("dock", 60), ("pack", 120)).Present("d1", "dock");

        Assert.Equal(leaves, Moved(floor).Contains("d1"));
    }

    [Fact]
    public void The_cheapest_of_many_sectors_at_risk_is_helped_where_the_others_cannot_be()
    {
        var floor = PackInTrouble();
        foreach (var id in new[] { "a", "b", "c", "d" })
            floor.Sector(id, 15).Resource($"{id}1", (id, 60)).Present($"{id}1", id).Load(id, backlog: 200, outside: 60);

        Assert.Equal("pack", floor.Floor().Sectors[Assert.Single(Search(floor)).Sector].Id);
    }

    [Fact]
    public void Nothing_is_proposed_where_nothing_forms()
        => Assert.Empty(Search(PackInTrouble().Load("pack", backlog: 5, outside: 30)));

    [Fact]
    public void Nothing_is_proposed_when_moving_costs_more_than_it_saves()
        => Assert.Empty(Search(PackInTrouble(moveCost: 400)));

    [Fact]
    public void A_move_that_would_make_the_donor_a_bottleneck_is_refused()
    {
        // Pick needs all three (180/h): each one taken lets its queue grow by 60/h, which costs next to nothing here but passes its target.
        var floor = PackInTrouble().Sector("pick", 15, s => s with { WaitCostPerUnitHour = 0.001 }).Load("pick", outside: 180);

        Assert.Empty(Search(floor));
        Assert.NotEmpty(Search(floor.Load("pick", outside: 60)));
    }

    [Fact]
    public void A_move_that_would_only_shift_the_bottleneck_downstream_is_refused()
    {
        // What pack completes faster would wait in load, which does 60/h; above its target of 15 min once 15 wait.
        var floor = PackInTrouble().Sector("pack", 15, next: TestFloor.To("load")).Load("pack", backlog: 90, outside: 60)
            .Sector("load", 15, s => s with { WaitCostPerUnitHour = 0.001 }).Resource("l", ("load", 60)).Present("l", "load");

        Assert.Empty(Search(floor));
        Assert.NotEmpty(Search(floor.Resource("m", ("load", 200)).Present("m", "load")));
    }

    [Fact]
    public void A_sector_is_not_left_below_its_minimum_staff()
    {
        Assert.Equal(["p1"], Moved(PackInTrouble().Sector("pick", 15, s => s with { MinStaff = 2 })));
        Assert.Empty(Moved(PackInTrouble().Sector("pick", 15, s => s with { MinStaff = 3 })));
    }

    [Fact]
    public void A_sector_is_not_filled_beyond_its_maximum_staff()
    {
        Assert.Equal(["p1"], Moved(PackInTrouble().Sector("pack", 15, s => s with { MaxStaff = 2 }).Load("pack", 90, 60)));
        Assert.Empty(Moved(PackInTrouble().Sector("pack", 15, s => s with { MaxStaff = 1 }).Load("pack", 90, 60)));
    }

    [Fact]
    public void Only_people_who_may_move_are_moved()
    {
        var floor = PackInTrouble();
        Assert.Equal(["p2", "p3"], Moved(floor.Change("p1", (SyncOps.Engine.Floors.ResourceSpec r) => r with { Consent = false })));
        Assert.Equal(["p3"], Moved(floor.Change("p2", (Presence p) => p with { ReservedFor = "a-x-1" })));
        Assert.Empty(Moved(floor.Present("p3", "pick", ResourceStateKind.Break)));
        Assert.Equal(["p3"], Moved(floor.Present("p3", "pick")));
        Assert.Empty(Moved(floor.Change("p3", (Presence p) => p with { LastMoveAt = TestFloor.At(-29) })));
        Assert.Equal(["p3"], Moved(floor.Change("p3", (Presence p) => p with { LastMoveAt = TestFloor.At(-30), MovesThisShift = 3 })));
        Assert.Empty(Moved(floor.Change("p3", (Presence p) => p with { MovesThisShift = 4 })));
        Assert.Empty(Moved(floor.Present("p3", "pick").Shift("p3", -60, 39)));    // 10 min walking leave 29 of the 30 needed
    }

    [Fact]
    public void Promised_silenced_and_covered_are_left_out()
    {
        var silence = new Silence("pack", ["p1", "p2"], TestFloor.At(1));
        Assert.Equal(["p3"], Moved(PackInTrouble(), r => r with { Promised = ["p1", "p2"] }));
        Assert.Equal(["p3"], Moved(PackInTrouble(), r => r with { Silences = [silence] }));
        Assert.Equal(["p1", "p2"], Moved(PackInTrouble(), r => r with { Silences = [silence with { Until = TestFloor.At(0) }] }));
        Assert.Empty(Moved(PackInTrouble(), r => r with { Covered = ["pack"] }));
        Assert.Empty(Moved(PackInTrouble(), r => r with { Area = "b" }));
    }

    [Fact]
    public void A_truck_is_helped_where_the_work_is_held_up()
    {
        // 120 in pick must go through pick and load by minute 90; pick's one person does 60/h, load's 600/h. A second in pick, ten minutes
        // away, makes it 60 x 1.5 + 60 x 80 / 60 = 170.
        var floor = new TestFloor().Moves(10, 1).Sector("pick", 300, next: TestFloor.To("load")).Sector("load", 30).Sector("dock", 300)
            .Resource("p", ("pick", 60)).Present("p", "pick").Resource("l", ("load", 600)).Present("l", "load")
            .Resource("d", ("dock", 60), ("pick", 60)).Present("d", "dock")
            .Load("pick", backlog: 120).CutOff("load", leaves: 90, costPerLateUnit: 6, orderBy: 0);

        var proposal = Assert.Single(Search(floor));

        var move = Assert.Single(proposal.Moves);
        var sectors = floor.Floor().Sectors;
        Assert.Equal(("load", "dock", "pick"), (sectors[proposal.Sector].Id, sectors[move.From].Id, sectors[move.To].Id));
        Assert.Equal(0, proposal.With[proposal.Sector].LateUnits, 6);
        Assert.StartsWith("Load is about to miss the 13:30 truck with about 30 orders", CardWriter.Write(proposal, "a", "x").Headline);
        Assert.EndsWith("Move 1 from Dock to Pick now; Dock stays on target.", CardWriter.Write(proposal, "a", "x").Headline);
    }

    [Fact]
    public void Whoever_is_needed_at_home_later_is_planned_back()
    {
        // Pack has 60 too many now, and pick gets its own flood from minute 120 on: a stay to the end would cost more there than it saves.
        var floor = new TestFloor().Moves(5, 1).Sector("pack", 15).Sector("pick", 15)
            .Resource("k", ("pack", 60)).Present("k", "pack").Resource("p1", ("pick", 60), ("pack", 60)).Present("p1", "pick")
            .Resource("p2", ("pick", 60)).Present("p2", "pick")
            .Load("pack", backlog: 60, outside: 60).Forecast("pick", -60, 10).Forecast("pick", 150, 118);

        var proposal = Assert.Single(Search(floor));

        var move = Assert.Single(proposal.Moves);
        Assert.True(move.Returns && move.BackMinutes <= 150, $"{move}");
        Assert.Contains(", back by ", CardWriter.Write(proposal, "a", "x").Headline);
    }

    [Fact]
    public void A_risk_to_fewer_units_than_the_policy_asks_for_is_left_alone()
        => Assert.Empty(Moved(PackInTrouble().Policy(p => p with { MinUnits = 1000 })));

    [Fact]
    public void The_card_expires_when_waiting_has_lost_half_of_the_minutes()
    {
        // Nothing arrives: 120 leave at 1/min, the 90th percentile at 102 (87 min over the target of 15). Helped from minute a on, what
        // is left then goes at twice the pace: 102 -> a + (102 - a) / 2, so (102 - a) / 2 min are saved: 46 for a = 10, at least half of
        // that for a <= 56, a delay of 46 min: 45 is the longest tried.
        var floor = PackInTrouble(moveCost: 1).Load("pack", backlog: 120);
        var proposal = Assert.Single(Search(floor, r => r with { Promised = ["p2", "p3"] }));

        Assert.Equal(46, proposal.Benefit.MinutesSaved.P50, 6);
        Assert.Equal(45, proposal.ExpiresAfterMinutes);
    }
}
