using System.Text.Json.Nodes;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>Documents that are right, however odd they look, and the typed client on them.</summary>
public sealed class DocumentTests(FloorHost host)
{
    [Fact]
    public async Task A_floor_is_stored_read_back_and_versioned_by_its_etag()
    {
        var site = await TestSite.Stepped(host);
        var first = await site.Get("floor");
        Assert.Equal("\"1\"", first.ETag);
        var again = await site.Put("floor", first.Text, first.ETag);
        Assert.Equal((200, "\"2\""), (again.Status, again.ETag));
        Assert.Equal(first.Text, again.Text);
        Assert.Contains((await site.Items("/api/v1/sites")).Select(s => (string)s!["site"]!), id => id == site.Id);
    }

    [Fact]
    public async Task Of_edits_that_race_from_one_version_one_wins()
    {
        var site = await TestSite.Stepped(host);
        var floor = (await site.Get("floor")).Text;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.Put("floor", floor, "\"1\"")));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.IsProblem(412));
    }

    [Fact]
    public async Task A_dropped_sector_is_retired_with_its_history_and_may_come_back()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(site.Arrived("pack", 3, SmallFloor.Start));
        var whole = (await site.Get("floor")).Text;
        (await site.Put("floor", WithoutPack(whole))).Ok();

        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pack"));
        (await site.PostEvents(site.Arrived("pack", 1, SmallFloor.Start))).IsFault("retiredSector", "$[0].data.sector");
        await site.Advance("2026-03-02T07:00:00Z");
        (await site.Put("floor", whole)).Ok();
        await site.Record(site.Arrived("pack", 1, SmallFloor.Start));
        Assert.Equal((4, 0, 0, 0, 4), await site.Totals("pack"));
    }

    [Fact]
    public async Task Events_are_judged_by_an_edit_from_the_moment_that_it_is_acknowledged()
    {
        var site = await TestSite.Stepped(host);
        var whole = (await site.Get("floor")).Text;
        // Those who send all the time keep the host's picture of the site warm.
        using var over = new CancellationTokenSource();
        var sending = Send();
        for (var round = 0; round < 5; round++)
        {
            (await site.Put("floor", WithoutPack(whole))).Ok();
            (await site.PostEvents(site.Arrived("pack", 1, SmallFloor.Start))).IsFault("retiredSector", "$[0].data.sector");
            (await site.Put("floor", whole)).Ok();
            await site.Record(site.Arrived("pack", 1, SmallFloor.Start));
        }
        await over.CancelAsync();
        await sending;

        async Task Send()
        {
            while (!over.IsCancellationRequested) await site.Record(site.Arrived("pick", 1, SmallFloor.Start));
        }
    }

    private static string WithoutPack(string floor)
    {
        var less = JsonNode.Parse(floor)!.AsObject();
        less["sectors"]!.AsArray().RemoveAt(1);
        less.Sector("pick")["next"] = new JsonArray();
        foreach (var person in less["resources"]!.AsArray())
        {
            person!["home"] = "pick";
            person["skills"]!.AsArray().RemoveAt(1);
        }
        return less.ToJsonString();
    }

    [Fact]
    public async Task A_shift_over_midnight_staffs_both_days()
    {
        var site = await TestSite.Stepped(host);
        (await site.Put($"days/{SmallFloor.Date}", Shift("2026-03-02T22:00:00Z", "2026-03-03T06:00:00Z"))).Ok();
        (await site.Put("days/2026-03-03", "{}")).Ok();

        var (first, second) = ((await site.Get($"plans/{SmallFloor.Date}")).Ok(), (await site.Get("plans/2026-03-03")).Ok());
        Assert.Equal(8, Assigned(first).Count);                    // 22:00 to 24:00 in quarters of an hour
        Assert.Equal("2026-03-02T22:00:00Z", Assigned(first)[0]);
        Assert.Equal(24, Assigned(second).Count);                  // 00:00 to 06:00
        Assert.Equal("2026-03-03T05:45:00Z", Assigned(second)[^1]);
    }

    [Theory]
    [InlineData("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z", 92, 24)]   // 23 h; 00:00 to 07:00 local is 6 h
    [InlineData("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z", 100, 32)]  // 25 h; 00:00 to 07:00 local is 8 h
    public async Task A_shift_over_a_daylight_saving_change_has_its_real_hours(string date, string start, string end, int all, int worked)
    {
        var site = await TestSite.Stepped(host, floor => floor["timeZone"] = "Europe/Amsterdam");
        (await site.Put($"days/{date}", Shift(start, end))).Ok();
        var plan = (await site.Get($"plans/{date}")).Ok();
        Assert.Equal(all, plan["intervals"]!.AsArray().Count);
        Assert.Equal(worked, Assigned(plan).Count);
    }

    [Fact]
    public async Task A_pin_makes_a_new_version_that_the_plan_shows()
    {
        var site = await TestSite.Stepped(host);
        (await site.Put($"days/{SmallFloor.Date}", Shift("2026-03-02T06:00:00Z", "2026-03-02T14:00:00Z"))).Ok();
        var date = DateOnly.Parse(SmallFloor.Date);
        var plan = await host.Client.GetPlan(site.Id, date, TestContext.Current.CancellationToken);
        var pin = new Pin("a1", "pack", DateTimeOffset.Parse("2026-03-02T08:00:00Z"), DateTimeOffset.Parse("2026-03-02T09:00:00Z"));
        var etag = await host.Client.PutPlan(site.Id, date, [pin], plan.ETag!, TestContext.Current.CancellationToken);

        var next = await host.Client.GetPlan(site.Id, date, TestContext.Current.CancellationToken);
        Assert.Equal((etag, plan.Value.Version + 1), (next.ETag, next.Value.Version));
        Assert.Equal(["a1"], next.Value.Intervals.Single(i => i.At == pin.From).Sectors["pack"].Assigned);
        Assert.Equal([2L, 1L], (await site.Items($"plans/{SmallFloor.Date}/versions")).Select(v => (long)v!["version"]!));
        var page = (await site.Get($"plans/{SmallFloor.Date}/versions?limit=1")).Ok();
        Assert.Equal("2", (string)page["next"]!);
        Assert.Equal(1, (long)(await site.Items($"plans/{SmallFloor.Date}/versions?limit=1&next=2")).Single()!["version"]!);
    }

    [Fact]
    public async Task The_typed_client_tries_moves_and_follows_a_card()
    {
        var site = await TestSite.Stepped(host);
        var cancellation = TestContext.Current.CancellationToken;
        await site.Record(SmallFloor.Rush(site));
        await host.Client.Advance(site.Id, DateTimeOffset.Parse(SmallFloor.Start), cancellation);

        var tried = await host.Client.WhatIf(site.Id, DateOnly.Parse(SmallFloor.Date), [new WhatIfMove("a4", "pack", null)], cancellation);
        Assert.True(tried.With["pack"].SlowdownMinutes < tried.Without["pack"].SlowdownMinutes);
        Assert.Equal(("working", "pick"), await site.WhereIs("a4"));
        var card = await host.Client.Recommendations(site.Id, [CardState.Proposed], cancellation).SingleAsync(cancellation);
        Assert.Equal(CardState.Snoozed, (await host.Client.Snooze(site.Id, card.Id, 5, null, cancellation)).State);
        Assert.Equal(CardState.InProgress, (await host.Client.Accept(site.Id, card.Id, null, null, cancellation)).State);
        var area = await host.Client.Governance($"area:{site.Id}/out", cancellation);
        Assert.Equal($"area:{site.Id}/out", area.Node);
    }

    [Theory, InlineData("/health/live"), InlineData("/health/ready"), InlineData("/openapi/v1.json"), InlineData("/docs/"), InlineData("/")]
    public async Task The_host_serves(string path) => Assert.Equal(200, (await TestSite.Of(host, "none").Get(path)).Status);

    private static string Shift(string start, string end)
        => $$"""{"roster":[{"resource":"a1","shifts":[{"start":"{{start}}","end":"{{end}}"}]}]}""";

    /// <summary>When the intervals begin in which a1 is assigned to pick.</summary>
    private static List<string> Assigned(JsonNode plan) =>
    [
        .. plan["intervals"]!.AsArray()
            .Where(i => i!["sectors"]!["pick"]!["assigned"]!.AsArray().Any(r => (string)r! == "a1")).Select(i => (string)i!["at"]!),
    ];
}
