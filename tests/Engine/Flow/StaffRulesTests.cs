using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class StaffRulesTests
{
    /// <summary>People of 60, 50, 40, 30 units/h; the first n are there.</summary>
    private static TestFloor Pack(int there, Func<SectorSpec, SectorSpec> with)
    {
        var floor = new TestFloor().Sector("pack", with: with).Load("pack", backlog: 9999);
        for (var i = 0; i < there; i++) floor.Resource($"p{i}", ("pack", 60 - 10 * i)).Present($"p{i}", "pack");
        return floor;
    }

    [Fact]
    public void Only_so_many_work_at_once_as_there_are_stations_the_fastest_first()
    {
        // Two stations of four people: 60 + 50.
        Assert.Equal(110, Pack(4, s => s with { Stations = 2 }).Run().ServedUntil(0, 60), 9);
        Assert.Equal(180, Pack(4, s => s with { Stations = 4 }).Run().ServedUntil(0, 60), 9);
    }

    [Fact]
    public void A_station_left_for_a_break_is_taken_by_the_next()
        // One station. The fastest is away from 10 to 40: 30 min at 60/h, 30 min at 50/h.
        => Assert.Equal(55, Pack(2, s => s with { Stations = 1 }).Shift("p0", -60, 300, (10, 40)).Shift("p1", -60, 300)
            .Run().ServedUntil(0, 60), 9);

    [Theory]
    [InlineData(1, 0)]        // no crew yet
    [InlineData(2, 110)]      // 60 + 50
    [InlineData(3, 110)]      // the third waits for a fourth
    [InlineData(4, 180)]      // 60 + 50 + 40 + 30
    public void Only_whole_crews_work(int people, double unitsPerHour)
        => Assert.Equal(unitsPerHour, Pack(people, s => s with { Crew = new Crew(2, 2) }).Run().ServedUntil(0, 60), 9);

    [Fact]
    public void Shared_equipment_goes_round_in_proportion_to_need()
    {
        // Pack needs 4 x 1, sort 2 x 2: 8 of the 4 there are, so half of the people work: two of pack, 60 + 50, and one of sort, 90.
        var floor = Pack(4, s => s with { Equipment = [new EquipmentNeed("scanner", 1)] })
            .Sector("sort", with: s => s with { Equipment = [new EquipmentNeed("scanner", 2)] }).Load("sort", backlog: 999)
            .Resource("q0", ("sort", 90)).Present("q0", "sort").Resource("q1", ("sort", 90)).Present("q1", "sort").Pool("scanner", 4);
        var run = floor.Run();

        Assert.Equal(110, run.ServedUntil(0, 60), 9);
        Assert.Equal(90, run.ServedUntil(1, 60), 9);
    }

    [Fact]
    public void The_scarcest_of_two_pools_decides()
        => Assert.Equal(60, Pack(2, s => s with { Equipment = [new EquipmentNeed("scanner", 1), new EquipmentNeed("truck", 1)] })
            .Pool("scanner", 2).Pool("truck", 1).Run().ServedUntil(0, 60), 9);

    [Fact]
    public void The_machine_bounds_the_pace_of_all_people_together()
        => Assert.Equal(75, Pack(4, s => s with { MachineUnitsPerHour = 75 }).Run().ServedUntil(0, 60), 9);

    [Fact]
    public void Stations_then_equipment_then_crews_then_the_machine()
    {
        // Three stations, equipment for 2.5 people, crews of two: 60 + 50 = 110; a machine of 100 bounds that.
        Func<SectorSpec, SectorSpec> all = s => s with
        {
            Stations = 3, Equipment = [new EquipmentNeed("scanner", 2)], Crew = new Crew(1, 1), MachineUnitsPerHour = 100,
        };
        Assert.Equal(100, Pack(4, all).Pool("scanner", 5).Run().ServedUntil(0, 60), 9);
        Assert.Equal(110, Pack(4, s => all(s) with { MachineUnitsPerHour = null }).Pool("scanner", 5).Run().ServedUntil(0, 60), 9);
    }

    [Fact]
    public void Who_arrives_by_a_move_reaches_full_rate_linearly()
    {
        // Arrives at 5 and ramps for 20 min: by 15 min 10 x 10 / 40 = 2.5 units, by 25 min 10, then one a minute: 45 by 60 min.
        var run = new TestFloor().Sector("pack", with: s => s with { RampMinutes = 20 }).Sector("pick")
            .Resource("p", ("pick", 60), ("pack", 60)).Present("p", "pick").Load("pack", backlog: 500)
            .Run(new PlannedMove(0, 1, 0, 0, 5));

        Assert.Equal(2.5, run.ServedUntil(0, 15), 9);
        Assert.Equal(10, run.ServedUntil(0, 25), 9);
        Assert.Equal(45, run.ServedUntil(0, 60), 9);
    }

    [Fact]
    public void Who_is_on_the_way_or_came_by_a_move_ramps_up_and_who_began_here_does_not()
    {
        TestFloor Ramping() => new TestFloor().Sector("pack", with: s => s with { RampMinutes = 20 })
            .Resource("p", ("pack", 60)).Load("pack", backlog: 500);

        // On the way until 10: 50 - 10 by 60 min. Came 10 min ago: half way up, so 60 - 20 / 8 = 57.5.
        Assert.Equal(40, Ramping().Present("p", "pack", ResourceStateKind.Travelling, 10).Run().ServedUntil(0, 60), 9);
        Assert.Equal(57.5, Ramping().Present("p", "pack", availableAt: -10)
            .Change("p", (Presence p) => p with { LastMoveAt = TestFloor.At(-15) }).Run().ServedUntil(0, 60), 9);
        Assert.Equal(60, Ramping().Present("p", "pack", availableAt: -10).Run().ServedUntil(0, 60), 9);
    }

    [Fact]
    public void A_move_away_leaves_the_station_to_another()
    {
        // One station; the fastest leaves at 30: 30 min at 60/h, then 30 min at 50/h.
        var run = Pack(2, s => s with { Stations = 1 }).Sector("pick").Resource("p0", ("pack", 60), ("pick", 10))
            .Run(new PlannedMove(0, 0, 1, 30, 30));

        Assert.Equal(55, run.ServedUntil(0, 60), 9);
    }
}
