using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A site made of another's past holds what that one held then, and goes its own way from there.</summary>
public sealed class ForkTests(FloorHost host)
{
    private const string HalfPast = "2026-03-02T06:30:00Z", Seven = "2026-03-02T07:00:00Z", Eight = "2026-03-02T08:00:00Z";

    [Fact]
    public async Task A_fork_of_a_past_moment_shows_what_the_site_showed_then()
    {
        var site = await Busy();
        var then = await State(site);
        await site.Record(
            site.Arrived("pick", 50, "2026-03-02T06:40:00Z"), site.Completed("pack", 20, "2026-03-02T06:45:00Z"),
            site.Event("resource.checkedOut", "2026-03-02T06:50:00Z", """{"resource":"a1"}"""));
        await site.Advance(Eight);

        var fork = await Fork(site, HalfPast, 201);

        Assert.Equal(then, await State(fork));
        var view = (await fork.Get()).Ok();
        Assert.Equal(("stepped", HalfPast, site.Id), ((string?)view["clock"], (string?)view["now"], (string?)view["forkedFrom"]!["site"]));
        Assert.NotEqual(then, await State(site));
    }

    [Fact]
    public async Task What_came_after_can_be_fed_to_the_fork_and_leads_to_the_same_while_what_came_before_is_known()
    {
        var site = await Busy();
        JsonObject[] later =
        [
            site.Arrived("pick", 50, "2026-03-02T06:40:00Z"), site.Completed("pack", 20, "2026-03-02T06:45:00Z"),
            site.Event("resource.status", "2026-03-02T06:50:00Z", """{"resource":"b1","state":"break"}"""),
        ];
        await site.Record(later);
        await site.Advance(Seven);
        var fork = await Fork(site, HalfPast, 201);

        JsonObject[] before = [.. (await site.Items($"history?to={HalfPast}")).Select(i => i!["event"]!.DeepClone().AsObject())
            .Where(e => (string?)e["source"] != "urn:syncops:command")];
        Assert.Equal(before.Length + 1, (await fork.Items("history")).Count);
        Assert.Equal((0, before.Length), await fork.Record(before));
        Assert.Equal((later.Length, 0), await fork.Record(later));
        await fork.Advance(Seven);

        foreach (var sector in new[] { "pick", "pack" }) Assert.Equal(await site.Totals(sector), await fork.Totals(sector));
        Assert.Equal(await site.WhereIs("b1"), await fork.WhereIs("b1"));
        var (own, copied) = (await site.Items("history"), await fork.Items("history"));
        Assert.Equal(own.Select(Text).Order(), copied.Select(Text).Order());

        static string Text(JsonNode? item) => item!["event"]!.ToJsonString();
    }

    [Fact]
    public async Task Documents_are_those_of_that_moment()
    {
        var site = await TestSite.Stepped(host);
        (await site.Put("days/2026-03-02", """{"roster":[{"resource":"a1","shifts":[]}]}""")).Ok();
        await site.Record(site.Arrived("pick", 1, SmallFloor.Start));
        await site.Advance(HalfPast);
        var renamed = SmallFloor.Stepped();
        renamed["name"] = "Renamed";
        (await site.Put("floor", renamed.ToJsonString())).Ok();
        (await site.Put("days/2026-03-02", """{"roster":[{"resource":"a2","shifts":[]}]}""")).Ok();
        (await site.Put("days/2026-03-03", """{"roster":[]}""")).Ok();
        await site.Advance(Seven);

        var (early, late) = (await Fork(site, "2026-03-02T06:10:00Z", 201), await Fork(site, Seven, 201));

        Assert.Equal(("Small", "Renamed"), (await Name(early), await Name(late)));
        Assert.Equal(("a1", "a2"), (await Rostered(early), await Rostered(late)));
        (await early.Get("days/2026-03-03")).IsProblem(404);
        (await late.Get("days/2026-03-03")).Ok();

        static async Task<string> Name(TestSite of) => (string)(await of.Get("floor")).Ok()["name"]!;
        static async Task<string> Rostered(TestSite of)
            => (string)(await of.Get("days/2026-03-02")).Ok()["roster"]![0]!["resource"]!;
    }

    [Fact]
    public async Task A_live_site_is_forked_as_it_is_now()
    {
        var site = await TestSite.Live(host);
        await site.Record(site.Arrived("pick", 7, TestSite.MachineTime(-5)), site.CheckedIn("a1", "pick", TestSite.MachineTime()));
        var now = (string)(await site.Get()).Ok()["now"]!;

        var fork = await Fork(site, now, 201);

        Assert.Equal(await site.Totals("pick"), await fork.Totals("pick"));
        Assert.Equal(("working", "pick"), await fork.WhereIs("a1"));
        Assert.Equal(now, (string)(await fork.Get()).Ok()["now"]!);
    }

    [Fact]
    public async Task The_same_fork_again_is_the_same_site_and_an_id_serves_one_fork_only()
    {
        var site = await Busy();
        var fork = await Fork(site, HalfPast, 201);
        await fork.Record(fork.Arrived("pick", 5, HalfPast));

        Assert.Equal(fork.Id, (await Fork(site, HalfPast, 200)).Id);
        Assert.Equal(45, (await fork.Totals("pick")).Arrived);

        (await site.Post("fork", $$"""{"at":"{{SmallFloor.Start}}","site":"{{fork.Id}}"}""")).IsProblem(409);
        (await site.Post("fork", $$"""{"at":"{{HalfPast}}","site":"{{site.Id}}"}""")).IsProblem(409);
        var named = await Answered(site, $$"""{"at":"{{HalfPast}}","site":"{{site.Id}}-copy"}""", 201);
        Assert.Equal(40, (await named.Totals("pick")).Arrived);
    }

    [Fact]
    public async Task An_instant_that_is_not_past_or_a_site_that_is_not_there_is_refused()
    {
        var site = await Busy();
        (await site.Post("fork", """{"at":"2026-03-02T05:59:59Z"}""")).IsProblem(422);
        var early = await site.Post("fork", $$"""{"at":"{{Seven}}"}""");
        early.IsProblem(422);
        Assert.Contains($"to {HalfPast}, where it stands", early.Text, StringComparison.Ordinal);
        (await site.Post("fork", "{}")).IsProblem(422);
        (await site.Post("fork", $$"""{"at":"{{HalfPast}}","site":"a/b"}""")).IsProblem(422);
        (await site.Send(HttpMethod.Post, "/api/v1/sites/nowhere/fork", $$"""{"at":"{{HalfPast}}"}""")).IsProblem(404);
        Assert.DoesNotContain(
            (await site.Items("/api/v1/sites")).Select(s => (string)s!["site"]!),
            id => id.StartsWith(site.Id + ".", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fork_is_there_after_a_restart()
    {
        await using var own = await FloorHost.Started();
        var site = await Busy(own);
        var (then, fork) = (await State(site), await Fork(site, HalfPast, 201));
        await own.Restart();

        Assert.Equal(then, await State(TestSite.Of(own, fork.Id)));
    }

    /// <summary>40 orders in pick, 20 counted in pack, everybody in, one moved and one on a break, at half past six.</summary>
    private async Task<TestSite> Busy(FloorHost? on = null)
    {
        var site = await TestSite.Stepped(on ?? host);
        await site.Record([.. SmallFloor.Rush(site).SkipLast(1), site.Counted("pack", 20, SmallFloor.Start)]);
        await site.Record(site.Arrived("pick", 40, "2026-03-02T06:05:00Z"), site.Completed("pick", 30.5, "2026-03-02T06:20:00Z"));
        await site.Advance("2026-03-02T06:25:00Z");
        (await site.Post("resources/a2/move", """{"to":"pack","commandId":"m1"}""")).Ok();
        await site.Record(site.Event("resource.status", "2026-03-02T06:28:00Z", """{"resource":"b2","state":"break"}"""));
        await site.Advance(HalfPast);
        return site;
    }

    private static Task<TestSite> Fork(TestSite site, string at, int status) => Answered(site, $$"""{"at":"{{at}}"}""", status);

    private static async Task<TestSite> Answered(TestSite site, string request, int status)
    {
        var answer = await site.Post("fork", request);
        Assert.Equal(status, answer.Status);
        return TestSite.Of(site.Host, (string)answer.Ok()["site"]!);
    }

    /// <summary>What sectors and resources show; versions count what cards did as well, and cards stay behind.</summary>
    private static async Task<string> State(TestSite site)
    {
        var sectors = (await site.Items("sectors")).Select(s => $"{s!["sector"]} {s["backlogUnits"]} {s["totals"]} {s["staff"]} "
            + $"{s["arrivalsPerHour"]} {s["capacityPerHour"]} {s["asOf"]}");
        var resources = (await site.Items("resources")).Select(r => $"{r!["resource"]} {r["state"]} {r["sector"]} {r["availableAt"]} "
            + $"{r["movesThisShift"]}");
        return string.Join('\n', sectors.Concat(resources));
    }
}
