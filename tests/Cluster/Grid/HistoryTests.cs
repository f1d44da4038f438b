using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>What sectors have recorded is read back as it was sent, in the order in which it came.</summary>
public sealed class HistoryTests(FloorHost host)
{
    private const string Six = "2026-03-02T06:00:00Z", HalfPast = "2026-03-02T06:30:00Z", Seven = "2026-03-02T07:00:00Z";

    [Fact]
    public async Task Events_are_read_back_by_sector_in_the_order_they_came_and_as_they_were_sent()
    {
        var site = await TestSite.Stepped(host);
        JsonObject[] first = [site.Arrived("pick", 3, HalfPast), site.Arrived("pick", 1, Six), site.Arrived("pack", 2, Six)];
        await site.Record(first);
        var second = site.Completed("pick", 1.5, HalfPast);
        await site.Record(second);

        var items = await Items(site, "history");

        Assert.Equal(["pack", "pick", "pick", "pick"], items.Select(i => (string)i["sector"]!));
        Assert.Equal([first[2], first[0], first[1], second], items.Select(i => i["event"]), JsonNode.DeepEquals);
        Assert.Equal([(1, 0), (1, 0), (1, 1), (2, 0)], items.Select(i => ((int)i["sequence"]!, (int)i["index"]!)));
        Assert.All(items, i => Assert.Equal(Six, (string)i["receivedAt"]!));
    }

    [Fact]
    public async Task From_is_included_to_is_not_and_a_sector_can_be_asked_for_alone()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(
            site.Arrived("pick", 1, Six), site.Arrived("pick", 2, HalfPast), site.Arrived("pick", 3, Seven),
            site.Arrived("pack", 4, HalfPast));

        Assert.Equal((double[])[4, 2], await Units(site, $"history?from={HalfPast}&to={Seven}"));
        Assert.Equal((double[])[2, 3], await Units(site, $"history?sector=pick&from={HalfPast}"));
        Assert.Equal((double[])[1], await Units(site, $"history?sector=pick&to={HalfPast}"));
        Assert.Equal((double[])[], await Units(site, "history?from=2026-03-03T06:00:00Z"));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_or_a_repeat()
    {
        var site = await TestSite.Stepped(host);
        for (var n = 1; n <= 4; n++)
            await site.Record(site.Arrived("pick", n, Six), site.Arrived("pick", 10 + n, Six), site.Arrived("pack", 20 + n, Six));
        double[] all = [21, 22, 23, 24, 1, 11, 2, 12, 3, 13, 4, 14];

        foreach (var limit in new[] { 1, 3, 4, 12, 500 })
        {
            var (read, next) = (new List<double>(), "");
            while (true)
            {
                var page = (await site.Get($"history?limit={limit}{(next == "" ? "" : $"&next={next}")}")).Ok();
                read.AddRange(page["items"]!.AsArray().Select(UnitsOf));
                if (page["next"] is not { } token) break;
                next = (string)token!;
            }
            Assert.Equal(all, read);
        }
    }

    [Fact]
    public async Task Reports_of_resources_and_moves_follow_the_sectors_and_can_be_asked_for_alone()
    {
        var site = await TestSite.Stepped(host);
        JsonObject[] reports = [site.CheckedIn("b1", "pack", Six), site.CheckedIn("a1", "pick", Six)];
        var arrived = site.Arrived("pick", 3, Six);
        await site.Record([.. reports, arrived]);
        Assert.Equal((0, 1), await site.Record(reports[1]));
        (await site.Post("resources/a1/move", """{"to":"pack","commandId":"m1"}""")).Ok();

        var items = await Items(site, "history");

        Assert.Equal([null, "a1", "a1", "b1"], items.Select(i => (string?)i["resource"]));
        Assert.Equal([arrived, reports[1], reports[0]], items.Where((_, i) => i != 2).Select(i => i["event"]), JsonNode.DeepEquals);
        var move = items[2]["event"]!;
        Assert.Equal(
            ("syncops.resource.moved", "urn:syncops:command", "m1", "pack"),
            ((string?)move["type"], (string?)move["source"], (string?)move["id"], (string?)move["data"]!["to"]));
        Assert.Equal(["m1"], (await Items(site, "history?resource=a1")).Skip(1).Select(i => (string?)i["event"]!["id"]));
        Assert.Single(await Items(site, "history?sector=pick"));
        Assert.Equal(4, (await Items(site, "history?sector=pick&resource=a1")).Length + (await Items(site, "history?resource=b1")).Length);

        var (read, next) = (new List<JsonNode>(), "");
        do
        {
            var page = (await site.Get($"history?limit=1{(next == "" ? "" : $"&next={next}")}")).Ok();
            read.AddRange(page["items"]!.AsArray().Select(i => i!));
            next = (string?)page["next"];
        }
        while (next is not null);
        Assert.Equal(items, read, JsonNode.DeepEquals);
    }

    [Fact]
    public async Task On_a_live_clock_a_span_is_found_among_what_came_before_and_after()
    {
        var site = await TestSite.Live(host);
        var now = TimeProvider.System.GetUtcNow();
        string At(double hours) => now.AddHours(hours).ToString("yyyy-MM-ddTHH:mm:ssZ", null);
        for (var n = 0; n < 5; n++) await site.Record(site.Arrived("pick", n + 1, At(-20 + n)));

        Assert.Equal((double[])[2, 3], await Units(site, $"history?sector=pick&from={At(-19)}&to={At(-17)}"));
        Assert.Equal((double[])[], await Units(site, $"history?sector=pick&from={At(30)}"));
        Assert.Equal((double[])[], await Units(site, $"history?sector=pick&to={At(-60)}"));
    }

    [Fact]
    public async Task Bad_questions_name_the_value_and_the_rule()
    {
        var site = await TestSite.Stepped(host);

        var answer = await site.Get("history?from=monday&to=1900-01-01T00:00:00Z&sector=attic&limit=0&next=x");

        answer.IsProblem(422);
        string[] parts = ["from is 'monday'", "to is '1900-01-01T00:00:00Z'", "no sector 'attic'", "limit is '0'", "next is 'x'"];
        foreach (var part in parts)
            Assert.Contains(part, answer.Text, StringComparison.Ordinal);
        (await site.Get("history?next=1.2147483647.pick")).IsProblem(422);
        (await site.Get("/api/v1/sites/nowhere/history")).IsProblem(404);
    }

    private static async Task<JsonNode[]> Items(TestSite site, string path)
        => [.. (await site.Get(path)).Ok()["items"]!.AsArray().Select(i => i!)];

    private static async Task<double[]> Units(TestSite site, string path) => [.. (await Items(site, path)).Select(UnitsOf)];

    private static double UnitsOf(JsonNode? item) => (double)item!["event"]!["data"]!["units"]!;
}
