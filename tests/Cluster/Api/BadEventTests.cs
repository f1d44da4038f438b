using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>Events that break a rule: 422 with the place and the rule, and nothing is recorded.</summary>
public sealed class BadEventTests(CrowdedSite crowd) : IClassFixture<CrowdedSite>
{
    private const string BatchType = "application/cloudevents-batch+json";
    private const string At = SmallFloor.Start;

    private TestSite Site => crowd.Site;

    public static TheoryData<string, string, string, string> BadData => new()
    {
        { "work.arrived", """{"sector":"nowhere","units":1}""", "unknownReference", "$[1].data.sector" },
        { "work.arrived", """{"sector":"PICK","units":1}""", "unknownReference", "$[1].data.sector" },
        { "work.arrived", """{"sector":"old","units":1}""", "retiredSector", "$[1].data.sector" },
        { "work.arrived", """{"units":1}""", "required", "$[1].data.sector" },
        { "work.arrived", """{"sector":7,"units":1}""", "wrongType", "$[1].data.sector" },
        { "work.arrived", """{"sector":"pick"}""", "required", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":-1}""", "outOfRange", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":0}""", "outOfRange", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":1e-9}""", "outOfRange", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":1e999}""", "outOfRange", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":1000001}""", "outOfRange", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":"NaN"}""", "wrongType", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":"3"}""", "wrongType", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":[]}""", "wrongType", "$[1].data.units" },
        { "work.arrived", """{"sector":"pick","units":1,"from":"nowhere"}""", "unknownReference", "$[1].data.from" },
        { "work.arrived", """{"sector":"pick","units":1,"dueAt":"tomorrow"}""", "badInstant", "$[1].data.dueAt" },
        { "work.arrived", """{"sector":"pick","units":1,"dueAt":"9999-01-01T00:00:00Z"}""", "outOfRange", "$[1].data.dueAt" },
        { "work.arrived", """{"sector":"pick","sector":"pack","units":1}""", "duplicateMember", "$[1].data.sector" },
        { "work.completed", """{"sector":"pick","units":1,"to":"nowhere"}""", "unknownReference", "$[1].data.to" },
        { "work.completed", """{"sector":"pick","units":1,"resource":"nobody"}""", "unknownReference", "$[1].data.resource" },
        { "work.completed", """{"sector":"pick","units":-0.5}""", "outOfRange", "$[1].data.units" },
        { "work.removed", """{"sector":"pick","units":1}""", "required", "$[1].data.reason" },
        { "work.counted", """{"sector":"pick","units":-1}""", "outOfRange", "$[1].data.units" },
        { "work.vanished", """{"sector":"pick","units":1}""", "unknownType", "$[1].type" },
        { "resource.checkedIn", """{"resource":"nobody","sector":"pick"}""", "unknownReference", "$[1].data.resource" },
        { "resource.checkedIn", """{"resource":"a1","sector":"nowhere"}""", "unknownReference", "$[1].data.sector" },
        { "resource.checkedIn", """{"resource":"a1","sector":"old"}""", "retiredSector", "$[1].data.sector" },
        { "resource.checkedOut", """{"sector":"pick"}""", "required", "$[1].data.resource" },
        { "resource.moved", """{"resource":"a1"}""", "required", "$[1].data.to" },
        { "resource.status", """{"resource":"a1","state":"asleep"}""", "unknownWord", "$[1].data.state" },
        { "resource.status", """{"resource":"a1"}""", "required", "$[1].data.state" },
    };

    public static TheoryData<string, string?, string> BadAttributes => new()
    {
        { "specversion", "\"0.3\"", "wrongSpecVersion" },
        { "specversion", null, "required" },
        { "id", null, "required" },
        { "id", "\"\"", "required" },
        { "id", "7", "wrongType" },
        { "source", null, "required" },
        { "type", null, "required" },
        { "type", "\"work.arrived\"", "unknownType" },
        { "time", null, "required" },
        { "time", "\"2026-03-02T06:00:00\"", "badInstant" },
        { "time", "\"yesterday\"", "badInstant" },
        { "time", "\"1999-12-31T23:59:59Z\"", "outOfRange" },
        { "time", "\"2200-01-01T00:00:01Z\"", "outOfRange" },
        { "time", "1772431200", "wrongType" },
        { "sequence", "-1", "outOfRange" },
        { "sequence", "1.5", "outOfRange" },
        { "sequence", "\"9223372036854775808\"", "outOfRange" },
        { "data", null, "required" },
        { "data", "[]", "wrongType" },
        { "data", "\"text\"", "wrongType" },
    };

    public static TheoryData<string, string, string> BadBodies => new()
    {
        { BatchType, "", "malformedJson" },
        { BatchType, "[{\"specversion\":\"1.0\"", "malformedJson" },
        { BatchType, "[] trailing", "malformedJson" },
        { BatchType, "{}", "wrongType" },
        { BatchType, "null", "wrongType" },
        { BatchType, "[3]", "wrongType" },
        { BatchType, string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100)), "tooDeep" },
        { "application/cloudevents+json", "[]", "wrongType" },
        { "application/cloudevents+json", "{", "malformedJson" },
        { "application/cloudevents+json", "", "malformedJson" },
        {
            "application/cloudevents+json",
            "{\"data\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 101), "tooDeep"
        },
    };

    [Theory, MemberData(nameof(BadData))]
    public async Task One_event_with_bad_data_refuses_its_batch(string type, string data, string code, string path)
    {
        var bad = $$"""{"specversion":"1.0","id":"bad","source":"urn:test","type":"syncops.{{type}}","time":"{{At}}","data":{{data}}}""";
        var answer = await Site.Send(HttpMethod.Post, "events", $"[{Site.Arrived("pack", 1, At).ToJsonString()},{bad}]", BatchType);

        answer.IsFault(code, path);
        Assert.Equal(1, (int)answer.Json!["errors"]![0]!["index"]!);
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(BadAttributes))]
    public async Task One_event_with_a_bad_attribute_refuses_its_batch(string attribute, string? value, string code)
    {
        var bad = Site.Arrived("pick", 1, At);
        bad.Remove(attribute);
        if (value is not null) bad[attribute] = JsonNode.Parse(value);

        (await Site.PostEvents(Site.Arrived("pack", 1, At), bad)).IsFault(code, $"$[1].{attribute}");
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(BadBodies))]
    public async Task A_body_that_is_no_batch_is_refused(string type, string body, string code)
    {
        (await Site.Send(HttpMethod.Post, "events", body, type)).IsFault(code);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Names_longer_than_256_characters_are_refused()
    {
        (await Site.PostEvents(Site.Arrived("pick", 1, At, new string('i', 257)))).IsFault("outOfRange", "$[0].id");
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task An_event_twice_in_one_batch_is_refused_even_for_two_sectors()
    {
        (await Site.PostEvents(Site.Arrived("pick", 1, At, "twin"), Site.Arrived("pack", 1, At, "twin")))
            .IsFault("duplicateInBatch", "$[1].id");
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task A_known_id_with_another_payload_refuses_its_whole_batch_over_all_sectors_and_resources()
    {
        var answer = await Site.PostEvents(
            Site.Arrived("pack", 1, At), Site.CheckedIn("a1", "pack", At), Site.Arrived("pick", 6, At, "known"));

        answer.IsFault("identityReused", "$[2].id");
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task A_known_id_with_another_payload_is_refused_in_a_request_of_its_own()
    {
        (await Site.PostEvents(Site.Arrived("pick", 6, At, "known"))).IsFault("identityReused", "$[0].id");
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task More_than_ten_thousand_events_are_refused()
    {
        var batch = new StringBuilder("[");
        for (var i = 0; i <= 10_000; i++)
        {
            if (i > 0) batch.Append(',');
            batch.Append($$"""{"specversion":"1.0","type":"syncops.work.arrived","source":"s","id":"m{{i}}","time":"{{At}}",""");
            batch.Append("""  "data":{"sector":"pick","units":1}}""");
        }
        (await Site.Send(HttpMethod.Post, "events", batch.Append(']').ToString(), BatchType)).IsFault("tooManyEvents", "$");
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        var text = Encoding.UTF8.GetBytes($"[{Site.Arrived("pick", 1, At, "id").ToJsonString()}]");
        text[Array.IndexOf(text, (byte)'i', 10)] = 0xC3;
        using var content = new ByteArrayContent(text);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(BatchType);
        var answer = await Answer.Of(await Site.Host.Http.PostAsync($"{Site.Path}/events", content, TestContext.Current.CancellationToken));

        answer.IsFault("malformedJson", "$");
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Binary_mode_names_the_header_that_is_wrong()
    {
        var answer = await Site.Post("events", """{"sector":"pick","units":1}""",
            ("ce-specversion", "1.0"), ("ce-id", "b1"), ("ce-source", "urn:test"), ("ce-type", "syncops.work.arrived"));

        answer.IsFault("required");
        Assert.Contains("time", (string?)answer.Json!["errors"]![0]!["path"]);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task On_a_live_site_times_lie_within_a_day_of_the_clock()
    {
        var live = await TestSite.Live(Site.Host);
        (await live.PostEvents(live.Arrived("pick", 1, TestSite.MachineTime(-25 * 60)))).IsFault("outOfRange", "$[0].time");
        (await live.PostEvents(live.Arrived("pick", 1, TestSite.MachineTime(25 * 60)))).IsFault("outOfRange", "$[0].time");
        Assert.Equal((0, 0, 0, 0, 0), await live.Totals("pick"));
    }
}
