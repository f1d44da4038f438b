using CsCheck;
using SyncOps.Engine.Horizon;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class HorizonLaws
{
    [Fact]
    public void Changes_kept_up_to_date_come_to_what_a_whole_roll_out_finds() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var (rollout, neighbourhood) = Floor(seed);
        var random = RandomStream.For((ulong)seed, "keep");
        for (var i = 0; i < 60; i++)
        {
            rollout.Begin();
            neighbourhood.Draw();
            if (random.Chance(0.8)) rollout.Settle();
            else
            {
                rollout.Undo();
                continue;
            }
            if (random.Chance(0.5)) rollout.Undo();
            else rollout.Keep();
        }
        var (cost, moves, broken) = (rollout.Cost, rollout.Moves, rollout.Broken);
        rollout.Rebuild();
        Assert.Equal(rollout.Cost, cost, 1e-6);
        Assert.Equal((rollout.Moves, rollout.Broken), (moves, broken));
    }, iter: 300, threads: 1);

    [Fact]
    public void A_change_taken_back_leaves_nothing_behind() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var (rollout, neighbourhood) = Floor(seed);
        var before = rollout.Paths.ToArray();
        var was = (rollout.Cost, rollout.Moves, rollout.Broken);
        for (var i = 0; i < 20; i++)
        {
            rollout.Begin();
            neighbourhood.Draw();
            rollout.Settle();
            rollout.Undo();
        }
        Assert.Equal(before, rollout.Paths.ToArray());
        Assert.Equal(was, (rollout.Cost, rollout.Moves, rollout.Broken));
    }, iter: 300, threads: 1);

    [Fact]
    public void Paths_copied_out_now_and_then_are_those_of_the_roll_out() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var (rollout, neighbourhood) = Floor(seed);
        var copy = rollout.Paths.ToArray();
        for (var i = 0; i < 40; i++)
        {
            rollout.Begin();
            neighbourhood.Draw();
            rollout.Settle();
            if (i % 3 == 0) rollout.Undo();
            else rollout.Keep();
            if (i % 7 != 0) continue;
            rollout.CopyPathsTo(copy);
            Assert.Equal(rollout.Paths.ToArray(), copy);
        }
    }, iter: 100, threads: 1);

    [Fact]
    public void No_change_costs_less_than_its_price_where_a_unit_costs_the_same_wherever_it_waits() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var model = HorizonFloors.Uniform(seed);
        var rollout = new HorizonRollout(model);
        var neighbourhood = new HorizonNeighbourhood(model, rollout, RandomStream.For((ulong)seed, "trials"));
        for (var i = 0; i < 60; i++)
        {
            rollout.Begin();
            neighbourhood.Draw();
            var price = rollout.PricedLoss;
            Assert.True(rollout.Settle() >= price - 1e-6, $"trial {i} of floor {seed}");
            rollout.Keep();
        }
    }, iter: 200, threads: 1);

    [Fact]
    public void Going_on_with_a_plan_is_never_worse_than_carrying_it_out() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var model = HorizonFloors.Uniform(seed);
        var plan = HorizonSearch.Solve(model, 20_000);
        // The same floor again, from row 0 on: following the plan costs what it cost.
        var again = HorizonSearch.Solve(model, new HorizonBudget(1, 0), before: plan, bucketsLater: 0);
        Assert.True(again.Broken <= plan.Broken, $"{again} after {plan}");
        if (again.Broken == plan.Broken) Assert.True(again.Cost <= plan.Cost + 1e-6, $"{again} after {plan}");
    }, iter: 100, threads: 1);

    [Fact]
    public void A_plan_keeps_everybody_where_he_may_stand_and_is_never_worse_than_none() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var model = HorizonFloors.Drawn(seed);
        var (plan, still) = (HorizonSearch.Solve(model, new HorizonBudget(40_000, 2)), HorizonSearch.Solve(model, 0));
        Assert.True(plan.Broken < still.Broken || (plan.Broken == still.Broken && plan.Cost <= still.Cost), $"{plan} after {still}");
        for (var row = 0; row <= model.Buckets; row++)
        {
            for (var c = 0; c < model.Classes; c++)
            {
                var staff = plan.Staff.AsSpan((row * model.Classes + c) * model.Sectors, model.Sectors);
                var people = 0;
                for (var j = 0; j < model.Sectors; j++)
                {
                    people += staff[j];
                    Assert.True(staff[j] == 0 || model.Rates[c * model.Sectors + j] > 0, $"class {c} in {j} at row {row}");
                }
                Assert.Equal(model.Staff.AsSpan(c * model.Sectors, model.Sectors).ToArray().Sum(), people);
            }
        }
    }, iter: 100, threads: 1);

    private static (HorizonRollout, HorizonNeighbourhood) Floor(int seed)
    {
        var model = HorizonFloors.Drawn(seed);
        var rollout = new HorizonRollout(model);
        return (rollout, new HorizonNeighbourhood(model, rollout, RandomStream.For((ulong)seed, "trials")));
    }
}
