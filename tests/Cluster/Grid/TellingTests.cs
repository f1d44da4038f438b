using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A move that was stored, and of which somebody could not be told: who sends it again gets its answer once all know.</summary>
public sealed class TellingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_stored_but_not_told_is_told_before_it_is_answered(bool ranElsewhereSince)
    {
        var unreachable = new UnreachableSector();
        await using var host = new FloorHost(TimeProvider.System, services => services.AddSingleton<IIncomingGrainCallFilter>(unreachable));
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start), site.CheckedIn("a2", "pick", SmallFloor.Start));
        const string move = """{"to":"pack","commandId":"c1"}""";

        unreachable.Key = $"{site.Id}/pick";
        (await site.Post("resources/a1/move", move)).IsProblem(503);
        Assert.Equal(2, await Staff("pick"));
        unreachable.Key = null;
        // As after a crash between the two.
        if (ranElsewhereSince)
        {
            var activation = host.Grains.Resource(site.Id, "a1").AsReference<IGrainManagementExtension>();
            await activation.DeactivateOnIdle(TestContext.Current.CancellationToken);
        }
        (await site.Post("resources/a1/move", move)).Ok();

        Assert.Equal(1, await Staff("pick"));
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal((1, 1), (await Staff("pick"), await Staff("pack")));

        async Task<int> Staff(string sector) => (int)(await site.Get($"sectors/{sector}")).Ok()["staff"]!;
    }

    /// <summary>Lets nobody who is present through to a sector, as when its silo does not answer.</summary>
    private sealed class UnreachableSector : IIncomingGrainCallFilter
    {
        public string? Key { get; set; }

        public Task Invoke(IIncomingGrainCallContext context)
            => context.MethodName == nameof(ISectorGrain.NotePresence) && context.TargetId.Key.ToString() == Key
                ? throw new TimeoutException("The sector does not answer.")
                : context.Invoke();
    }
}
