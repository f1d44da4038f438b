using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>Floor, day and plan documents that break a rule, and edits that may not be made. Nothing changes.</summary>
public sealed class BadDocumentTests(CrowdedSite crowd) : IClassFixture<CrowdedSite>
{
    private const string Plan = $"plans/{SmallFloor.Date}";

    private static readonly Dictionary<string, (Action<JsonObject> Edit, string Code, string Path)> Floors = new(StringComparer.Ordinal)
    {
        ["shares above 1"] = (f => f.Sector("pick")["next"] = JsonNode.Parse("""[{"to":"pack","share":0.7},{"to":"pick","share":0.4}]"""),
            "sharesAboveOne", "$.sectors[0].next"),
        ["one share above 1"] = (f => f.Sector("pick")["next"]![0]!["share"] = 1.5, "outOfRange", "$.sectors[0].next[0].share"),
        ["a negative share"] = (f => f.Sector("pick")["next"]![0]!["share"] = -0.1, "outOfRange", "$.sectors[0].next[0].share"),
        ["a loop without exit"] = (f => f.Sector("pack")["next"] = JsonNode.Parse("""[{"to":"pick","share":1}]"""),
            "loopWithoutExit", "$.sectors[0].next"),
        ["a route to nowhere"] = (f => f.Sector("pick")["next"]![0]!["to"] = "nowhere", "unknownReference", "$.sectors[0].next[0].to"),
        ["a resource without a skill"] = (f => f.Resource("a1")["skills"] = new JsonArray(), "tooFew", "$.resources[0].skills"),
        ["a skill for nowhere"] = (f => f.Resource("a1")["skills"]![0]!["sector"] = "nowhere",
            "unknownReference", "$.resources[0].skills[0].sector"),
        ["a home nowhere"] = (f => f.Resource("a1")["home"] = "nowhere", "unknownReference", "$.resources[0].home"),
        ["an unknown time zone"] = (f => f["timeZone"] = "Europe/Atlantis", "unknownTimeZone", "$.timeZone"),
        ["an unknown area"] = (f => f.Sector("pick")["area"] = "nowhere", "unknownReference", "$.sectors[0].area"),
        ["a sector twice"] = (f => f.Sector("pack")["id"] = "pick", "duplicateId", "$.sectors[1].id"),
        ["a resource twice"] = (f => f.Resource("a2")["id"] = "a1", "duplicateId", "$.resources[1].id"),
        ["an id with a slash"] = (f => f.Sector("pack")["id"] = "a/b", "badId", "$.sectors[1].id"),
        ["no name"] = (f => f.Remove("name"), "required", "$.name"),
        ["a rate of zero"] = (f => f.Resource("a1")["skills"]![0]!["unitsPerHour"] = 0,
            "outOfRange", "$.resources[0].skills[0].unitsPerHour"),
        ["a cost as text"] = (f => f.Resource("a1")["costPerHour"] = "NaN", "wrongType", "$.resources[0].costPerHour"),
        ["an unknown word"] = (f => f.Resource("a1")["kind"] = "ghost", "unknownWord", "$.resources[0].kind"),
        ["another clock"] = (f => f["clock"] = "live", "fixedAfterFirstEvent", "$.clock"),
        ["another start"] = (f => f["start"] = "2026-03-02T05:00:00Z", "fixedAfterFirstEvent", "$.start"),
        ["another zone"] = (f => f["timeZone"] = "Europe/Amsterdam", "fixedAfterFirstEvent", "$.timeZone"),
        ["another site"] = (f => f["site"] = "another", "siteMismatch", "$.site"),
    };

    private TestSite Site => crowd.Site;

    public static TheoryData<string> BadFloors => [.. Floors.Keys];

    public static TheoryData<string, string, string> BadDays => new()
    {
        { """{"roster":[{"resource":"nobody","shifts":[]}]}""", "unknownReference", "$.roster[0].resource" },
        { """{"roster":[{"resource":"a1","shifts":[]},{"resource":"a1","shifts":[]}]}""", "duplicateId", "$.roster[1].resource" },
        { Shifts(("06:00", "10:00"), ("09:00", "12:00")), "overlap", "$.roster[0].shifts[1]" },
        { Shifts(("10:00", "10:00")), "endNotAfterStart", "$.roster[0].shifts[0].end" },
        {
            """{"roster":[{"resource":"a1","shifts":[{"start":"2026-03-02T06:00:00Z","end":"2026-03-03T07:00:00Z"}]}]}""",
            "outOfRange", "$.roster[0].shifts[0].end"
        },
        {
            """{"roster":[{"resource":"a1","shifts":[{"start":"2026-03-03T06:00:00Z","end":"2026-03-03T07:00:00Z"}]}]}""",
            "notOnDate", "$.roster[0].shifts[0].start"
        },
        { """{"roster":[{"resource":"a1","shifts":[{"start":"06:00","end":"07:00"}]}]}""", "badInstant", "$.roster[0].shifts[0].start" },
        {
            """{"forecast":[{"sector":"nowhere","at":"2026-03-02T06:00:00Z","unitsPerHour":1}]}""",
            "unknownReference", "$.forecast[0].sector"
        },
        { """{"forecast":[{"sector":"old","at":"2026-03-02T06:00:00Z","unitsPerHour":1}]}""", "retiredSector", "$.forecast[0].sector" },
        {
            """{"forecast":[{"sector":"pick","at":"2026-03-02T06:00:00Z","unitsPerHour":-1}]}""",
            "outOfRange", "$.forecast[0].unitsPerHour"
        },
        { """{"forecast":[{"sector":"pick","at":"2026-03-09T06:00:00Z","unitsPerHour":1}]}""", "notOnDate", "$.forecast[0].at" },
        {
            """{"cutOffs":[{"id":"t","sector":"pack","leaves":"2026-03-02T06:00:00Z","costPerLateUnit":-1}]}""",
            "outOfRange", "$.cutOffs[0].costPerLateUnit"
        },
    };

    public static TheoryData<string, string, string> BadPlans => new()
    {
        { "{}", "required", "$.pins" },
        {
            """{"pins":[{"resource":"nobody","sector":"pack","from":"2026-03-02T08:00:00Z","until":"2026-03-02T09:00:00Z"}]}""",
            "unknownReference", "$.pins[0].resource"
        },
        {
            """{"pins":[{"resource":"a1","sector":"nowhere","from":"2026-03-02T08:00:00Z","until":"2026-03-02T09:00:00Z"}]}""",
            "unknownReference", "$.pins[0].sector"
        },
        {
            """{"pins":[{"resource":"a1","sector":"pack","from":"2026-03-02T09:00:00Z","until":"2026-03-02T08:00:00Z"}]}""",
            "endNotAfterStart", "$.pins[0].until"
        },
        {
            """{"pins":[{"resource":"a1","sector":"pack","from":"2026-03-02T04:00:00Z","until":"2026-03-02T09:00:00Z"}]}""",
            "inThePast", "$.pins[0].from"
        },
        {
            """{"pins":[{"resource":"a1","sector":"pack","from":"2026-03-22T08:00:00Z","until":"2026-03-22T09:00:00Z"}]}""",
            "notOnDate", "$.pins[0]"
        },
        {
            """{"pins":[],"intervals":[{"at":"2026-03-02T08:00:00Z","sectors":{"nowhere":{"assigned":[]}}}]}""",
            "unknownReference", "$.intervals[0].sectors.nowhere"
        },
    };

    public static TheoryData<string, string, string, string> BadCommands => new()
    {
        { "advance", "{}", "required", "$.to" },
        { "advance", """{"to":"soon"}""", "badInstant", "$.to" },
        { "advance", """{"to":7}""", "wrongType", "$.to" },
        { "advance", """{"to":"2300-01-01T00:00:00Z"}""", "outOfRange", "$.to" },
        { "advance", """{"to":"2199-01-01T00:00:00Z"}""", "outOfRange", "$.to" },
        { "resources/a1/move", "{}", "required", "$.to" },
        { "resources/a1/move", """{"to":"pack"}""", "required", "$.commandId" },
        { "resources/a1/move", """{"to":"nowhere","commandId":"c"}""", "unknownReference", "$.to" },
        { "resources/a1/move", """{"to":"old","commandId":"c"}""", "retiredSector", "$.to" },
        { "resources/a1/move", """{"to":"a/b","commandId":"c"}""", "badId", "$.to" },
        { "{card}/reject", "{}", "required", "$.reason" },
        { "{card}/reject", """{"reason":"  "}""", "required", "$.reason" },
        { "{card}/reject", """{"reason":7}""", "wrongType", "$.reason" },
        { "{card}/snooze", "{}", "required", "$.minutes" },
        { "{card}/snooze", """{"minutes":0}""", "outOfRange", "$.minutes" },
        { "{card}/snooze", """{"minutes":481}""", "outOfRange", "$.minutes" },
        { "{card}/snooze", """{"minutes":1.5}""", "outOfRange", "$.minutes" },
        { "{card}/snooze", """{"minutes":"5"}""", "wrongType", "$.minutes" },
        { "{card}/accept", """{"actions":[]}""", "tooFew", "$.actions" },
        { "{card}/accept", """{"actions":[{"id":"m9"}]}""", "unknownAction", "$.actions[0].id" },
        { "{card}/accept", """{"actions":[{"id":"m1"},{"id":"m1"}]}""", "duplicateId", "$.actions[1].id" },
        { "{card}/accept", """{"actions":[{"id":"m1","resource":"nobody"}]}""", "notEligible", "$.actions[0].resource" },
        { "{card}/accept", """{"actions":[{"id":"m1","resource":"b1"}]}""", "notEligible", "$.actions[0].resource" },
        { $"{Plan}/what-if", "{}", "required", "$.actions" },
        { $"{Plan}/what-if", """{"actions":[{"kind":"fly","resource":"a1","to":"pack"}]}""", "unknownWord", "$.actions[0].kind" },
        {
            $"{Plan}/what-if", """{"actions":[{"kind":"move","resource":"nobody","to":"pack"}]}""",
            "unknownReference", "$.actions[0].resource"
        },
    };

    [Theory, MemberData(nameof(BadFloors))]
    public async Task A_floor_is_refused_with(string what)
    {
        var (edit, code, path) = Floors[what];
        var floor = SmallFloor.Stepped();
        edit(floor);
        (await Site.Put("floor", floor.ToJsonString())).IsFault(code, path);
        await crowd.IsUnchanged();

        if (code is "fixedAfterFirstEvent") return;
        var id = TestSite.NewId();
        (await Site.Send(HttpMethod.Put, $"/api/v1/sites/{id}/floor", floor.ToJsonString())).IsFault(code, path);
        (await Site.Get($"/api/v1/sites/{id}")).IsProblem(404);
    }

    [Theory, MemberData(nameof(BadDays))]
    public async Task A_bad_day_is_refused(string day, string code, string path)
    {
        (await Site.Put($"days/{SmallFloor.Date}", day)).IsFault(code, path);
        await crowd.IsUnchanged();
    }

    [Theory, InlineData("someday"), InlineData("2026-02-30"), InlineData("1999-01-01"), InlineData("9999-12-31"), InlineData("-0044-03-15")]
    public async Task A_day_that_is_no_date_is_refused(string date) => (await Site.Put($"days/{date}", "{}")).IsFault("badDate", "date");

    [Theory, MemberData(nameof(BadPlans))]
    public async Task A_bad_edit_of_a_plan_is_refused(string edit, string code, string path)
    {
        var plan = await Site.Get(Plan);
        (await Site.Put(Plan, edit, plan.ETag)).IsFault(code, path);
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(BadCommands))]
    public async Task A_bad_command_is_refused(string path, string body, string code, string at)
    {
        (await Site.Post(path.Replace("{card}", $"recommendations/{crowd.Card}", StringComparison.Ordinal), body)).IsFault(code, at);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Every_fault_of_a_document_is_told_at_once()
    {
        var floor = SmallFloor.Stepped();
        floor["timeZone"] = "Nowhere";
        floor["currency"] = "euro";
        floor.Resource("b2")["skills"] = new JsonArray();
        var answer = await Site.Put("floor", floor.ToJsonString());
        answer.IsFault("unknownTimeZone", "$.timeZone").IsFault("badCurrency", "$.currency").IsFault("tooFew", "$.resources[5].skills");
        Assert.Equal(3, answer.Json!["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task Edits_of_a_version_that_is_no_longer_current_are_refused()
    {
        foreach (var etag in new[] { "\"1\"", "\"999\"", "\"x\"", "W/\"1\"", "\"1\", \"2\"" })
        {
            (await Site.Put("floor", SmallFloor.Stepped().ToJsonString(), etag)).IsProblem(412);
            (await Site.Put(Plan, """{"pins":[]}""", etag == "\"1\"" ? "\"77\"" : etag)).IsProblem(412);
        }
        (await Site.Put($"days/{SmallFloor.Date}", CrowdedSite.Day, "\"2\"")).IsProblem(412);
        (await Site.Put("days/2026-03-05", CrowdedSite.Day.Replace("03-02", "03-05", StringComparison.Ordinal), "\"1\"")).IsProblem(412);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task A_plan_is_edited_only_from_a_named_version()
    {
        (await Site.Put(Plan, """{"pins":[]}""")).IsProblem(428);
        (await Site.Put(Plan, """{"pins":[]}""", "*")).IsProblem(428);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Only_stepped_sites_are_advanced_and_never_backwards()
    {
        var live = await TestSite.Live(Site.Host);
        (await live.Post("advance", """{"to":"2030-01-01T00:00:00Z"}""")).IsProblem(409);
        Assert.Equal(SmallFloor.Start, await Site.Advance("2026-03-01T00:00:00Z"));
        Assert.Equal(SmallFloor.Start, await Site.Advance(SmallFloor.Start));
        await crowd.IsUnchanged();
    }

    private static string Shifts(params (string Start, string End)[] shifts)
    {
        var written = shifts.Select(s => $$"""{"start":"2026-03-02T{{s.Start}}:00Z","end":"2026-03-02T{{s.End}}:00Z"}""");
        return $$"""{"roster":[{"resource":"a1","shifts":[{{string.Join(',', written)}}]}]}""";
    }
}
