using System.Text.Json;
using System.Text.Json.Nodes;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A site learns how long moves really take from reports that people are there.</summary>
public sealed class TravelTests(FloorHost host)
{
    [Fact]
    public async Task Moves_that_take_longer_than_the_floor_says_put_off_the_next_arrival()
    {
        // Four people go from picking to packing at once and report there after 12 min, where the floor says 5.
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        foreach (var person in new[] { "a1", "a2", "a3", "a4" }) await Move(site, person, "pack", "there");
        Assert.Null((await site.Get("sectors/pack")).Ok()["travel"]);
        foreach (var person in new[] { "a1", "a2", "a3", "a4" }) await site.Record(Reported(site, person, "pack", "2026-03-02T06:12:00Z"));
        await site.Advance("2026-03-02T06:15:00Z");

        // Half of it is believed for the pair, and of the other half 1.7 / 5 of all who come here: 10.25 min, see TravelTimesTests.
        var travel = Assert.Single((await site.Get("sectors/pack")).Ok()["travel"]!.AsArray())!;
        Assert.Equal(("pick", 10.25, 4.32, 4), ((string)travel["from"]!, (double)travel["minutes"]!, (double)travel["spread"]!,
            (int)travel["count"]!));

        // Back again without a report, which tells nothing of that way; then the next one is expected after what was learned.
        var back = await Move(site, "a1", "pick", "back");
        Assert.Equal("2026-03-02T06:20:00Z", (string)back["availableAt"]!);
        await site.Advance("2026-03-02T06:20:00Z");
        Assert.Equal("2026-03-02T06:30:15Z", (string)(await Move(site, "a1", "pack", "again"))["availableAt"]!);
    }

    [Fact]
    public async Task The_next_card_promises_the_arrival_that_was_learned()
    {
        var site = await TestSite.Stepped(host, floor => floor["policy"] = JsonNode.Parse("""{"dwellMinutes":0}"""));
        await site.Record([.. new[] { "a1", "a2", "a3", "a4" }.Select(a => site.CheckedIn(a, "pick", SmallFloor.Start)),
            .. new[] { "b1", "b2" }.Select(b => site.CheckedIn(b, "pack", SmallFloor.Start))]);
        foreach (var person in new[] { "a1", "a2", "a3", "a4" })
        {
            await Move(site, person, "pack", "there");
            await site.Record(Reported(site, person, "pack", "2026-03-02T06:12:00Z"));
            await site.Record(Reported(site, person, "pick", "2026-03-02T06:17:00Z"));
        }
        await site.Advance("2026-03-02T06:15:00Z");
        await site.Record(site.Counted("pack", 300, "2026-03-02T06:18:00Z"));
        await site.Advance("2026-03-02T06:20:00Z");

        var card = Assert.Single(await site.Items("recommendations?state=proposed"))!;
        Assert.All(card["actions"]!.AsArray(), a => Assert.Equal("2026-03-02T06:30:15Z", (string)a!["arriveAt"]!));
        (await site.Post($"recommendations/{card["id"]}/accept", "{}")).Ok();
        var moved = (string)card["actions"]![0]!["resource"]!;
        Assert.Equal("2026-03-02T06:30:15Z", (string)(await site.Get($"resources/{moved}")).Ok()["availableAt"]!);
    }

    [Fact]
    public async Task What_was_learned_is_kept_over_a_restart_and_counts_once()
    {
        await using var started = await FloorHost.Started();
        var site = await TestSite.Stepped(started);
        await site.Record(SmallFloor.Rush(site));
        await Move(site, "a1", "pack", "there");
        await site.Record(Reported(site, "a1", "pack", "2026-03-02T06:12:00Z"));
        await site.Advance("2026-03-02T06:15:00Z");
        var before = (await site.Get("sectors/pack")).Ok()["travel"]!.ToJsonString();

        await started.Restart();
        await site.Advance("2026-03-02T06:30:00Z");

        // One move of 12 min: 2.4 counts a fifth, 5 x (0.2 x 2.4 + 0.8 x (0.2 x 2.4 + 0.5) / 0.7) = 8.
        Assert.Contains("\"minutes\":8,", before);
        Assert.Equal(before, (await site.Get("sectors/pack")).Ok()["travel"]!.ToJsonString());
    }

    [Fact]
    public async Task A_tick_that_is_repeated_after_a_crash_answers_the_same_load()
    {
        var site = await TestSite.Stepped(host);
        await site.Record([.. SmallFloor.Rush(site), site.Completed("pick", 8, "2026-03-02T06:01:00Z")]);
        await Move(site, "a1", "pack", "there");
        await site.Record(Reported(site, "a1", "pack", "2026-03-02T06:12:00Z"));
        var at = DateTimeOffset.Parse("2026-03-02T06:15:00Z");
        foreach (var person in new[] { "a1", "a2", "a3", "a4" }) await host.Grains.Resource(site.Id, person).Tick(at);

        foreach (var sector in new[] { "pick", "pack" })
        {
            var first = await host.Grains.Sector(site.Id, sector).Tick(at);
            var again = await host.Grains.Sector(site.Id, sector).Tick(at);

            Assert.NotEqual(first.Version, again.Version);
            Assert.Equal(Told(first), Told(again));
            if (sector == "pack") Assert.Equal(("pick", 1), (first.Travel.Single().From, first.Travel.Single().Moves));
        }
    }

    private static string Told(SectorLoad load) => JsonSerializer.Serialize(load with { Version = 0 });

    private static async Task<JsonNode> Move(TestSite site, string person, string to, string command)
        => (await site.Post($"resources/{person}/move", $$"""{"to":"{{to}}","commandId":"{{command}}"}""")).Ok();

    private static JsonObject Reported(TestSite site, string person, string to, string at)
        => site.Event("resource.moved", at, $$"""{"resource":"{{person}}","to":"{{to}}"}""");
}
