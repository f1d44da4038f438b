using SyncOps.Engine.Alerts.Trees;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Alerts;

public sealed class GradientBoostedTreesTests
{
    // All rows and features, no pull to zero, full steps: what a tree does can be worked out by hand.
    private static readonly BoostingOptions Plain = new()
    {
        Trees = 1, Leaves = 2, LearningRate = 1, MinLeafRows = 1, L2 = 0, RowShare = 1, FeatureShare = 1,
    };

    [Fact]
    public void One_tree_takes_one_Newton_step_from_the_base_rate_in_each_leaf()
    {
        // Base rate (2 + 0.5)/(4 + 1) = 1/2, log-odds 0; gradients p - y = +-1/2, curvature 1/4; each leaf -(+-1)/(1/2) = -+2.
        var model = Fit([[1], [2], [3], [4]], [false, false, true, true], Plain);

        Assert.Equal(-2, model.LogOdds([1.0]), precision: 12);
        Assert.Equal(2, model.LogOdds([4.0]), precision: 12);
        Assert.Equal(-2, model.LogOdds([2.49]), precision: 12);     // The cut lies halfway between 2 and 3.
        Assert.Equal(2, model.LogOdds([2.51]), precision: 12);
    }

    [Fact]
    public void L2_pulls_a_leaf_to_zero()    // -(+-1)/(1/2 + 1/2) = -+1
        => Assert.Equal(1, Fit([[1], [2], [3], [4]], [false, false, true, true], Plain with { L2 = 0.5 }).LogOdds([4.0]), precision: 12);

    [Fact]
    public void A_missing_value_may_be_a_side_of_its_own()
    {
        var model = Fit([[double.NaN], [double.NaN], [3], [4]], [true, true, false, false], Plain);

        Assert.Equal(2, model.LogOdds([double.NaN]), precision: 12);
        Assert.Equal(-2, model.LogOdds([-1000.0]), precision: 12);
    }

    [Fact]
    public void No_leaf_has_fewer_rows_than_allowed()    // Two and two is the only split of four rows; three and one would be better.
    {
        var model = Fit([[1], [2], [3], [4]], [false, false, false, true], Plain with { MinLeafRows = 2 });

        Assert.Equal(model.LogOdds([3.0]), model.LogOdds([4.0]));
        Assert.True(model.LogOdds([2.0]) < model.LogOdds([3.0]));
    }

    [Fact]
    public void Two_features_that_only_matter_together_are_learned()
    {
        var random = RandomStream.For(3, "exclusive or");
        double[][] rows = [.. Enumerable.Range(0, 400).Select(_ => (double[])[random.Uniform(), random.Uniform()])];
        bool[] events = [.. rows.Select(r => r[0] > 0.5 != r[1] > 0.5)];
        var model = Fit(rows, events, Plain with { Trees = 60, Leaves = 6, LearningRate = 0.3, MinLeafRows = 5, L2 = 1 });

        var right = rows.Where((row, i) => model.LogOdds(row) > 0 == events[i]).Count();

        Assert.InRange(right, 392, 400);    // 98 %
    }

    [Fact]
    public void The_same_rows_and_seed_give_the_same_trees_and_another_seed_others()
    {
        var random = RandomStream.For(4, "rows");
        double[][] rows = [.. Enumerable.Range(0, 300).Select(_ => (double[])[random.Uniform(), random.Uniform(), random.Uniform()])];
        bool[] events = [.. rows.Select(r => random.Chance(r[0]))];
        var options = new BoostingOptions { Trees = 20, MinLeafRows = 10 };

        var once = GradientBoostedTrees.Fit(rows, events, options, RandomStream.For(1, "draws"));
        var again = GradientBoostedTrees.Fit(rows, events, options, RandomStream.For(1, "draws"));
        var other = GradientBoostedTrees.Fit(rows, events, options, RandomStream.For(2, "draws"));

        Assert.All(rows, row => Assert.Equal(once.LogOdds(row), again.LogOdds(row)));
        Assert.Contains(rows, row => Math.Abs(once.LogOdds(row) - other.LogOdds(row)) > 1e-6);
    }

    private static GradientBoostedTrees Fit(double[][] rows, bool[] events, BoostingOptions options)
        => GradientBoostedTrees.Fit(rows, events, options, RandomStream.For(1, "test"));
}
