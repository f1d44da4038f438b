using SyncOps.Engine.Dispatch;
using Xunit;

namespace SyncOps.Tests.Engine.Dispatch;

public sealed class DispatchPolicyTests
{
    private static readonly DispatchOptions Options = new();

    [Fact]
    public void A_server_that_is_starved_or_blocked_helps_at_the_other_station()
    {
        var policy = Policy(Line(), 0, 0);

        Assert.Equal([0, 0], Decide(policy, [0, 0]));
        Assert.Equal([0, 1], Decide(policy, [0, 1]));
        Assert.Equal([1, 1], Decide(policy, [0, 2]));
        // Up 3, 2 and down 2, 3 between 0, 1 and 2 units: weights 1, 3/2, 1; throughput (2 x 3/2 + 3 x 1) / (7/2) = 12/7.
        Assert.Equal(-12.0 / 7, policy.CostPerHour, tolerance: 1e-4);
    }

    [Fact]
    public void The_unit_whose_cost_times_rate_is_highest_comes_first()    // 3 x 1 against 1 x 2
    {
        var policy = Policy(Queues([0.2, 0.2], [3, 1], new DispatchResource { UnitsPerHour = [1, 2] }), 0, 0);

        Assert.Equal([0], Decide(policy, [1, 9]));
        Assert.Equal([1], Decide(policy, [0, 9]));
    }

    [Fact]
    public void A_server_with_a_set_up_serves_its_queue_out_and_waits_there_when_all_is_empty()
    {
        var policy = Policy(SetUps(), 0, 0);

        Assert.Equal([0], Decide(policy, [1, 5], new DispatchPost(PostKind.Ready, 0)));
        Assert.Equal([1], Decide(policy, [0, 5], new DispatchPost(PostKind.Ready, 0)));
        Assert.Equal([0], Decide(policy, [0, 0], new DispatchPost(PostKind.Ready, 0)));
    }

    [Fact]
    public void Nothing_is_decided_for_whoever_is_being_set_up_or_may_not_leave_its_unit()
    {
        Assert.Equal([1], Decide(Policy(SetUps(), 0, 0), [9, 0], new DispatchPost(PostKind.SettingUp, 1)));

        var bound = Queues([0.2, 0.2], [3, 1], new DispatchResource { UnitsPerHour = [1, 1], Interruptible = false });
        Assert.Equal([1], Decide(Policy(bound, 0, 0), [9, 1], new DispatchPost(PostKind.Working, 1)));
    }

    [Fact]
    public void Cost_per_hour_is_that_of_the_queue()    // Most 2, load 1/2: weights 1, 1/2, 1/4; L = (1/2 + 2/4) / (7/4) = 4/7.
    {
        var queue = Queues([1], [1], new DispatchResource { UnitsPerHour = [2] }, most: 2);

        Assert.Equal(4.0 / 7, Policy(queue, 0).CostPerHour, tolerance: 1e-4);
    }

    [Fact]
    public void Work_is_held_back_from_a_dearer_place_unless_its_server_never_idles()
    {
        // A unit costs 1 upstream and 10 downstream, where three wait already for the only server there.
        Assert.Equal([-1, 1], Decide(Policy(Tandem(neverIdle: false), 1, 3), [1, 3]));
        Assert.Equal([0, 1], Decide(Policy(Tandem(neverIdle: true), 1, 3), [1, 3]));
    }

    [Fact]
    public void Of_servers_that_are_alike_no_more_go_to_a_queue_than_it_has_units()
    {
        var policy = Policy(Queues([0.5, 0.5], [5, 1], new DispatchResource { UnitsPerHour = [1, 1], Count = 3 }, most: 20), 0, 0);

        Assert.Equal([0, 1, 1], Decide(policy, [1, 7]).Order());
    }

    [Fact]
    public void A_backlog_beyond_the_deepest_is_decided_like_the_deepest()
    {
        var policy = Policy(Queues([0.2, 0.2], [3, 1], new DispatchResource { UnitsPerHour = [1, 1] }), 0, 0);

        Assert.Equal([0], Decide(policy, [5_000, 7_000]));
    }

    [Fact]
    public void Thinned_backlogs_come_close_to_the_cost_of_all()
    {
        var exact = Policy(SetUps(), 0, 0);
        var thinned = DispatchPolicy.For(SetUps(), [0, 0], Options with { States = 800 })!;

        Assert.True(exact.Exact);
        Assert.False(thinned.Exact);
        Assert.True(thinned.States <= 800);
        Assert.InRange(thinned.CostPerHour, exact.CostPerHour * 0.98, exact.CostPerHour * 1.02);
    }

    [Fact]
    public void A_floor_that_so_few_states_cannot_hold_is_refused()
    {
        // Six queues of at least nine levels (0, 1, 2, 4 ... 64, the most) are 531,441 states.
        double[] six = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
        Assert.Null(DispatchPolicy.For(Queues(six, six, new DispatchResource { UnitsPerHour = [1, 1, 1, 1, 1, 1] }), new int[6], Options));
    }

    [Fact]
    public void The_same_floor_gives_the_same_decisions()
    {
        var (first, second) = (Policy(SetUps(), 0, 0), Policy(SetUps(), 0, 0));
        for (var n = 0; n < 400; n++)
        {
            int[] units = [n % 20, n / 20];
            var post = new DispatchPost(PostKind.Ready, n % 2);
            Assert.Equal(Decide(first, units, post), Decide(second, units, post));
        }
    }

    private static DispatchPolicy Policy(DispatchModel model, params int[] units) => DispatchPolicy.For(model, units, Options)!;

    private static IReadOnlyList<int> Decide(DispatchPolicy policy, int[] units, params DispatchPost[] posts)
        => policy.Decide(new DispatchState(units, posts.Length > 0 ? posts : [.. Enumerable.Repeat(DispatchPost.Free, policy.Resources)]));

    private static DispatchModel Line() => new()
    {
        Sectors =
        [
            new DispatchSector { EndlessSupply = true, Together = true, Next = [new DispatchRoute(1, 1)] },
            new DispatchSector { MostUnits = 2, Together = true, RewardPerUnit = 1 },
        ],
        Resources = [new DispatchResource { UnitsPerHour = [2, 1] }, new DispatchResource { UnitsPerHour = [1, 2] }],
    };

    private static DispatchModel SetUps()
        => Queues([0.3, 0.3], [1, 1], new DispatchResource { UnitsPerHour = [1, 1], SetUpHours = [2, 2] }, most: 50);

    private static DispatchModel Tandem(bool neverIdle) => new()
    {
        Sectors =
        [
            new DispatchSector { CostPerUnitHour = 1, Next = [new DispatchRoute(1, 1)] },
            new DispatchSector { CostPerUnitHour = 10 },
        ],
        Resources =
        [
            new DispatchResource { UnitsPerHour = [1, 0], NeverIdle = neverIdle },
            new DispatchResource { UnitsPerHour = [0, 1], NeverIdle = neverIdle },
        ],
    };

    private static DispatchModel Queues(double[] arrivals, double[] costs, DispatchResource resource, int? most = null) => new()
    {
        Sectors =
        [
            .. arrivals.Select((rate, j) => new DispatchSector { ArrivalsPerHour = rate, CostPerUnitHour = costs[j], MostUnits = most }),
        ],
        Resources = [resource],
    };
}
