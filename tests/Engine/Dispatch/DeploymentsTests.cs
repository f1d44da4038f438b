using SyncOps.Engine.Dispatch;
using Xunit;

namespace SyncOps.Tests.Engine.Dispatch;

public sealed class DeploymentsTests
{
    private static readonly DispatchResource Pair = new() { UnitsPerHour = [1, 1], SetUpHours = [1, 1], Count = 2 };

    [Fact]
    public void Resources_without_set_ups_that_may_always_leave_stand_in_one_way()
        => Assert.Equal(1, Deployments.Of(Model(new DispatchResource { UnitsPerHour = [1, 1], Count = 50 }), 100)!.Count);

    [Fact]
    public void Those_that_are_alike_are_told_apart_by_number_only()    // Two on ready or setting up in two sectors: 4 + 6 pairs
        => Assert.Equal(10, Deployments.Of(Model(Pair), 100)!.Count);

    [Fact]
    public void One_that_goes_from_post_to_post_leads_to_the_deployment_with_one_less_and_one_more()
    {
        var all = Deployments.Of(Model(new DispatchResource { UnitsPerHour = [1, 1], Interruptible = false, Count = 3 }), 100)!;
        var (free, works) = (all.SlotOf(0, DispatchPost.Free), all.SlotOf(0, new DispatchPost(PostKind.Working, 1)));

        var after = all.Moved(all.IndexOf([2, 1, 0]), free, works);

        Assert.Equal([1, 1, 1], all[after].ToArray());
    }

    [Fact]
    public void More_than_so_many_are_refused()
        => Assert.Null(Deployments.Of(Model(Pair), 9));

    private static DispatchModel Model(DispatchResource resource)
        => new() { Sectors = [new DispatchSector(), new DispatchSector()], Resources = [resource] };
}
