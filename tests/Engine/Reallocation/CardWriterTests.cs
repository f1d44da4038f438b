using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using Xunit;

namespace SyncOps.Tests.Engine.Reallocation;

public sealed class CardWriterTests
{
    private static Recommendation Card(TestFloor floor)
    {
        var request = new SearchRequest { Without = ScenarioSet.Of(floor.Projector()), Area = "a" };
        return CardWriter.Write(Assert.Single(new RolloutSearch().Search(request)), "a", CardWriter.Id("a", floor.Now, 1));
    }

    [Fact]
    public void The_headline_says_what_forms_and_what_to_do_about_it()
    {
        // Each waits 90 min, 75 over target. 90 are there and 240 come in 4 h.
        var card = Card(RolloutSearchTests.PackInTrouble(moveCost: 50));

        Assert.Equal("a-20260302T120000Z-1", card.Id);
        Assert.StartsWith("Pack is a bottleneck now: up to 75 min late (", card.Headline, StringComparison.Ordinal);
        Assert.EndsWith(") for about 330 orders. Move 1 from Pick now; Pick stays on target.", card.Headline, StringComparison.Ordinal);
        Assert.Equal("90 orders wait at 12:00 and 60 more arrive in the 60 min after it; the staff there can do 60.", card.ReasonLine);
    }

    [Fact]
    public void A_bottleneck_to_come_is_told_in_local_time()
    {
        // 120/h against 60/h: the wait passes 15 min after minute 15, at 12:16 UTC, 13:16 in Amsterdam. One more keeps up, a second also
        // works off what came meanwhile.
        var card = Card(RolloutSearchTests.PackInTrouble().Zone("Europe/Amsterdam").Load("pack", outside: 120));

        Assert.Contains("Pack is approaching a bottleneck: up to ", card.Headline, StringComparison.Ordinal);
        Assert.Contains(" orders from 13:16. Move 2 from Pick now;", card.Headline, StringComparison.Ordinal);
        Assert.Equal(TestFloor.At(16), card.Risk.BeginsAt);
    }

    [Fact]
    public void A_truck_that_would_be_missed_is_named()
    {
        // 80 are due by 13:00, 60 can be done by then.
        var floor = RolloutSearchTests.PackInTrouble(moveCost: 10).Sector("pack", 300).CutOff("pack", leaves: 60, costPerLateUnit: 5)
            .Load("pack", backlog: 80, with: l => l with { ByDue = [new DueBacklog(TestFloor.At(60), Units.Of(80))] });
        var card = Card(floor);

        Assert.Equal(RiskKind.CutOff, card.Risk.Kind);
        Assert.Equal("Pack is about to miss the 13:00 truck with about 20 orders: up to 18 min late (18-18). "
            + "Move 1 from Pick now; Pick stays on target.", card.Headline);
        Assert.Equal("The 13:00 truck needs 80 orders; by then Pack can complete 60.", card.ReasonLine);
        Assert.Equal(0, card.With["pack"].LateUnits);
    }

    [Fact]
    public void The_table_holds_the_helped_sector_the_donors_and_all_downstream()
    {
        var floor = RolloutSearchTests.PackInTrouble(moveCost: 50).Sector("other").Sector("load")
            .Sector("pick", 15, null, TestFloor.To("pack", 0.5), TestFloor.To("load", 0.5))
            .Resource("l", ("load", 200)).Present("l", "load");
        var card = Card(floor);

        Assert.Equal(["load", "pack", "pick"], card.Without.Keys);
        Assert.Equal(["load", "pack", "pick"], card.With.Keys);
        Assert.Equal(360, card.Without["pack"].Cost);      // 90 units for 4 h
        Assert.Equal(82.5, card.With["pack"].Cost);        // 10 min x 90 + 90 x 90 min / 2
    }

    [Fact]
    public void An_action_names_who_when_and_who_else()
    {
        var card = Card(RolloutSearchTests.PackInTrouble(moveCost: 50));
        var action = Assert.Single(card.Actions);

        Assert.Equal(("m1", ActionKind.Move, "p1", "pick", "pack"), (action.Id, action.Kind, action.Resource, action.From, action.To));
        Assert.Equal(["p2", "p3"], action.Eligible);
        Assert.Equal(card.ExpiresAt, action.DepartBy);
        Assert.Equal(TestFloor.At(10), action.ArriveAt);
    }

    [Fact]
    public void The_same_input_gives_the_same_card_byte_for_byte()
    {
        string Json() => JsonSerializer.Serialize(Card(RolloutSearchTests.PackInTrouble()), ContractJson.Options);

        Assert.Equal(Json(), Json());
    }

    [Fact]
    public void A_coordinators_state_survives_storage()
    {
        var state = CardDecider.Decide(CoordinatorState.Of("a"), RolloutSearchTests.PackInTrouble().Snapshot(), new RolloutSearch()).State;
        state = CardDecider.Reject(state, state.Open[0].Id, "busy", "ann", TestFloor.At(1)).Value!.State;

        var again = StateSerializer.Serializer.Deserialize<CoordinatorState>(StateSerializer.Serializer.SerializeToArray(state))!;

        Assert.Equal(JsonSerializer.Serialize(state, ContractJson.Options), JsonSerializer.Serialize(again, ContractJson.Options));
    }
}
