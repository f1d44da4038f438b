using System.Globalization;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Live streams, and sites whose clock nobody advances.</summary>
public sealed class LiveTests(FloorHost host)
{
    [Fact]
    public async Task A_stream_begins_with_a_snapshot_and_then_tells_every_change_in_rising_order()
    {
        var site = await TestSite.Stepped(host);
        (await site.Put($"days/{SmallFloor.Date}", "{}")).Ok();
        await using var stream = await LiveStream.Open(site);
        var first = await stream.Next();
        Assert.Equal("snapshot", first.Kind);
        Assert.Equal(["pack", "pick"], first.Data["sectors"]!.AsArray().Select(s => (string)s!["sector"]!));

        await site.Record(SmallFloor.Rush(site));
        await site.Advance("2026-03-02T06:15:00Z");
        var left = new HashSet<string>(["sector", "recommendation", "plan", "governance", "clock"], StringComparer.Ordinal);
        for (var last = first.Id; left.Count > 0;)
        {
            var frame = await stream.Next();
            Assert.True(frame.Id > last, $"{frame.Id} after {last}");
            last = frame.Id;
            if (frame.Kind != "clock" || (string)frame.Data["now"]! == "2026-03-02T06:15:00Z") left.Remove(frame.Kind);
        }
    }

    [Fact]
    public async Task A_stream_resumes_after_what_was_seen_and_otherwise_starts_anew()
    {
        var site = await TestSite.Stepped(host);
        long seen;
        await using (var stream = await LiveStream.Open(site))
        {
            await stream.Next("snapshot");
            await site.Record(site.Arrived("pick", 1, SmallFloor.Start));
            seen = (await stream.Next("sector", s => Arrived(s) == 1)).Id;
        }
        await site.Record(site.Arrived("pick", 1, SmallFloor.Start));
        await using var resumed = await LiveStream.Open(site, seen);
        var next = await resumed.Next();
        Assert.True(next.Id > seen && next.Kind != "snapshot", $"{next.Kind} {next.Id} after {seen}");
        await using var unknown = await LiveStream.Open(site, 1);
        Assert.Equal("snapshot", (await unknown.Next()).Kind);
    }

    [Fact]
    public async Task Versions_of_a_sector_never_go_back()
    {
        var site = await TestSite.Stepped(host);
        long last = 0;
        for (var i = 0; i < 10; i++)
        {
            await site.Record(site.Arrived("pick", 1, SmallFloor.Start));
            var version = (long)(await site.Get("sectors/pick")).Ok()["version"]!;
            Assert.True(version > last, $"{version} after {last}");
            last = version;
        }
    }

    [Fact]
    public async Task A_live_site_decides_by_itself_at_the_times_of_its_clock()
    {
        var site = await TestSite.Live(host);
        var asked = TimeProvider.System.GetUtcNow();
        await site.Record([.. SmallFloor.Rush(site).Select(e =>
        {
            e["time"] = TestSite.MachineTime();
            return e;
        })]);

        var cards = await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0);
        var issued = DateTimeOffset.Parse((string)cards.Single()!["issuedAt"]!, CultureInfo.InvariantCulture);
        Assert.InRange(issued, asked.AddSeconds(-2), TimeProvider.System.GetUtcNow().AddSeconds(2));
        var view = await TestSite.Until(async () => (await site.Get("sectors/pack")).Ok(), v => (string)v["status"]! == "bottleneck");
        Assert.True(DateTimeOffset.Parse((string)view["asOf"]!, CultureInfo.InvariantCulture) >= asked.AddSeconds(-2));

        var id = (string)cards.Single()!["id"]!;
        var states = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => site.Post($"recommendations/{id}/accept", "{}")));
        Assert.Single(states, s => s.Status == 200);
        Assert.All(states.Where(s => s.Status != 200), s => s.IsProblem(409));
        Assert.Equal(("travelling", "pack"), await site.WhereIs("a1"));
        await TestSite.Until(
            async () => (string)(await site.Get($"recommendations/{id}")).Ok()["state"]!, state => state is "inProgress" or "done");
    }

    [Fact]
    public async Task A_floor_may_get_another_clock_start_and_zone_before_its_first_event()
    {
        var site = await TestSite.Live(host);
        await site.Get("sectors");
        await TestSite.Until(async () => (await site.Get("sectors/pack")).Ok()["outlook"]!.AsArray().Count, count => count > 0);
        var floor = SmallFloor.Stepped();
        floor["timeZone"] = "Europe/Amsterdam";
        Assert.Equal(200, (await site.Put("floor", floor.ToJsonString())).Status);

        await site.Record([.. SmallFloor.Rush(site), site.Arrived("pick", 1, "2026-03-02T06:10:00Z")]);
        Assert.Equal((0, 0, 0, 0, 0), await site.Totals("pick"));
        await site.Advance("2026-03-02T06:10:00Z");
        Assert.Equal((1, 0, 0, 0, 1), await site.Totals("pick"));
        Assert.NotEmpty(await site.Items("recommendations"));
    }

    private static double Arrived(System.Text.Json.Nodes.JsonNode sector) => (double)sector["totals"]!["arrived"]!;
}
