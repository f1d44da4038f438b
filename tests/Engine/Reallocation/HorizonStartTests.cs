using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using Xunit;

namespace SyncOps.Tests.Engine.Reallocation;

public sealed class HorizonStartTests
{
    [Fact]
    public void It_begins_with_those_who_stand_idle_going_where_work_waits()
    {
        var option = Assert.Single(Of(RolloutSearchTests.PackInTrouble()));

        Assert.Equal(("pick", "pack"), option.Ways);
        Assert.InRange(option.People.Length, 2, 3);    // 90 wait, and one alone is as fast as work comes
    }

    [Fact]
    public void It_begins_with_nobody_where_nothing_waits()
        => Assert.Empty(Of(RolloutSearchTests.PackInTrouble().Load("pack", outside: 30)));

    [Fact]
    public void It_moves_nobody_who_may_not_be_moved()
    {
        var floor = RolloutSearchTests.PackInTrouble().Change("p1", p => p with { Consent = false });

        Assert.Equal(["p3"], Assert.Single(Of(floor, r => r with { Promised = ["p2"] })).People);
    }

    [Fact]
    public void It_leaves_a_sector_the_people_it_needs()
    {
        var floor = RolloutSearchTests.PackInTrouble().Sector("pick", 15, s => s with { MinStaff = 2 });

        Assert.Single(Assert.Single(Of(floor)).People);
    }

    [Fact]
    public void A_truck_draws_people_to_its_sector()
    {
        // Each of the 165 that is not out in an hour costs 10: one does 60, and two who go at once 55 each. Waiting costs alike.
        var floor = Pair().Load("pack", backlog: 165).Load("pick", backlog: 120)
            .CutOff("pack", leaves: 60, costPerLateUnit: 10, orderBy: 0);

        Assert.Equal(("pick", "pack"), Assert.Single(Of(floor)).Ways);
    }

    [Fact]
    public void At_the_end_of_work_what_is_left_draws_people()
    {
        var floor = Pair(left: 50).Load("pack", backlog: 165).Load("pick", backlog: 120);
        foreach (var person in (string[])["k1", "p1", "p2"]) floor = floor.Shift(person, -60, 60);

        Assert.Equal(("pick", "pack"), Assert.Single(Of(floor)).Ways);
    }

    // Two of three work in pick, at the same rate everywhere.
    private static TestFloor Pair(double left = 0) => new TestFloor().Moves(5)
        .Sector("pack", 15, s => s with { LeftCostPerUnit = left }).Sector("pick", 15)
        .Resource("k1", ("pack", 60)).Present("k1", "pack")
        .Resource("p1", ("pick", 60), ("pack", 60)).Present("p1", "pick")
        .Resource("p2", ("pick", 60), ("pack", 60)).Present("p2", "pick");

    private static IEnumerable<(string[] People, (string, string) Ways)> Of(
        TestFloor floor, Func<SearchRequest, SearchRequest>? with = null)
    {
        var request = new SearchRequest { Without = ScenarioSet.Of(floor.Projector()), Area = "a" };
        if (with is not null) request = with(request);
        var site = floor.Floor();
        var risks = Enumerable.Range(0, site.Sectors.Count).Where(s => request.Without[s].IsBottleneck).ToArray();
        return HorizonStart.Of(request, new MoveOptions(request, risks).Destinations()).Select(g => (
            g.People.Select(p => site.Resources[p].Id).ToArray(), (site.Sectors[g.From].Id, site.Sectors[g.To].Id)));
    }
}
