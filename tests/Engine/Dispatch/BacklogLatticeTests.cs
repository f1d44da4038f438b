using SyncOps.Engine.Dispatch;
using Xunit;

namespace SyncOps.Tests.Engine.Dispatch;

public sealed class BacklogLatticeTests
{
    [Fact]
    public void All_backlogs_are_kept_while_there_is_room()
    {
        var lattice = BacklogLattice.Of([9, 4], points: 50)!;

        Assert.True(lattice.Exact);
        Assert.Equal(50, lattice.Points);
    }

    [Fact]
    public void Large_backlogs_are_thinned_out_first()    // steps of a third of the backlog, rounded up; of a quarter: 12 levels
    {
        var lattice = BacklogLattice.Of([20], points: 10)!;

        var units = new int[1];
        var kept = new List<int>();
        for (var point = 0; point < lattice.Points; point++)
        {
            lattice.Read(point, units);
            kept.Add(units[0]);
        }
        Assert.Equal([0, 1, 2, 3, 4, 6, 8, 11, 15, 20], kept);
        Assert.False(lattice.Exact);
    }

    [Fact]
    public void Lines_and_parabolas_are_met_exactly()
    {
        var lattice = BacklogLattice.Of([30, 30], points: 100)!;
        for (var n = 0; n <= 30 * 31 + 30; n++)
        {
            int[] units = [n / 31, n % 31];
            Assert.Equal(3 * units[0] - units[1], Value(lattice, units, smooth: false, (x, y) => 3 * x - y), tolerance: 1e-9);
            Assert.Equal(
                units[0] * units[0] - 2 * units[0] * units[1],
                Value(lattice, units, smooth: true, (x, y) => x * x - 2 * x * y), tolerance: 1e-8);
        }
    }

    [Fact]
    public void What_is_beyond_the_most_counts_as_the_most()
        => Assert.Equal(60, Value(BacklogLattice.Of([30, 30], points: 100)!, [40, 99], smooth: false, (x, y) => x + y));

    [Fact]
    public void Too_few_points_hold_no_lattice()    // 0, 1, 2, 4, 8, 9 are the fewest levels up to 9
    {
        Assert.NotNull(BacklogLattice.Of([9], points: 6));
        Assert.Null(BacklogLattice.Of([9], points: 5));
    }

    private static double Value(BacklogLattice lattice, int[] units, bool smooth, Func<int, int, double> value)
    {
        var (points, weights, at) = (new int[ValueTable.Most(2)], new double[ValueTable.Most(2)], new int[2]);
        var sum = 0.0;
        var count = lattice.Corners(units, smooth, points, weights);
        for (var k = 0; k < count; k++)
        {
            lattice.Read(points[k], at);
            sum += weights[k] * value(at[0], at[1]);
        }
        return sum;
    }
}
