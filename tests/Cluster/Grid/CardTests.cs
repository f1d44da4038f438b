using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A card from the bottleneck that calls for it to its end, on a small stepped floor.</summary>
public sealed class CardTests(FloorHost host)
{
    private const string Plan = $"plans/{SmallFloor.Date}";

    [Fact]
    public async Task A_bottleneck_brings_a_card_that_promises_its_people_and_shows_in_governance()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(site.CheckedIn("b1", "pack", SmallFloor.Start));
        await site.Advance(SmallFloor.Start);
        Assert.Equal((0, 0), await Costs(site));

        await site.Record(SmallFloor.Rush(site));
        var card = await Issued(site, "2026-03-02T06:05:00Z");
        Assert.Equal(("out-20260302T060500Z-1", "proposed", "pack"), ((string)card["id"]!, (string)card["state"]!,
            (string)card["risk"]!["sector"]!));
        Assert.Equal(["a1", "a2", "a3"], People(card));
        Assert.True((double)card["benefit"]!["minutesSaved"]!["p50"]! > 0);
        Assert.True((double)card["with"]!["pack"]!["slowdownMinutes"]! < (double)card["without"]!["pack"]!["slowdownMinutes"]!);
        foreach (var person in People(card)) Assert.Equal((string)card["id"]!, await ReservedFor(site, person));
        (await site.Post("resources/a1/move", """{"to":"pack","commandId":"mine"}""")).IsProblem(409);

        var (forming, preventable) = await Costs(site);
        Assert.True(forming > 0 && preventable > 0 && preventable <= forming, $"{forming} {preventable}");
        var children = (await site.Get("/api/v1/governance")).Ok()["children"]!.AsArray();
        Assert.Equal(forming, (double)children.Single(c => (string)c!["node"]! == $"site:{site.Id}")!["formingCost"]!);
        var area = (await site.Get($"/api/v1/governance/area%3A{site.Id}%2Fout")).Ok();
        Assert.Equal(forming, (double)area["formingCost"]!);
        Assert.Equal((string)card["id"]!, (string)area["exposures"]![0]!["recommendations"]![0]!);
    }

    [Fact]
    public async Task Accepting_moves_exactly_once_the_plan_shows_it_and_it_is_done_on_arrival()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        var card = await Issued(site, SmallFloor.Start);
        var before = (await site.Get(Plan)).Ok();
        Assert.Equal(["b1", "b2"], Assigned(before, "pack", "2026-03-02T06:15:00Z"));
        var (forming, _) = await Costs(site);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            site.Post($"recommendations/{card["id"]}/accept", "{}", ("Idempotency-Key", "k1"))));
        Assert.All(answers, a => Assert.Equal("inProgress", (string)a.Ok()["state"]!));
        (await site.Post($"recommendations/{card["id"]}/accept", "{}")).IsProblem(409);
        foreach (var person in People(card))
        {
            Assert.Equal(("travelling", "pack"), await site.WhereIs(person));
            Assert.Equal(1, (int)(await site.Get($"resources/{person}")).Ok()["movesThisShift"]!);
        }
        var plan = (await site.Get(Plan)).Ok();
        Assert.True((long)plan["version"]! > (long)before["version"]!);
        Assert.Equal(["a1", "a2", "a3", "b1", "b2"], Assigned(plan, "pack", "2026-03-02T06:15:00Z"));
        Assert.True((await Costs(site)).Forming < forming);

        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal("done", (string)(await site.Get($"recommendations/{card["id"]}")).Ok()["state"]!);
        Assert.Equal(5, (int)(await site.Get("sectors/pack")).Ok()["staff"]!);
        foreach (var person in People(card)) Assert.Null(await ReservedFor(site, person));
        foreach (var verb in new[] { "accept", "reject", "snooze" })
            (await site.Post($"recommendations/{card["id"]}/{verb}", """{"reason":"late","minutes":5}""")).IsProblem(409);
        Assert.Equal((string)card["id"]!, (string)Assert.Single(await site.Items("recommendations?state=done"))!["id"]!);
    }

    [Fact]
    public async Task A_part_of_a_card_with_another_person_is_computed_anew()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        var card = await Issued(site, SmallFloor.Start);
        var accepted = (await site.Post($"recommendations/{card["id"]}/accept", """{"actions":[{"id":"m1","resource":"a4"}]}""")).Ok();

        Assert.Equal(["a4"], People(accepted));
        Assert.NotEqual(card["benefit"]!.ToJsonString(), accepted["benefit"]!.ToJsonString());
        Assert.Equal(("travelling", "pack"), await site.WhereIs("a4"));
        foreach (var other in new[] { "a1", "a2" })
        {
            Assert.Equal(("working", "pick"), await site.WhereIs(other));
            Assert.Null(await ReservedFor(site, other));
        }
    }

    [Fact]
    public async Task A_key_that_came_with_another_command_is_refused()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        var card = (string)(await Issued(site, SmallFloor.Start))["id"]!;
        async Task<Answer> Say(string verb, string body)
            => await site.Post($"recommendations/{card}/{verb}", body, ("Idempotency-Key", "k"));

        var first = (await Say("snooze", """{"minutes":10}""")).Ok();
        Assert.Equal(first.ToJsonString(), (await Say("snooze", """{"minutes":10}""")).Ok().ToJsonString());
        (await Say("snooze", """{"minutes":11}""")).IsFault("keyReused", "Idempotency-Key");
        (await Say("accept", "{}")).IsFault("keyReused");
        (await site.Post($"recommendations/{card}/accept", "{}", ("Idempotency-Key", new string('k', 257))))
            .IsFault("outOfRange", "Idempotency-Key");

        (await site.Post($"recommendations/{card}/accept", """{"actions":[{"id":"m1"}]}""", ("Idempotency-Key", "k2"))).Ok();
        (await site.Post($"recommendations/{card}/accept", "{}", ("Idempotency-Key", "k2"))).IsFault("keyReused");
    }

    [Fact]
    public async Task A_rejected_card_stays_silent_for_an_hour_and_frees_its_people()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        var card = await Issued(site, SmallFloor.Start);
        var rejected = (await site.Post($"recommendations/{card["id"]}/reject", """{"reason":"training"}""")).Ok();
        Assert.Equal(("rejected", "training"), ((string)rejected["state"]!, (string)rejected["reason"]!));
        foreach (var person in People(card)) Assert.Null(await ReservedFor(site, person));
        Assert.Equal(0, (await Costs(site)).Preventable);

        await site.Record(site.Arrived("pack", 1, "2026-03-02T06:50:00Z"));
        await site.Advance("2026-03-02T06:55:00Z");
        Assert.Empty(await site.Items("recommendations?state=proposed"));
        await site.Advance("2026-03-02T07:00:00Z");
        Assert.Single(await site.Items("recommendations?state=proposed"));
    }

    [Fact]
    public async Task A_snoozed_card_comes_back_and_expires_when_it_is_too_late()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        var card = await Issued(site, SmallFloor.Start);
        (await site.Post($"recommendations/{card["id"]}/snooze", """{"minutes":10}""")).Ok();
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal(("snoozed", "2026-03-02T06:10:00Z"), await State(site, card));
        await site.Advance("2026-03-02T06:10:00Z");
        Assert.Equal(("proposed", null), await State(site, card));

        await site.Advance((string)card["expiresAt"]!);
        Assert.Equal(("expired", null), await State(site, card));
        (await site.Post($"recommendations/{card["id"]}/accept", "{}")).IsProblem(409);
        var open = await site.Items("recommendations?state=proposed");
        Assert.All(open, c => Assert.NotEqual((string)card["id"]!, (string)c!["id"]!));
    }

    [Fact]
    public async Task A_card_whose_people_have_left_or_whose_risk_has_passed_is_closed()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        var card = await Issued(site, SmallFloor.Start);
        await site.Record(site.Event("resource.checkedOut", "2026-03-02T06:01:00Z", """{"resource":"a1"}"""));
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal("superseded", (await State(site, card)).State);

        // Its people are free from here on, so the next decision may promise them.
        await site.Advance("2026-03-02T06:10:00Z");
        var next = (await site.Items("recommendations?state=proposed")).Single()!;
        Assert.DoesNotContain("a1", People(next));
        await site.Record(site.Counted("pack", 0, "2026-03-02T06:11:00Z"));
        await site.Advance("2026-03-02T06:15:00Z");
        Assert.Equal("expired", (await State(site, next)).State);
        Assert.Equal((0, 0), await Costs(site));
    }

    [Fact]
    public async Task Two_cards_never_promise_one_resource()
    {
        var site = await TestSite.Stepped(host, floor =>
        {
            floor["areas"]!.AsArray().Add(JsonNode.Parse("""{"id":"in","name":"Inbound"}"""));
            floor["sectors"]!.AsArray().Add(JsonNode.Parse("""
                {"id":"dock","area":"in","name":"Dock","unit":"orders","targetWaitMinutes":30}
                """));
            foreach (var person in floor["resources"]!.AsArray())
                person!["skills"]!.AsArray().Add(JsonNode.Parse("""{"sector":"dock","unitsPerHour":60}"""));
        });
        await site.Record([.. SmallFloor.Rush(site), site.Counted("dock", 300, SmallFloor.Start)]);
        foreach (var at in new[] { "06:25", "06:50", "07:15", "07:40" })
            await site.Record(site.Arrived("pack", 1, $"2026-03-02T{at}:00Z"), site.Arrived("dock", 1, $"2026-03-02T{at}:00Z"));
        await site.Advance("2026-03-02T08:00:00Z");

        var open = await site.Items("recommendations?state=proposed,snoozed,accepted,inProgress");
        Assert.NotEmpty(open);
        var promised = open.SelectMany(c => People(c!)).ToList();
        Assert.Equal(promised.Count, promised.Distinct().Count());
        foreach (var card in open)
        {
            foreach (var person in People(card!)) Assert.Equal((string)card!["id"]!, await ReservedFor(site, person));
        }
    }

    private static async Task<JsonNode> Issued(TestSite site, string at)
    {
        await site.Advance(at);
        return (await site.Items("recommendations?state=proposed")).Single()!;
    }

    private static string[] People(JsonNode card) => [.. card["actions"]!.AsArray().Select(a => (string)a!["resource"]!)];

    private static async Task<string?> ReservedFor(TestSite site, string person)
        => (string?)(await site.Get($"resources/{person}")).Ok()["reservedFor"];

    private static async Task<(string State, string? SnoozedUntil)> State(TestSite site, JsonNode card)
    {
        var now = (await site.Get($"recommendations/{card["id"]}")).Ok();
        return ((string)now["state"]!, (string?)now["snoozedUntil"]);
    }

    private static async Task<(double Forming, double Preventable)> Costs(TestSite site)
    {
        var node = (await site.Get($"/api/v1/governance/site:{site.Id}")).Ok();
        return ((double)node["formingCost"]!, (double)node["preventableCost"]!);
    }

    private static string[] Assigned(JsonNode plan, string sector, string at)
    {
        var interval = plan["intervals"]!.AsArray().Single(i => (string)i!["at"]! == at)!;
        return [.. interval["sectors"]![sector]!["assigned"]!.AsArray().Select(r => (string)r!)];
    }
}
