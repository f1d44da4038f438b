using SyncOps.Engine.Horizon;
using SyncOps.Lab;
using SyncOps.Lab.Rolling;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Rolling;

/// <summary>Floors whose best plan is known exactly.</summary>
public sealed class RollingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(20)]
    public void Plans_are_within_half_a_percent_of_the_optimum_and_never_worse_than_static(int moveCost)
    {
        var (plain, classes) = (new List<double>(), new List<double>());
        foreach (var instance in SharedData.Instances("rolling").Select(LabJson.Read<RollingInstance>))
        {
            var result = RollingCommand.Solve(instance, moveCost, HorizonBudget.Small);
            Assert.True(result.Cost <= instance.Static, $"{instance.Id}: {result.Cost} is worse than static, {instance.Static}");
            Assert.True(result.GapPercent >= 0, $"{instance.Id}: {result.Cost} beats what is proven, {result.Optimal}");
            (instance.Classes is null ? plain : classes).Add(result.GapPercent.Value);
        }
        Assert.InRange(plain.Average(), 0, 0.5);
        Assert.InRange(plain.Max(), 0, 3);
        Assert.InRange(classes.Average(), 0, 1);
        Assert.InRange(classes.Max(), 0, 5);
    }

    [Fact]
    public void The_exact_solver_finds_the_published_optima()
    {
        foreach (var instance in SharedData.Instances("rolling").Select(LabJson.Read<RollingInstance>).Where(i => i.Buckets <= 7))
            Assert.Equal(instance.Optimal!["5"], ExactRolling.Solve(instance, 5, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(false, 0.5, 3)]
    [InlineData(true, 1, 5)]
    public void Fresh_floors_are_solved_as_well(bool classes, double mean, double worst)
    {
        var gaps = new List<double>();
        for (var n = 1; gaps.Count < 5; n++)
        {
            var instance = RollingGenerator.Make(20120130, n, classes);
            if (instance.Sectors > 3) continue;
            var optimal = ExactRolling.Solve(instance, 5, TimeSpan.FromMinutes(1));
            Assert.NotNull(optimal);
            var solved = RollingCommand.Solve(
                instance with { Optimal = new Dictionary<string, double> { ["5"] = optimal.Value } }, 5, HorizonBudget.Small);
            gaps.Add(solved.GapPercent!.Value);
        }
        Assert.InRange(gaps.Average(), 0, mean);
        Assert.InRange(gaps.Max(), 0, worst);
    }

    [Fact]
    public void Planning_again_on_forecasts_comes_within_two_percent_of_exact_plans_on_the_same_forecasts()
    {
        var (cost, exact) = (0.0, 0.0);
        foreach (var instance in SharedData.Instances("rolling").Select(LabJson.Read<RollingInstance>).Where(i => i.Buckets <= 7))
        {
            cost += ClosedLoop.Run(instance, 5, noise: 0.15, seed: 1).Cost;
            exact += ClosedLoop.RunExactly(instance, 5, noise: 0.15, seed: 1, TimeSpan.FromMinutes(1))!.Value;
        }
        Assert.InRange(cost / exact, 0.98, 1.02);
    }

    [Fact]
    public void Forecasts_that_are_right_lead_where_perfect_information_does()
    {
        foreach (var instance in SharedData.Instances("rolling").Select(LabJson.Read<RollingInstance>).Where(i => i.Buckets <= 7))
            Assert.InRange(ClosedLoop.Run(instance, 5, noise: 0, seed: 1).Cost / instance.Optimal!["5"], 1, 1.03);
    }

    [Fact]
    public void A_floor_of_twenty_sectors_is_planned_within_a_percent_of_the_best_known()
    {
        var result = LargeFloors.Solve(seed: 1, n: 1, limit: TimeSpan.Zero);
        Assert.InRange(result.BestInteger, result.Bound, result.Cost);
        Assert.InRange(result.GapPercent, 0, 1);
    }
}
