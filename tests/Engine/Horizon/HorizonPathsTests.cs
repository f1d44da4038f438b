using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class HorizonPathsTests
{
    [Fact]
    public void Halves_stay_where_they_are()
        => Assert.Equal([2, 0, 2, 0, 2, 0, 2, 0], HorizonPaths.Round(HorizonFloors.Line([0, 0]), [2, 0, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5]));

    [Fact]
    public void More_than_a_whole_person_goes()
        => Assert.Equal([2, 0, 1, 1, 1, 1, 0, 2], HorizonPaths.Round(HorizonFloors.Line([0, 0]), [2, 0, 0.9, 1.1, 0.6, 1.4, 0, 2]));

    [Fact]
    public void Who_can_stay_stays_and_others_fill_what_is_left()
        => Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1], HorizonPaths.Follow(HorizonFloors.Line([0, 0]), [2, 0, 1, 1, 1, 1, 1, 1]));

    [Fact]
    public void Whom_a_plan_does_not_know_stays()    // a plan for one person, two are there
        => Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0], HorizonPaths.Follow(HorizonFloors.Line([0, 0]), [1, 0, 1, 0, 1, 0, 1, 0]));
}
