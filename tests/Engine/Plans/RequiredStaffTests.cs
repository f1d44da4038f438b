using SyncOps.Engine.Floors;
using SyncOps.Engine.Plans;
using Xunit;

namespace SyncOps.Tests.Engine.Plans;

public sealed class RequiredStaffTests
{
    /// <summary>Required of calls at 20/h each, in an hour.</summary>
    private static int Required(double units, Func<SectorSpec, SectorSpec> with)
        => PlanBuilder.Build(
            new TestFloor().Sector("calls", target: 60, with: with).Resource("p", ("calls", 20)).Forecast("calls", 0, units).Snapshot(),
            "2026-03-02", [], null).Intervals[52].Sectors["calls"].RequiredStaff;      // 13:00, an hour from now

    [Fact]
    public void The_work_decides_where_nothing_else_does()
        => Assert.Equal(10, Required(200, s => s));

    [Fact]
    public void A_service_target_needs_more_than_the_work()
        // 10 Erlangs, 80 % within 20 s: 13 reach 79.6 %, 14 reach 88.8 %.
        => Assert.Equal(14, Required(200, s => s with { ServiceTarget = new ServiceTarget(0.8, 1.0 / 3) }));

    [Fact]
    public void Less_variation_needs_fewer_for_the_same_target()
        => Assert.True(Required(200, s => s with { ServiceTarget = new ServiceTarget(0.8, 1), Variability = new Variability(1, 0) })
            <= Required(200, s => s with { ServiceTarget = new ServiceTarget(0.8, 1) }));

    [Theory]
    [InlineData(200, 4, 4, 12)]       // 10 people: 4 + 2 x 4
    [InlineData(40, 4, 4, 4)]         // 2 people: the least crew
    [InlineData(160, 4, 4, 8)]        // 8 are whole crews
    public void Only_whole_crews_are_required(double units, int min, int step, int people)
        => Assert.Equal(people, Required(units, s => s with { Crew = new Crew(min, step) }));

    [Fact]
    public void No_more_are_required_than_stations_and_the_maximum_hold()
    {
        Assert.Equal(7, Required(200, s => s with { Stations = 7 }));
        Assert.Equal(6, Required(200, s => s with { Stations = 7, MaxStaff = 6 }));
        Assert.Equal(4, Required(200, s => s with { Stations = 7, Crew = new Crew(4, 4) }));       // eight have no room
    }
}
