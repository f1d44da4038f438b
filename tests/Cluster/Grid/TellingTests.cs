using System.Text.Json.Nodes;
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
        var failing = new FailingCalls();
        await using var host = new FloorHost(TimeProvider.System, services => services.AddSingleton<IIncomingGrainCallFilter>(failing));
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start), site.CheckedIn("a2", "pick", SmallFloor.Start));
        const string move = """{"to":"pack","commandId":"c1"}""";

        failing.LoseNewsTo($"{site.Id}/pick");
        (await site.Post("resources/a1/move", move)).IsProblem(503);
        Assert.Equal(2, await Staff("pick"));
        failing.LoseNewsTo(null);
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

    [Fact]
    public async Task Every_sector_that_it_has_left_since_it_last_told_knows_even_after_a_crash()
    {
        var failing = new FailingCalls();
        await using var host = new FloorHost(TimeProvider.System, services => services.AddSingleton<IIncomingGrainCallFilter>(failing));
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host, WithThirdSector);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start), site.CheckedIn("a2", "pick", SmallFloor.Start));
        failing.LoseNewsTo($"{site.Id}/pick");

        foreach (var to in new[] { "pack", "ship" })
            (await site.Post("resources/a1/move", $$"""{"to":"{{to}}","commandId":"to-{{to}}"}""")).IsProblem(503);
        Assert.Equal((2, 0, 1), await Staff());
        failing.LoseNewsTo(null);
        await host.Grains.Resource(site.Id, "a1").AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(TestContext.Current.CancellationToken);
        (await site.Post("resources/a1/move", """{"to":"ship","commandId":"to-ship"}""")).Ok();

        Assert.Equal((1, 0, 1), await Staff());

        async Task<(int, int, int)> Staff() => (await In("pick"), await In("pack"), await In("ship"));

        async Task<int> In(string sector) => (int)(await site.Get($"sectors/{sector}")).Ok()["staff"]!;
    }

    /// <summary>A third sector, where a1 can work too, and ways that take no time.</summary>
    private static void WithThirdSector(JsonObject floor)
    {
        floor["sectors"]!.AsArray().Add(
            JsonNode.Parse("""{"id":"ship","area":"out","name":"Shipping","unit":"orders","targetWaitMinutes":30}"""));
        floor.Resource("a1")["skills"]!.AsArray().Add(JsonNode.Parse("""{"sector":"ship","unitsPerHour":60}"""));
        floor["moves"] = JsonNode.Parse("""{"minutes":0}""");
    }
}
