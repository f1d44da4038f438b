using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A card's promise against its outcome, on a stepped floor with a horizon of one hour; and cards that no user decides.</summary>
public sealed class VerificationTests(FloorHost host)
{
    [Fact]
    public async Task An_accepted_card_ends_verified_and_its_saving_is_prevented_cost_at_every_node()
    {
        var site = await Rushed(host);
        var card = await Proposed(site);
        (await site.Post($"recommendations/{card["id"]}/accept", "{}")).Ok();
        await Work(site, 5, 55);
        Assert.Equal("done", (string)(await Card(site, card))["state"]!);
        Assert.Equal(0, (double)(await site.Get($"/api/v1/governance/site:{site.Id}")).Ok()["preventedCost"]!);
        await Work(site, 60, 60);

        var verified = await Card(site, card);
        Assert.Equal(("verified", "2026-03-02T07:00:00Z"), ((string)verified["state"]!, (string)verified["outcome"]!["verifiedAt"]!));
        var saved = (double)verified["outcome"]!["costSaved"]!;
        Assert.True(saved > 0 && (double)verified["outcome"]!["minutesSaved"]! > 0, verified.ToJsonString());
        foreach (var node in new[] { $"area%3A{site.Id}%2Fout", $"site:{site.Id}" })
        {
            var view = (await site.Get($"/api/v1/governance/{node}")).Ok();
            Assert.Equal((saved, 1), ((double)view["preventedCost"]!, (int)view["calibration"]!["count"]!));
        }
        var enterprise = (await site.Get("/api/v1/governance")).Ok();
        var child = enterprise["children"]!.AsArray().Single(c => (string)c!["node"]! == $"site:{site.Id}")!;
        Assert.Equal(saved, (double)child["preventedCost"]!);
        Assert.True((double)enterprise["preventedCost"]! >= saved);
        Assert.Equal((string)card["id"]!, (string)Assert.Single(await site.Items("recommendations?state=verified"))!["id"]!);
        (await site.Post($"recommendations/{card["id"]}/accept", "{}")).IsProblem(409);
    }

    [Fact]
    public async Task Restarts_in_between_change_no_outcome()
    {
        await using var own = await FloorHost.Started();
        var undisturbed = await Followed(await Rushed(own), () => Task.CompletedTask);
        Assert.Contains("\"verified\"", undisturbed);
        Assert.Equal(undisturbed, await Followed(await Rushed(own), own.Restart));
    }

    [Fact]
    public async Task A_card_that_the_policy_lets_pass_is_carried_out_at_its_own_instant_without_anybody()
    {
        var site = await AutoAccepting(maxMoves: 3);
        await site.Advance(SmallFloor.Start);
        await site.Record(SmallFloor.Rush(site, "2026-03-02T06:02:00Z"));
        await site.Advance("2026-03-02T06:05:00Z");

        var card = Assert.Single(await site.Items("recommendations"))!;
        Assert.Equal(("inProgress", "policy"), ((string)card["state"]!, (string)card["decidedBy"]!));
        foreach (var action in card["actions"]!.AsArray())
        {
            var person = (await site.Get($"resources/{action!["resource"]}")).Ok();
            Assert.Equal(("travelling", "pack", "2026-03-02T06:10:00Z"),
                ((string)person["state"]!, (string)person["sector"]!, (string)person["availableAt"]!));
            Assert.Null((string?)person["reservedFor"]);
        }
        await site.Advance("2026-03-02T06:10:00Z");
        Assert.Equal("done", (string)(await Card(site, card))["state"]!);
    }

    [Fact]
    public async Task A_card_that_needs_more_moves_than_the_policy_allows_waits_for_somebody()
    {
        var site = await AutoAccepting(maxMoves: 2);
        await site.Record(SmallFloor.Rush(site));

        Assert.Equal(3, (await Proposed(site))["actions"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_shadow_card_is_never_told_and_its_outcome_is_kept_apart()
    {
        var site = await Rushed(host, shadowShare: 1);
        await using var stream = await LiveStream.Open(site);
        Assert.Empty((await stream.Next("snapshot")).Data["recommendations"]!.AsArray());
        await Work(site, 0, 60);

        for (var now = ""; now != "2026-03-02T07:00:00Z";)
        {
            var frame = await stream.Next();
            Assert.NotEqual("recommendation", frame.Kind);
            if (frame.Kind == "clock") now = (string)frame.Data["now"]!;
        }
        Assert.Empty(await site.Items("recommendations"));
        foreach (var person in new[] { "a1", "a2", "a3", "a4" }) Assert.Equal(("working", "pick"), await site.WhereIs(person));
        var view = (await site.Get($"/api/v1/governance/site:{site.Id}")).Ok();
        Assert.Equal((1, 0.0), ((int)view["shadow"]!["count"]!, (double)view["preventedCost"]!));
        Assert.True((double)view["shadow"]!["missedCost"]! > 0, view.ToJsonString());
        Assert.Null(view["calibration"]);
    }

    [Fact]
    public async Task A_sector_nobody_heard_of_is_to_be_counted_before_anything_is_advised()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance("2026-03-02T08:00:00Z");
        var sector = (await site.Get("sectors/pack")).Ok();
        Assert.Equal("stale", (string)sector["status"]!);
        Assert.Equal("Count Packing: nothing was heard of it for 120 min.", (string)sector["reasonLine"]!);
        Assert.Empty(await site.Items("recommendations?state=proposed"));
        var exposure = Assert.Single((await site.Get($"/api/v1/governance/site:{site.Id}")).Ok()["exposures"]!.AsArray())!;
        Assert.Equal(("count", "pack"), ((string)exposure["kind"]!, (string)exposure["sector"]!));

        await site.Record(site.Counted("pack", 300, "2026-03-02T08:01:00Z"));
        await site.Advance("2026-03-02T08:05:00Z");
        Assert.Single(await site.Items("recommendations?state=proposed"));
        Assert.Null((await site.Get("sectors/pack")).Ok()["reasonLine"]);
    }

    private Task<TestSite> AutoAccepting(int maxMoves) => TestSite.Stepped(host, floor => floor["policy"] = new JsonObject
    {
        ["autoAccept"] = new JsonObject { ["minMinutesSaved"] = 1, ["maxMoves"] = maxMoves },
    });

    private static async Task<TestSite> Rushed(FloorHost host, double shadowShare = 0)
    {
        var site = await TestSite.Stepped(host, floor =>
        {
            floor["horizon"] = "PT1H";
            floor["policy"] = new JsonObject { ["shadowShare"] = shadowShare };
        });
        await site.Record(SmallFloor.Rush(site));
        return site;
    }

    private static async Task<JsonNode> Proposed(TestSite site)
    {
        await site.Advance(SmallFloor.Start);
        return (await site.Items("recommendations?state=proposed")).Single()!;
    }

    private static async Task<JsonNode> Card(TestSite site, JsonNode card) => (await site.Get($"recommendations/{card["id"]}")).Ok();

    /// <summary>Every five minutes some orders come to pack and more are completed; minutes from the start.</summary>
    private static async Task Work(TestSite site, int from, int until)
    {
        for (var minutes = from; minutes <= until; minutes += 5)
        {
            var at = $"2026-03-02T{6 + minutes / 60:00}:{minutes % 60:00}:00Z";
            await site.Record(site.Arrived("pack", 3 + minutes % 7, at, $"a{minutes}"), site.Completed("pack", 10, at, $"c{minutes}"));
            await site.Advance(at);
        }
    }

    /// <summary>One card accepted and verified, disturbed every quarter of an hour; all that is said of it.</summary>
    private static async Task<string> Followed(TestSite site, Func<Task> disturb)
    {
        (await site.Post($"recommendations/{(await Proposed(site))["id"]}/accept", "{}")).Ok();
        for (var minutes = 5; minutes <= 60; minutes += 15)
        {
            await disturb();
            await Work(site, minutes, Math.Min(60, minutes + 10));
        }
        await disturb();
        var views = new List<JsonNode>();
        foreach (var node in new[] { $"area%3A{site.Id}%2Fout", $"site:{site.Id}" })
        {
            var view = (await site.Get($"/api/v1/governance/{node}")).Ok();
            views.Add(new JsonArray(view["preventedCost"]!.DeepClone(), view["calibration"]!.DeepClone()));
        }
        return $"{(await site.Get("recommendations")).Text}\n{string.Join('\n', views.Select(v => v.ToJsonString()))}";
    }
}
