using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A resource is in exactly one state and at most one sector, whoever asks and however often.</summary>
public sealed class ResourceTests(FloorHost host)
{
    private const string At = SmallFloor.Start;

    [Fact]
    public async Task A_move_travels_and_then_works_there()
    {
        var site = await CheckedIn();
        var answer = (await site.Post("resources/a1/move", """{"to":"pack","commandId":"c1"}""")).Ok();
        Assert.Equal(("travelling", "pack", "2026-03-02T06:05:00Z"), ((string)answer["state"]!, (string)answer["sector"]!,
            (string)answer["availableAt"]!));
        Assert.Equal((3, 0), (await Staff(site, "pick"), await Staff(site, "pack")));

        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal(("working", "pack"), await site.WhereIs("a1"));
        Assert.Equal((3, 1), (await Staff(site, "pick"), await Staff(site, "pack")));
    }

    [Fact]
    public async Task The_same_command_again_gets_the_same_answer_and_moves_nothing()
    {
        var site = await CheckedIn();
        var first = (await site.Post("resources/a1/move", """{"to":"pack","commandId":"c1"}""")).Ok().ToJsonString();
        await site.Advance("2026-03-02T07:00:00Z");
        (await site.Post("resources/a1/move", """{"to":"pick","commandId":"c2"}""")).Ok();

        Assert.Equal(first, (await site.Post("resources/a1/move", """{"to":"pack","commandId":"c1"}""")).Ok().ToJsonString());
        Assert.Equal(("travelling", "pick"), await site.WhereIs("a1"));
        (await site.Post("resources/a1/move", """{"to":"pick","commandId":"c1"}""")).IsProblem(409);
    }

    [Fact]
    public async Task Of_moves_that_race_for_one_resource_one_wins()
    {
        var site = await CheckedIn(floor => floor["sectors"]!.AsArray().Add(Third()), floor => Skill(floor, "a1"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            site.Post("resources/a1/move", $$"""{"to":"{{(i % 2 == 0 ? "pack" : "ship")}}","commandId":"race{{i}}"}""")));

        var winner = Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a != winner), a => a.IsProblem(409));
        Assert.Equal(("travelling", (string)winner.Json!["sector"]!), await site.WhereIs("a1"));
        await site.Advance("2026-03-02T06:10:00Z");
        Assert.Equal(4, await Staff(site, "pick") + await Staff(site, "pack") + await Staff(site, "ship"));
    }

    [Fact]
    public async Task Moves_that_cannot_be_are_refused_with_the_reason()
    {
        var site = await CheckedIn(floor => floor["sectors"]!.AsArray().Add(Third()));
        // A command each: one that was refused is answered the same for good.
        async Task Refused(string resource, string to, string word)
        {
            var answer = await site.Post($"resources/{resource}/move", $$"""{"to":"{{to}}","commandId":"{{word}}"}""");
            Assert.Contains(word, (string?)answer.IsProblem(409).Json!["detail"]);
        }

        await Refused("b1", "pack", "off duty");
        await Refused("a1", "pick", "already in");
        await Refused("a1", "ship", "skill");
        await site.Record(site.Event("resource.status", At, """{"resource":"a1","state":"down","reason":"battery"}"""));
        await Refused("a1", "pack", "down");
        await site.Record(site.Event("resource.status", At, """{"resource":"a1","state":"working"}"""));
        await Refused("a1", "pack", "down");
    }

    [Fact]
    public async Task Reports_put_a_resource_in_one_state_after_another()
    {
        var site = await CheckedIn();
        foreach (var state in new[] { "break", "indirect", "down", "working" })
        {
            await site.Record(site.Event("resource.status", At, $$"""{"resource":"a1","state":"{{state}}"}"""));
            Assert.Equal((state, "pick"), await site.WhereIs("a1"));
            Assert.Equal(state == "working" ? 4 : 3, await Staff(site, "pick"));
        }
        await site.Record(site.Event("resource.moved", At, """{"resource":"a1","to":"pack"}"""));
        Assert.Equal((3, 1), (await Staff(site, "pick"), await Staff(site, "pack")));
        await site.Record(site.Event("resource.checkedOut", At, """{"resource":"a1"}"""));
        Assert.Equal(("off", null), await site.WhereIs("a1"));
        Assert.Equal((3, 0), (await Staff(site, "pick"), await Staff(site, "pack")));
    }

    [Fact]
    public async Task A_resource_that_the_floor_drops_works_nowhere()
    {
        var site = await CheckedIn();
        await site.Record(site.CheckedIn("a2", "pack", "2026-03-02T09:00:00Z"));
        var floor = (await site.Get("floor")).Ok().AsObject();
        foreach (var id in new[] { "a1", "a2" }) floor["resources"]!.AsArray().Remove(floor.Resource(id));
        (await site.Put("floor", floor.ToJsonString())).Ok();

        (await site.Get("resources/a1")).IsProblem(404);
        (await site.PostEvents(site.CheckedIn("a1", "pick", At))).IsFault("unknownReference");
        Assert.Equal("2026-03-02T10:00:00Z", await site.Advance("2026-03-02T10:00:00Z"));
        Assert.Equal((2, 0), (await Staff(site, "pick"), await Staff(site, "pack")));
    }

    private async Task<TestSite> CheckedIn(params Action<JsonObject>[] edits)
    {
        var site = await TestSite.Stepped(host, floor => Array.ForEach(edits, edit => edit(floor)));
        await site.Record([.. new[] { "a1", "a2", "a3", "a4" }.Select(a => site.CheckedIn(a, "pick", At))]);
        return site;
    }

    private static async Task<int> Staff(TestSite site, string sector) => (int)(await site.Get($"sectors/{sector}")).Ok()["staff"]!;

    private static JsonNode Third()
        => JsonNode.Parse("""{"id":"ship","area":"out","name":"Shipping","unit":"orders","targetWaitMinutes":30}""")!;

    private static void Skill(JsonObject floor, string resource)
        => floor.Resource(resource)["skills"]!.AsArray().Add(JsonNode.Parse("""{"sector":"ship","unitsPerHour":60}"""));
}
