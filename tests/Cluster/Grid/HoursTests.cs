using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Cards that ask for other hours, over HTTP, on the small floor with b1 and b2 alone in pack.</summary>
public sealed class HoursTests(FloorHost host)
{
    private const string Shift = """{"roster":[{"resource":"b1","shifts":[SHIFT]},{"resource":"b2","shifts":[SHIFT]}]}""";

    private static async Task<TestSite> Site(FloorHost host, string shift, string hours = "{}")
    {
        var site = await TestSite.Stepped(host, floor =>
        {
            floor["policy"] = JsonNode.Parse($$"""{"hours":{{hours}}}""");
            floor.Sector("pack")["leftCostPerUnit"] = 5;
        });
        Assert.Equal(201, (await site.Put($"days/{SmallFloor.Date}", Shift.Replace("SHIFT", shift, StringComparison.Ordinal))).Status);
        await site.Record(site.CheckedIn("b1", "pack", SmallFloor.Start), site.CheckedIn("b2", "pack", SmallFloor.Start));
        return site;
    }

    private static async Task<JsonNode> Issued(TestSite site)
    {
        await site.Advance(SmallFloor.Start);
        return Assert.Single(await site.Items("recommendations?state=proposed"))!;
    }

    private static async Task<JsonNode> Accept(TestSite site, JsonNode card)
        => (await site.Post($"recommendations/{card["id"]}/accept", "{}")).Ok();

    [Fact]
    public async Task Overtime_that_is_accepted_is_the_resources_own_and_counts_in_the_outlook()
    {
        // They go home at 07:30 with 180 of 270 done.
        var site = await Site(host, """{"start":"2026-03-02T04:00:00Z","end":"2026-03-02T07:30:00Z"}""");
        await site.Record(site.Counted("pack", 270, SmallFloor.Start));
        var card = await Issued(site);

        Assert.All(card["actions"]!.AsArray(), a => Assert.Equal(("overtime", "pack"), ((string)a!["kind"]!, (string)a["from"]!)));
        var until = (string)card["actions"]![0]!["until"]!;
        var accepted = await Accept(site, card);
        Assert.Equal(("inProgress", "booked"), ((string)accepted["state"]!, (string)accepted["actions"]![0]!["result"]!));
        foreach (var person in new[] { "b1", "b2" })
            Assert.Equal(until, (string)(await site.Get($"resources/{person}")).Ok()["staysUntil"]!);

        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal("done", (string)(await site.Get($"recommendations/{card["id"]}")).Ok()["state"]!);
        Assert.Empty(await site.Items("recommendations?state=proposed"));
    }

    [Fact]
    public async Task A_break_that_is_accepted_begins_at_once_and_ends_by_itself()
    {
        // 30 wait now; 120 come from 06:30 on, when both were to be away for half an hour.
        const string shift = """
            {"start":"2026-03-02T04:00:00Z","end":"2026-03-02T12:00:00Z",
             "breaks":[{"start":"2026-03-02T06:30:00Z","end":"2026-03-02T07:00:00Z"}]}
            """;
        var site = await TestSite.Stepped(host);
        Assert.Equal(201, (await site.Put(
            $"days/{SmallFloor.Date}",
            Shift.Replace("SHIFT", shift, StringComparison.Ordinal)[..^1] + """
            ,"forecast":[{"sector":"pack","at":"2026-03-02T06:00:00Z","unitsPerHour":20},
            {"sector":"pack","at":"2026-03-02T06:30:00Z","unitsPerHour":240},
            {"sector":"pack","at":"2026-03-02T07:00:00Z","unitsPerHour":60}]}
            """)).Status);
        await site.Record(site.CheckedIn("b1", "pack", SmallFloor.Start), site.CheckedIn("b2", "pack", SmallFloor.Start));
        var card = await Issued(site);

        var action = card["actions"]![0]!;
        Assert.Equal(("break", "2026-03-02T06:30:00Z"), ((string)action["kind"]!, (string)action["instead"]!["start"]!));
        await Accept(site, card);
        Assert.Equal(("break", "pack"), await site.WhereIs((string)action["resource"]!));
        await site.Advance("2026-03-02T06:25:00Z");
        Assert.Equal(("break", "pack"), await site.WhereIs((string)action["resource"]!));
        await site.Advance("2026-03-02T06:35:00Z");
        Assert.Equal(("working", "pack"), await site.WhereIs((string)action["resource"]!));
    }

    [Fact]
    public async Task In_a_lull_the_sector_tells_who_is_to_spare_and_who_takes_time_off_is_off()
    {
        var site = await Site(host, """{"start":"2026-03-02T04:00:00Z","end":"2026-03-02T08:00:00Z"}""", """{"timeOff":true}""");
        var card = await Issued(site);

        Assert.Equal(("slack", "timeOff"), ((string)card["risk"]!["kind"]!, (string)card["actions"]![0]!["kind"]!));
        Assert.Equal(1, (int)(await site.Get("sectors/pack")).Ok()["slack"]!["people"]!);
        await Accept(site, card);
        Assert.Equal(("off", null), await site.WhereIs((string)card["actions"]![0]!["resource"]!));
    }
}
