using SyncOps.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Floors;

public class FloorTests
{
    private static readonly Floor Floor = Floor.Of(FloorText.Document, version: 3);

    [Fact]
    public void Sectors_resources_and_areas_are_in_ordinal_order_of_their_ids()
    {
        Assert.Equal(["load", "pack", "pick"], Floor.Sectors.Select(s => s.Id));
        Assert.Equal(["ann", "r2"], Floor.Resources.Select(r => r.Id));
        Assert.Equal(["hall"], Floor.Areas.Select(a => a.Id));
        Assert.Equal(3, Floor.Version);
    }

    [Theory]
    [InlineData("pick", 2)]
    [InlineData("Pick", -1)]        // ids are case-sensitive
    [InlineData(null, -1)]
    public void A_sector_is_found_by_its_id(string? id, int index)
    {
        Assert.Equal(index, Floor.SectorIndex(id));
        Assert.Equal(index < 0 ? null : id, Floor.Sector(id)?.Id);
    }

    [Fact]
    public void A_resource_is_found_by_its_id()
    {
        Assert.Equal((1, -1), (Floor.ResourceIndex("r2"), Floor.ResourceIndex("bob")));
        Assert.Null(Floor.Resource("bob"));
    }

    [Theory]
    [InlineData("pick", "load", 9)]         // told between the two
    [InlineData("load", "pick", 5)]         // only the other way was told: as everywhere
    [InlineData("pack", "pack", 0)]
    public void Travel_is_what_is_told_between_two_sectors_else_as_everywhere(string from, string to, double minutes)
        => Assert.Equal(minutes, Floor.TravelMinutes(Floor.SectorIndex(from), Floor.SectorIndex(to)));

    [Theory]
    [InlineData("ann", "pick", 60)]
    [InlineData("ann", "load", 0)]
    [InlineData("r2", "load", 100)]
    public void A_rate_is_the_skills_and_without_skill_nothing(string resource, string sector, double unitsPerHour)
        => Assert.Equal(unitsPerHour, Floor.UnitsPerHour(Floor.ResourceIndex(resource), Floor.SectorIndex(sector), TestFloor.Start));

    [Fact]
    public void A_skill_is_gone_from_the_instant_it_lapses()
    {
        var floor = new TestFloor().Sector("pick").Resource("ann", ("pick", 60))
            .Change("ann", (ResourceSpec r) => r with { Skills = [r.Skills[0] with { ValidUntil = TestFloor.At(10) }] }).Floor();

        Assert.Equal(60, floor.UnitsPerHour(0, 0, TestFloor.At(10).AddTicks(-1)));
        Assert.Equal(0, floor.UnitsPerHour(0, 0, TestFloor.At(10)));
    }
}
