using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class HorizonPricesTests
{
    [Fact]
    public void Capacity_is_worth_the_waiting_that_it_saves()
    {
        // 30 at 10 a bucket leave 20, 10, 0: one served more at first waits at two ends less, then at one, then at none.
        Assert.Equal([2, 1, 0], Prices(One(backlog: 30)));
    }

    [Fact]
    public void Capacity_that_nothing_waits_for_is_worth_nothing() => Assert.Equal([0, 0, 0], Prices(One(backlog: 9)));

    [Fact]
    public void Capacity_that_only_makes_work_wait_further_on_is_worth_nothing()    // nobody is in pack
        => Assert.Equal([0, 0, 0], Prices(HorizonFloors.Line([90, 0])));

    [Fact]
    public void Capacity_that_saves_a_truck_is_worth_what_is_late()
    {
        // Of 40 the truck after the second bucket gets 20 and lacks 15: a unit more by then saves 7, and its waiting to the end.
        Assert.Equal([3 + 7, 2 + 7, 1], Prices(One(backlog: 40, new HorizonCutOff(0, 1, 35, 7))));
    }

    private static double[] Prices(HorizonModel model)
    {
        var (rollout, prices) = (new HorizonRollout(model), new HorizonPrices(new HorizonNetwork(model)));
        for (var j = 0; j < model.Sectors; j++) prices.Mark(j);
        prices.Update(rollout);
        return prices.Capacity[..model.Buckets];
    }

    private static HorizonModel One(double backlog, params HorizonCutOff[] cutOffs) => new()
    {
        Sectors = 1, Classes = 1, Buckets = 3, Rates = [10], Links = [], Arrivals = new double[3], Backlog = [backlog], WaitCost = [1],
        Staff = [1], CutOffs = cutOffs,
    };
}
