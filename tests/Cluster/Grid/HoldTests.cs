using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Cards that hold gates, over HTTP, on the small floor with a gate at picking and nobody who may be moved.</summary>
public sealed class HoldTests(FloorHost host)
{
    private static async Task<TestSite> Site(FloorHost host, string gates)
    {
        var site = await TestSite.Stepped(host, floor =>
        {
            floor["policy"] = JsonNode.Parse($$"""{"gates":"{{gates}}"}""");
            floor.Sector("pick")["release"] = "gated";
            floor.Sector("pick")["targetWaitMinutes"] = 480;
            foreach (var resource in floor["resources"]!.AsArray()) resource!["consent"] = false;
        });
        // Four pick 240 an hour and two pack 120; waiting costs four times as much in pack.
        await site.Record([.. SmallFloor.Rush(site), site.Counted("pick", 240, SmallFloor.Start)]);
        await site.Advance(SmallFloor.Start);
        return site;
    }

    [Fact]
    public async Task A_hold_that_is_accepted_is_done_and_shown_until_it_ends()
    {
        var site = await Site(host, "advice");
        var card = Assert.Single(await site.Items("recommendations?state=proposed"))!;
        var action = Assert.Single(card["actions"]!.AsArray())!;
        Assert.Equal(("hold", "pick"), ((string)action["kind"]!, (string)action["from"]!));
        Assert.Null(action["resource"]);
        var until = (string)action["until"]!;

        var accepted = (await site.Post($"recommendations/{card["id"]}/accept", "{}")).Ok();
        Assert.Equal(("done", "held"), ((string)accepted["state"]!, (string)accepted["actions"]![0]!["result"]!));
        Assert.Equal(until, (string)(await site.Get("sectors/pick")).Ok()["heldUntil"]!);
        Assert.Equal(409, (await site.Post($"recommendations/{card["id"]}/accept", "{}")).Status);

        // It is still held at the next decisions, and lets go by itself.
        await site.Advance("2026-03-02T06:10:00Z");
        Assert.Equal(until, (string)(await site.Get("sectors/pick")).Ok()["heldUntil"]!);
        await site.Advance(until);
        Assert.Null((await site.Get("sectors/pick")).Ok()["heldUntil"]);
    }

    [Fact]
    public async Task A_floor_that_works_its_gates_itself_gets_no_such_card()
        => Assert.Empty(await (await Site(host, "floor")).Items("recommendations"));
}
