using SyncOps.Engine.Horizon;
using SyncOps.Lab.Solve;
using Xunit;

namespace SyncOps.Tests.Lab.Solve;

/// <summary>Floors made by the laboratory.</summary>
public sealed class SolveTests
{
    private static readonly FloorSize Size = new(Sectors: 12, Classes: 3, Workers: 60, Buckets: 16);

    [Fact]
    public void The_same_seed_makes_the_same_floor_of_whole_numbers_on_which_all_may_stand_where_they_are()
    {
        var (floor, again) = (FloorGenerator.Make(4, Size), FloorGenerator.Make(4, Size));
        Assert.Equal(floor.Arrivals, again.Arrivals);
        Assert.Equal(floor.Staff, again.Staff);
        Assert.Equal(60, floor.Workers);
        Assert.All(floor.Arrivals.Concat(floor.Backlog).Concat(floor.Rates.Select(r => r / 3)), v => Assert.Equal(Math.Round(v), v));
        for (var i = 0; i < floor.Staff.Length; i++) Assert.True(floor.Staff[i] == 0 || floor.Rates[i] > 0, $"class and sector {i}");
    }

    [Fact]
    public void The_plant_makes_of_a_plan_what_the_engine_says()
    {
        var model = FloorGenerator.Make(1, Size);
        var plan = HorizonSearch.Solve(model, HorizonBudget.Warm(model));
        var (row, cost, now) = (model.Staff.Length, plan.Moves * model.MoveCost, model);
        for (var t = 1; t <= model.Buckets; t++)
        {
            var staff = plan.Staff.AsSpan(t * row, row).ToArray();
            var backlog = Plant.Step(now, staff);
            cost += backlog.Sum();
            now = Later(now, staff, backlog);
        }
        Assert.Equal(plan.Cost, cost, 1e-6);
    }

    [Fact]
    public void A_plan_is_close_to_the_linear_bound_and_never_below()    // these floors: 1.4, 2.4 and 2.0 % above
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var model = FloorGenerator.Make(seed, Size);
            var bound = LinearBound.Solve(model, TimeSpan.FromMinutes(1))!.Value;
            var plan = HorizonSearch.Solve(model, HorizonBudget.Cold(model));
            Assert.InRange(plan.Cost / bound, 1 - 1e-9, 1.03);
        }
    }

    [Fact]
    public void An_exact_solver_stands_between_the_bound_and_the_plan()
    {
        var model = FloorGenerator.Make(2, new FloorSize(Sectors: 4, Classes: 2, Workers: 6, Buckets: 6));
        var (bound, plan) = (LinearBound.Solve(model, TimeSpan.FromMinutes(1))!.Value, HorizonSearch.Solve(model, HorizonBudget.Small));
        var exact = ExactHorizon.Solve(model, TimeSpan.FromMinutes(2), plan);
        Assert.True(exact.IsOptimal);
        Assert.InRange(exact.Cost, bound - 1e-6, plan.Cost + 1e-6);
        Assert.InRange(plan.Cost / exact.Cost, 1 - 1e-9, 1.005);
    }

    [Fact]
    public void Plans_that_go_on_from_each_other_stay_close_to_the_bound()
    {
        var model = FloorGenerator.Make(5, Size);
        var (floor, plan) = (new LiveFloor(model, seed: 5), HorizonSearch.Solve(model, HorizonBudget.Cold(model)));
        for (var n = 0; n < 12; n++)
        {
            floor.Advance(plan, floor.Name(plan));
            plan = HorizonSearch.Solve(floor.Model, HorizonBudget.Warm(floor.Model), before: plan);
        }
        Assert.InRange(plan.Cost / LinearBound.Solve(floor.Model, TimeSpan.FromMinutes(1))!.Value, 1 - 1e-9, 1.06);
    }

    private static HorizonModel Later(HorizonModel model, int[] staff, double[] backlog) => new()
    {
        Sectors = model.Sectors, Classes = model.Classes, Buckets = model.Buckets - 1, Rates = model.Rates, Links = model.Links,
        Arrivals = model.Arrivals[model.Sectors..], Backlog = backlog, WaitCost = model.WaitCost, Staff = staff, MoveLoss = model.MoveLoss,
    };
}
