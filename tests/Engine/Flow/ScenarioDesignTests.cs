using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Flow;

public sealed class ScenarioDesignTests
{
    private static TestFloor Line() => new TestFloor().Sector("pick", next: To("pack")).Sector("pack", next: To("load")).Sector("load")
        .Resource("p", ("pick", 60)).Resource("q", ("pack", 60)).Present("p", "pick").Present("q", "pack")
        .Load("pick", backlog: 30, outside: 60).Load("pack", backlog: 30);

    [Fact]
    public void The_first_scenario_is_the_median_and_the_others_lie_around_it_in_pairs()
    {
        foreach (var z in Zs(Line().Projector()))
        {
            Assert.Equal(0, z[0]);
            for (var k = 1; k < z.Length; k += 2) Assert.Equal(0, z[k] + z[k + 1]);
            // Normal quantiles of 0.5/13, 1.5/13 ... 12.5/13.
            Assert.Equal(
                [-1.7688, -1.1984, -0.8694, -0.6151, -0.3957, -0.194, 0, 0.194, 0.3957, 0.6151, 0.8694, 1.1984, 1.7688], z.Order());
        }
    }

    [Fact]
    public void What_arrives_is_expected_in_the_median_and_more_or_less_around_it()
    {
        var projector = Line().Projector();
        var run = projector.NewProjection();
        var arrived = new List<double>();
        foreach (var scenario in projector.Network.Scenarios)
        {
            projector.Project(scenario, [], run);
            arrived.Add(run.ArrivedUntil(projector.Site.Floor.SectorIndex("pick"), 240));
        }

        Assert.Equal(240, arrived[0], 9);
        Assert.Equal(240, Range3.Of([.. arrived]).P50, 9);
    }

    [Fact]
    public void The_same_floor_has_the_same_ensemble()
        => Assert.Equal(Zs(Line().Projector()), Zs(Line().Projector()));

    [Fact]
    public void Sums_and_differences_that_meet_in_one_backlog_vary_as_if_independent()
    {
        // Of 13 strata the variance is 0.907; of a sum or difference of two independent ones it is twice that.
        var zs = Zs(Line().Projector());
        var pickDemand = zs[2];
        var (pickPace, packPace) = (zs[5], zs[4]);

        foreach (var (a, b) in new[] { (pickDemand, pickPace), (pickPace, packPace), (pickDemand, packPace) })
        {
            var difference = a.Zip(b, (x, y) => x - y).ToArray();
            Assert.InRange(difference.Sum(x => x * x) / difference.Length, 1.4, 2.2);
            var range = Range3.Of(difference);
            Assert.InRange(range.P80, 0.9, 1.5);        // of a normal difference 0.8416 x sqrt(2) = 1.19
        }
    }

    /// <summary>By sector in id order (load, pack, pick), first arrivals, then pace: the z of each scenario.</summary>
    private static double[][] Zs(Projector projector)
    {
        var scenarios = projector.Network.Scenarios.ToArray();
        var sectors = Enumerable.Range(0, projector.Site.Floor.Sectors.Count).ToArray();
        return
        [
            .. sectors.Select(s => scenarios.Select(k => k.Demand(s)).ToArray()),
            .. sectors.Select(s => scenarios.Select(k => k.Pace(s)).ToArray()),
        ];
    }
}
