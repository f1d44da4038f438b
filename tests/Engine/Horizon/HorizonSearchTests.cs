using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class HorizonSearchTests
{
    [Fact]
    public void Nobody_moves_where_work_is()    // 30 at 20 a bucket: 10, 0, 0 wait in pick; 20, 30, 30 in pack
        => Assert.Equal(90, HorizonSearch.Solve(HorizonFloors.Line([30, 0], moveCost: 1000), 40_000).Cost);

    [Fact]
    public void One_who_follows_the_work_serves_it_downstream()
    {
        // One goes at once and works in pack from the second bucket on, on what the other sends there.
        var plan = HorizonSearch.Solve(HorizonFloors.Line([30, 0], moveCost: 1), 40_000);

        // Ends of buckets: 20 + 10, 10 + 10, 0 + 10; one move.
        Assert.Equal(61, plan.Cost);
        Assert.Equal(1, plan.Moves);
        Assert.Equal([2, 0, 1, 1, 1, 1, 1, 1], plan.Staff);
    }

    [Fact]
    public void No_more_than_a_sector_holds_and_no_fewer_than_it_needs()
    {
        var model = HorizonFloors.Line([0, 90]);
        var free = HorizonSearch.Solve(model, 40_000);
        Assert.Equal([2, 0, 0, 2, 0, 2, 0, 2], free.Staff);

        var bound = HorizonSearch.Solve(Limited(model, minStaff: [1, 0], maxStaff: [2, 1]), 40_000);
        Assert.Equal([2, 0, 1, 1, 1, 1, 1, 1], bound.Staff);
        Assert.Equal(0, bound.Broken);
    }

    [Fact]
    public void Limits_that_the_start_breaks_are_mended_at_once()
        => Assert.Equal(0, HorizonSearch.Solve(Limited(HorizonFloors.Line([50, 0]), [0, 1], [2, 2]), 40_000).Broken);

    [Fact]
    public void A_floor_that_cannot_keep_its_limits_says_how_much_is_broken()    // three wanted, two there: one short at 3 ends
        => Assert.Equal(3, HorizonSearch.Solve(Limited(HorizonFloors.Line([50, 0]), [3, 0], [9, 9]), 40_000).Broken);

    [Theory]
    [InlineData(0, 4)]      // nobody
    [InlineData(5, 1)]      // nowhere to go
    public void Where_nothing_can_be_decided_the_plan_is_the_start(int workers, int sectors)
    {
        var plan = HorizonSearch.Solve(new HorizonModel
        {
            Sectors = sectors, Classes = 1, Buckets = 2, Rates = [.. Enumerable.Repeat(1.0, sectors)], Links = [],
            Arrivals = new double[2 * sectors], Backlog = [.. Enumerable.Repeat(4.0, sectors)],
            WaitCost = [.. Enumerable.Repeat(1.0, sectors)], Staff = [workers, .. Enumerable.Repeat(0, sectors - 1)],
        }, 100);
        Assert.Equal(0, plan.Moves);
    }

    [Fact]
    public void The_same_floor_gets_the_same_plan()
    {
        var (once, again) = (HorizonSearch.Solve(HorizonFloors.Drawn(7), 50_000), HorizonSearch.Solve(HorizonFloors.Drawn(7), 50_000));
        Assert.Equal(once.Staff, again.Staff);
    }

    [Fact]
    public void A_plan_says_who_moves_now()
    {
        var plan = HorizonSearch.Solve(HorizonFloors.Line([30, 0], moveCost: 1), 40_000);
        Assert.Equal([new HorizonMove(0, 0, 1, 1)], plan.FirstMoves(HorizonFloors.Line([30, 0])));
    }

    [Fact]
    public void A_plan_goes_on_from_the_last_one_with_hardly_any_work()
    {
        var floor = Chain(backlog: [30, 0, 0], staff: [2, 0, 0], arrivals: new double[18]);
        var first = HorizonSearch.Solve(floor, new HorizonBudget(400_000, 10));
        // What the first bucket leaves: those who stay in the first sector serve 10 each.
        var stay = first.Staff[3];
        var later = Chain([30 - 10 * stay, 10 * stay, 0], first.Staff.AsSpan(3, 3).ToArray(), new double[18]);
        var next = HorizonSearch.Solve(later, new HorizonBudget(1, 1), before: first);

        // What waited at the end of the first bucket, and its moves, are behind; the last bucket is new: what is still there then waits on.
        var behind = 30 + first.FirstMoves(floor).Sum(m => m.Count);
        Assert.True(next.Cost <= first.Cost - behind + 30, $"{next.Cost} after {first.Cost}");
        Assert.True(next.Cost < HorizonSearch.Solve(later, 0).Cost, $"{next.Cost}");
    }

    [Fact]
    public void A_plan_of_a_floor_of_another_shape_is_no_hindrance()
    {
        var line = HorizonSearch.Solve(HorizonFloors.Line([30, 0], moveCost: 1), new HorizonBudget(40_000, 2));
        var other = HorizonFloors.Drawn(7);
        Assert.Equal(
            HorizonSearch.Solve(other, new HorizonBudget(40_000, 2)).Staff,
            HorizonSearch.Solve(other, new HorizonBudget(40_000, 2), before: line).Staff);
    }

    private static HorizonModel Chain(double[] backlog, int[] staff, double[] arrivals) => new()
    {
        Sectors = 3, Classes = 1, Buckets = 6, Rates = [10, 10, 10], Links = [new HorizonLink(0, 1, 1), new HorizonLink(1, 2, 1)],
        Arrivals = arrivals, Backlog = backlog, WaitCost = [1, 1, 1], Staff = staff, MoveCost = 1,
    };

    private static HorizonModel Limited(HorizonModel model, int[] minStaff, int[] maxStaff) => new()
    {
        Sectors = model.Sectors, Classes = model.Classes, Buckets = model.Buckets, Rates = model.Rates, Links = model.Links,
        Arrivals = model.Arrivals, Backlog = model.Backlog, WaitCost = model.WaitCost, Staff = model.Staff, MinStaff = minStaff,
        MaxStaff = maxStaff,
    };
}
