using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class HorizonBeamTests
{
    private const long Enough = 1_000_000;

    /// <summary>Two workers in three sectors over five buckets: all 6^5 plans are rolled out.</summary>
    [Fact]
    public void Of_a_handful_of_people_it_finds_the_best_of_all_plans()
    {
        foreach (var moveCost in (double[])[0, 3, 12])
        {
            for (var seed = 1; seed <= 20; seed++)
            {
                var model = Pair(seed, moveCost);
                Assert.Equal(BestOfAll(model), Found(model)!.Value, 6);
            }
        }
    }

    [Fact]
    public void It_keeps_the_limits_of_sectors()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var model = Pair(seed, 1, maxStaff: [2, 1, 1]);
            Assert.Equal(BestOfAll(model), Found(model)!.Value, 6);
        }
    }

    [Fact]
    public void Nothing_is_said_where_nothing_is_cheaper()
    {
        var model = HorizonFloors.Line([30, 0], moveCost: 1000);
        Assert.Null(HorizonBeam.Of(model, Enough)!.Search(new double[2 * 4], below: 90));
    }

    [Theory]
    [InlineData(12, Enough)]    // 18,564 stands
    [InlineData(3, 10)]         // no work
    public void It_is_not_asked_where_stands_are_too_many(int workers, long work)
        => Assert.Null(HorizonBeam.Of(Floor(7, workers, 4, new double[7 * 4], new double[7], 1, null), work));

    private static double? Found(HorizonModel model)
    {
        var rollout = new HorizonRollout(model);
        if (HorizonBeam.Of(model, Enough)!.Search(rollout.UnitCosts(), double.PositiveInfinity) is not { } staff) return null;
        rollout.Take(HorizonPaths.Follow(model, staff));
        Assert.Equal(0, rollout.Broken);
        return rollout.Cost;
    }

    private static double BestOfAll(HorizonModel model)
    {
        var rollout = new HorizonRollout(model);
        var stands = Enumerable.Range(0, 9).Select(i => (First: (short)(i / 3), Second: (short)(i % 3))).Where(s => s.First <= s.Second);
        var (rows, paths) = (model.Buckets + 1, rollout.Paths.ToArray());
        return Best(1);

        // Who is who does not matter: two of a kind are laid onto the way in the order that takes fewer moves.
        double Best(int row)
        {
            if (row == rows)
            {
                rollout.Take(paths);
                return rollout.Broken == 0 ? rollout.Cost : double.PositiveInfinity;
            }
            var best = double.PositiveInfinity;
            foreach (var (first, second) in stands)
            {
                var crossed = paths[row - 1] == second || paths[rows + row - 1] == first;
                (paths[row], paths[rows + row]) = crossed ? (second, first) : (first, second);
                best = Math.Min(best, Best(row + 1));
            }
            return best;
        }
    }

    private static HorizonModel Pair(int seed, double moveCost, int[]? maxStaff = null)
    {
        var drawn = HorizonFloors.Drawn(seed);
        double[] arrivals = [.. Enumerable.Range(0, 15).Select(i => drawn.Arrivals[i % drawn.Arrivals.Length])];
        return Floor(3, 2, 5, arrivals, [30, 10, 0], moveCost, maxStaff);
    }

    private static HorizonModel Floor(
        int sectors, int workers, int buckets, double[] arrivals, double[] backlog, double moveCost, int[]? maxStaff) => new()
    {
        Sectors = sectors, Classes = 1, Buckets = buckets, Rates = [.. Enumerable.Range(0, sectors).Select(j => 8.0 + 5 * j)],
        Links = [new HorizonLink(0, 1, 1), new HorizonLink(1, 2, 0.8)], Arrivals = arrivals, Backlog = backlog,
        WaitCost = [.. Enumerable.Repeat(1.0, sectors)], Staff = [workers, .. Enumerable.Repeat(0, sectors - 1)], MoveCost = moveCost,
        MaxStaff = maxStaff,
    };
}
