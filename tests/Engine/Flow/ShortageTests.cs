using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

/// <summary>Floors that no move can save, and floors with next to nothing on them, get an answer in words.</summary>
public sealed class ShortageTests
{
    /// <summary>Two of three are there, one of them to 14:00, and the only other who could come goes home then too.</summary>
    private static TestFloor Packing(int minStaff) => new TestFloor().Moves(5)
        .Sector("pack", 60, s => s with { MinStaff = minStaff }).Sector("pick", 60)
        .Resource("k1", ("pack", 60)).Present("k1", "pack")
        .Resource("k2", ("pack", 60)).Present("k2", "pack").Shift("k2", -60, 120)
        .Resource("p1", ("pick", 60), ("pack", 60)).Present("p1", "pick").Shift("p1", -60, 120)
        .Resource("p2", ("pick", 60)).Present("p2", "pick")
        .Load("pack", backlog: 100, outside: 100);

    private static IEnumerable<string?> Reasons(TestFloor floor)
        => CardDecider.Outlook("a", floor.Snapshot()).Select(o => o.ReasonLine);

    [Fact]
    public void A_minimum_staff_that_nobody_can_make_up_is_said_from_when_on()
        => Assert.Equal(["Pack has 1 of its 2 minimum staff from 14:00 and nobody who can come.", null], Reasons(Packing(2)));

    [Fact]
    public void Where_some_can_come_it_is_said_how_far_that_goes()
        => Assert.Equal(["Pack has 2 of its 4 minimum staff from 12:00; with everybody who can come it has 3.", null], Reasons(Packing(4)));

    [Fact]
    public void A_minimum_that_moves_can_make_up_or_that_is_missed_for_an_interval_is_no_shortage()
    {
        Assert.Equal([null, null], Reasons(Packing(2).Shift("p1", 120, 240)));
        var pause = new TestFloor().Sector("pack", 60, s => s with { MinStaff = 1 })
            .Resource("k1", ("pack", 600)).Present("k1", "pack").Shift("k1", -60, 240, (60, 75)).Load("pack", 10, 60);
        Assert.Equal([null], Reasons(pause));
    }

    [Fact]
    public void After_the_last_one_has_gone_home_and_without_work_no_staff_is_missed()
    {
        var floor = new TestFloor().Sector("pack", 60, s => s with { MinStaff = 1 }).Sector("pick", 60, s => s with { MinStaff = 1 })
            .Resource("k1", ("pack", 600)).Present("k1", "pack").Shift("k1", -60, 120).Load("pack", 10, 60);

        Assert.Equal([null, null], Reasons(floor));
    }

    /// <summary>
    /// 300 due at 13:00. The one there does 60 by then, and each of two from pick 55, five minutes away: 130 are short of moving both.
    /// </summary>
    private static TestFloor Truck(double due, string second = "pack") => new TestFloor().Moves(5).Sector("pack", 600).Sector("pick", 600)
        .Resource("k1", ("pack", 60)).Present("k1", "pack")
        .Resource("p1", ("pick", 60), ("pack", 60)).Present("p1", "pick")
        .Resource("p2", ("pick", 60), (second, 60)).Present("p2", "pick")
        .CutOff("pack", leaves: 60, costPerLateUnit: 5, orderBy: -1).Load("pack", due);

    [Fact]
    public void A_truck_that_all_together_cannot_fill_is_said_with_what_stays_short()
    {
        var outlook = CardDecider.Outlook("a", Truck(300).Snapshot())[0];

        Assert.Equal("The 13:00 truck cannot be met by moving people: 130 orders short even with everybody who can work in Pack.",
            outlook.ReasonLine);
        Assert.Equal(ReasonKind.Shortage, outlook.ReasonKind);
        Assert.NotEmpty(CardDecider.Decide(CoordinatorState.Of("a"), Truck(300).Snapshot(), new RolloutSearch()).Cards);
    }

    [Fact]
    public void A_truck_that_moves_can_save_is_no_shortage() => Assert.Equal([null, null], Reasons(Truck(170)));     // 60 + 2 x 55

    [Fact]
    public void Nothing_is_claimed_where_more_might_be_possible()
    {
        Assert.Null(Reasons(Truck(300).Sector("pick", 600, s => s with { BufferUnits = 1_000 })).First());
        Assert.Null(Reasons(Truck(300).Resource("p4", ("pick", 60), ("pack", 60)).Shift("p4", 30, 240)).First());
    }

    [Fact]
    public void A_floor_of_one_sector_without_arrivals_rates_or_people_has_an_outlook_and_no_advice()
    {
        TestFloor[] floors =
        [
            new TestFloor().Sector("pack"),
            new TestFloor().Sector("pack").Load("pack", backlog: 0),
            new TestFloor().Sector("pack").Load("pack", backlog: 100),
            new TestFloor().Sector("pack").Load("pack", backlog: -5, outside: 10),
            new TestFloor().Sector("pack").Sector("pick").Resource("k1", ("pick", 60)).Present("k1", "pack").Load("pack", 100, 60),
        ];
        foreach (var floor in floors)
        {
            var change = CardDecider.Decide(CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch());
            Assert.Empty(change.Cards);
            Assert.All(change.Outlook, o => Assert.True(double.IsFinite(o.WaitMinutes + o.Cost.P80) && o.Points.Count > 0));
        }
    }
}
