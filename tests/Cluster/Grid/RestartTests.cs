using SyncOps.Silo;
using SyncOps.Silo.Storage;
using SyncOps.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>What a host keeps when it stops and starts again on its data, and what it refuses to start with.</summary>
public sealed class RestartTests
{
    private const string At = SmallFloor.Start;

    [Fact]
    public async Task A_restart_keeps_everything_and_counts_nothing_twice()
    {
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host, floor => floor.Sector("pack")["arrivals"] = "upstream");
        var events = SmallFloor.Rush(site)
            .Append(site.Completed("pick", 8, "2026-03-02T06:01:00Z"))
            .Append(site.Arrived("pick", 5, "2026-03-02T09:00:00Z")).ToArray();
        await site.Record(events);
        await site.Advance("2026-03-02T06:05:00Z");
        var card = (string)(await site.Items("recommendations?state=proposed")).Single()!["id"]!;
        var moved = (await site.Post("resources/a4/move", """{"to":"pack","commandId":"m"}""")).Ok().ToJsonString();
        (await site.Post($"recommendations/{card}/accept", "{}", ("Idempotency-Key", "k"))).Ok();
        var plan = (await site.Get($"plans/{SmallFloor.Date}")).Ok();
        var before = await Kept(site);
        var outlook = await Outlook(site);

        await host.Restart();
        Assert.Equal(before, await Kept(site));
        Assert.Equal(((long)plan["version"]!, plan["pins"]!.ToJsonString()), await PlanOf(site));
        Assert.Equal((0, events.Length), await site.Record(events));
        Assert.Equal(moved, (await site.Post("resources/a4/move", """{"to":"pack","commandId":"m"}""")).Ok().ToJsonString());
        Assert.Equal(card, (string)(await site.Post($"recommendations/{card}/accept", "{}", ("Idempotency-Key", "k"))).Ok()["id"]!);
        Assert.Equal(before, await Kept(site));
        await TestSite.Until(() => Outlook(site), now => now == outlook);
        (await site.Put("floor", SmallFloor.Live().ToJsonString())).IsFault("fixedAfterFirstEvent", "$.clock");

        await site.Advance("2026-03-02T09:00:00Z");
        Assert.Equal((8, 0, 0, 300, 308), await site.Totals("pack"));      // 8 credited from pick, once, and 300 counted
        Assert.Equal((5, 8, 0, 0, -3), await site.Totals("pick"));         // the event ahead of the clock was kept too
    }

    [Fact]
    public async Task Streams_end_with_bye_and_a_stop_takes_less_than_five_seconds()
    {
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host);
        var streams = new List<LiveStream>();
        for (var i = 0; i < 5; i++) streams.Add(await LiveStream.Open(site));
        foreach (var stream in streams) Assert.Equal("snapshot", (await stream.Next()).Kind);

        var started = TimeProvider.System.GetTimestamp();
        var stopping = host.Stop();
        foreach (var stream in streams) await stream.Next("bye");
        await stopping;
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 5);
        foreach (var stream in streams) await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused()
    {
        Assert.SkipWhen(FloorHost.OnPostgres, "A database in PostgreSQL is meant to be shared.");
        await using var host = await FloorHost.Started();
        var refused = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(host.DataPath));
        Assert.Contains(host.DataPath, refused.Message);
        Assert.Contains("--data", refused.Message);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://192.168.1.10:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://example.com")]
    [InlineData("http://127.0.0.1:8080;http://10.0.0.1:8080")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("8080")]
    [InlineData("")]
    [InlineData(" ; ")]
    public void Addresses_beyond_loopback_are_refused(string urls)
        => Assert.Contains("127.0.0.1", new HostSettings { Urls = urls }.Fault());

    [Theory, InlineData("http://127.0.0.1:0"), InlineData("http://localhost:8080;http://[::1]:8081")]
    public void Loopback_addresses_are_served(string urls) => Assert.Null(new HostSettings { Urls = urls }.Fault());

    /// <summary>What must survive: the documents, the clock, totals, where everybody is, and every card.</summary>
    private static async Task<string> Kept(TestSite site)
    {
        var view = (await site.Get()).Ok();
        var parts = new List<string> { (string)view["now"]!, $"{view["version"]}", $"{view["openRecommendations"]}" };
        string[] members = ["sector", "asOf", "totals", "backlogUnits", "byClass", "staff"];
        foreach (var sector in await site.Items("sectors"))
            parts.Add(string.Join(' ', members.Select(m => $"{sector![m]}")));
        foreach (var path in new[] { "floor", "resources", "recommendations" }) parts.Add((await site.Get(path)).Text);
        return string.Join('\n', parts);
    }

    private static async Task<string> Outlook(TestSite site)
        => string.Join('\n', (await site.Items("sectors")).Select(s => $"{s!["status"]} {s["waitMinutes"]} {s["bottleneckAt"]}"));

    private static async Task<(long Version, string Pins)> PlanOf(TestSite site)
    {
        var plan = (await site.Get($"plans/{SmallFloor.Date}")).Ok();
        return ((long)plan["version"]!, plan["pins"]!.ToJsonString());
    }
}
