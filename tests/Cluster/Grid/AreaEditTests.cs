using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A planner deals the sectors to other areas: what the areas before had promised ends.</summary>
public sealed class AreaEditTests(FloorHost host)
{
    [Fact]
    public async Task Cards_of_an_area_that_the_floor_leaves_out_end_and_their_people_are_free()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance("2026-03-02T06:05:00Z");
        var card = Assert.Single(await site.Items("recommendations?state=proposed"))!;
        var person = (string)card["actions"]![0]!["resource"]!;

        var floor = SmallFloor.Stepped();
        floor["areas"] = JsonNode.Parse("""[{"id":"new","name":"New"}]""");
        foreach (var sector in floor["sectors"]!.AsArray()) sector!["area"] = "new";
        Assert.Equal(200, (await site.Put("floor", floor.ToJsonString())).Status);
        Assert.Equal(["new", "out"], (await site.Get("floor")).Ok()["areas"]!.AsArray().Select(a => (string)a!["id"]!));
        await site.Advance("2026-03-02T06:10:00Z");

        var ended = (await site.Get($"recommendations/{card["id"]}")).Ok();
        Assert.Equal("superseded", (string)ended["state"]!);
        Assert.Contains("belongs to area new now", (string)ended["reason"]!, StringComparison.Ordinal);
        // Whom the new area could not have while they were promised, it has at the next decision.
        await site.Advance("2026-03-02T06:15:00Z");
        Assert.NotEqual((string)card["id"]!, (string?)(await site.Get($"resources/{person}")).Ok()["reservedFor"]);
        Assert.Equal("new", (string)Assert.Single(await site.Items("recommendations?state=proposed"))!["area"]!);
        // What is read can be sent back.
        Assert.Equal(200, (await site.Put("floor", (await site.Get("floor")).Text)).Status);
    }

    [Fact]
    public async Task Before_the_first_event_an_area_that_is_left_out_is_gone()
    {
        var site = await TestSite.Stepped(host);
        var floor = SmallFloor.Stepped();
        floor["areas"] = JsonNode.Parse("""[{"id":"new","name":"New"}]""");
        foreach (var sector in floor["sectors"]!.AsArray()) sector!["area"] = "new";
        Assert.Equal(200, (await site.Put("floor", floor.ToJsonString())).Status);
        Assert.Equal("new", (string)Assert.Single((await site.Get("floor")).Ok()["areas"]!.AsArray())!["id"]!);
    }
}
