using SyncOps.Engine.Plans;
using Xunit;
using static SyncOps.Tests.Engine.Plans.PlanFloors;

namespace SyncOps.Tests.Engine.Plans;

public class PinnedResourcesTests
{
    private static readonly PinnedResources Pinned = new([Pin("ann", "pick", 60, 90), Pin("ann", "pack", 0, 30)]);

    [Theory]
    [InlineData("ann", -1, null)]
    [InlineData("ann", 0, "pack")]
    [InlineData("ann", 30, null)]      // Half-open: the end is free.
    [InlineData("ann", 89, "pick")]
    [InlineData("bob", 0, null)]
    public void A_resource_is_pinned_from_the_start_until_before_the_end(string resource, double minutes, string? sector)
        => Assert.Equal(sector, Pinned.SectorAt(resource, TestFloor.At(minutes)));

    [Fact]
    public void The_first_pin_that_shares_time_is_found()
    {
        Assert.Equal("pack", Pinned.FirstWithin("ann", TestFloor.At(15), TestFloor.At(75))?.Sector);
        Assert.Equal("pick", Pinned.FirstWithin("ann", TestFloor.At(30), TestFloor.At(75))?.Sector);
        Assert.Null(Pinned.FirstWithin("ann", TestFloor.At(30), TestFloor.At(60)));
    }
}
