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
    public void Parabolas_are_met_exactly()
    {
        var lattice = BacklogLattice.Of([30, 30], points: 100)!;
        for (var n = 0; n <= 30 * 31 + 30; n++)
        {
            int[] units = [n / 31, n % 31];
            Assert.Equal(
                units[0] * units[0] - 2 * units[0] * units[1],
                Value(lattice, units, (x, y) => x * x - 2 * x * y), tolerance: 1e-8);
        }
    }

    [Fact]
    public void What_is_beyond_the_most_counts_as_the_most()
        => Assert.Equal(60, Value(BacklogLattice.Of([30, 30], points: 100)!, [40, 99], (x, y) => x + y));

    [Fact]
    public void A_step_from_a_kept_backlog_follows_the_parabola_but_never_leaves_the_two_values()
    {
        var lattice = BacklogLattice.Of([20], points: 10)!;    // 0, 1, 2, 3, 4, 6, 8, 11, 15, 20

        // Squares: from 64 at 8 up to 81 at 9, which is 17 of the 57 to 121 at 11; down to 49 at 7, 15 of the 28 to 36 at 6.
        double[] squares = [0, 1, 4, 9, 16, 36, 64, 121, 225, 400];
        Assert.Equal(17.0 / 57, lattice.Step(6, 0, 1, squares).Weight, precision: 12);
        Assert.Equal(15.0 / 28, lattice.Step(6, 0, -1, squares).Weight, precision: 12);

        // A value that turns: the parabola through 36, 64 and 63 at 11 is above both at 9.
        double[] turns = [0, 1, 4, 9, 16, 36, 64, 63, 225, 400];
        Assert.Equal(0, lattice.Step(6, 0, 1, turns).Weight);
    }

    [Fact]
    public void Too_few_points_hold_no_lattice()    // 0, 1, 2, 4, 8, 9 are the fewest levels up to 9
    {
        Assert.NotNull(BacklogLattice.Of([9], points: 6));
        Assert.Null(BacklogLattice.Of([9], points: 5));
    }

    private static double Value(BacklogLattice lattice, int[] units, Func<int, int, double> value)
    {
        var (points, weights, at) = (new int[9], new double[9], new int[2]);
        var sum = 0.0;
        var count = lattice.Corners(units, points, weights);
        for (var k = 0; k < count; k++)
        {
            lattice.Read(points[k], at);
            sum += weights[k] * value(at[0], at[1]);
        }
        return sum;
    }
}
