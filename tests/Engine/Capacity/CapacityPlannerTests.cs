using SyncOps.Engine.Capacity;
using Xunit;

namespace SyncOps.Tests.Engine.Capacity;

public sealed class CapacityPlannerTests
{
    [Fact]
    public void Two_specialists_carry_what_the_slower_can()    // min(2 x 3 / 1, 1 x 4 / 2) = 2
    {
        var plan = CapacityPlanner.Solve(Model([2, 1], [[3, 0], [0, 4]], [1, 2]));

        Assert.Equal(2, plan.MaxArrivalsPerHour, precision: 9);
        // A further unit/h in the second sector lets half a unit/h more in.
        Assert.Equal([0, 0.5], plan.Prices.Select(p => Math.Round(p, 9)));
        Assert.Equal(1, plan.Shares[1][1], precision: 9);
    }

    [Fact]
    public void A_server_for_all_shares_its_time()    // lambda = 1 / (1/6 + 1/3) = 2
        => Assert.Equal(2, CapacityPlanner.Solve(Model([1], [[6, 3]], [1, 1])).MaxArrivalsPerHour, precision: 9);

    [Fact]
    public void A_sector_that_nobody_can_serve_carries_nothing()
        => Assert.Equal(0, CapacityPlanner.Solve(Model([1], [[6, 0]], [1, 1])).MaxArrivalsPerHour, precision: 9);

    [Theory]
    [InlineData(-1, 1, 1, "Servers[0] is -1: it must be a number of at least 0.")]
    [InlineData(1, double.NaN, 1, "UnitsPerHour[0][0] is NaN: it must be a number of at least 0.")]
    [InlineData(1, 1, 0, "Visits are all 0: no sector has work, so throughput has no limit.")]
    public void What_is_no_amount_is_named(double servers, double rate, double visits, string fault)
        => Assert.StartsWith(
            fault, Assert.Throws<ArgumentException>(() => CapacityPlanner.Solve(Model([servers], [[rate]], [visits]))).Message,
            StringComparison.Ordinal);

    private static CapacityModel Model(double[] servers, double[][] rates, double[] visits)
        => new() { Servers = servers, UnitsPerHour = rates, Visits = visits };
}
