using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>What looks odd in events but is right: it is taken, and comes out right. Work is conserved all along.</summary>
public sealed class WorkTests(FloorHost host)
{
    private const string At = SmallFloor.Start;

    [Fact]
    public async Task The_same_events_again_are_counted_as_duplicates_and_change_nothing()
    {
        var site = await TestSite.Stepped(host);
        JsonObject[] events = [site.Arrived("pick", 3, At), site.Completed("pick", 1, At), site.CheckedIn("a1", "pick", At)];
        Assert.Equal((3, 0), await site.Record(events));
        var before = await site.Everything();

        Assert.Equal((0, 3), await site.Record(events));
        Assert.Equal((1, 1), await site.Record(events[0], site.Arrived("pack", 1, At)));
        Assert.Equal((3, 1, 0, 0, 2), await site.Totals("pick"));     // 3 - 1 = 2
        Assert.Equal((1, 0, 0, 0, 1), await site.Totals("pack"));
        Assert.Equal((0, 3), await site.Record(events));
        Assert.NotEqual(before, await site.Everything());
    }

    [Fact]
    public async Task A_refused_batch_leaves_the_version_as_it_was()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(site.Arrived("pick", 3, At, "x"));
        var before = (await site.Get("sectors/pick")).Text;
        (await site.PostEvents(site.Arrived("pick", 4, At, "x"))).IsProblem(422);
        await site.Record(site.Arrived("pick", 3, At, "x"));
        Assert.Equal(before, (await site.Get("sectors/pick")).Text);
    }

    [Fact]
    public async Task Completions_told_before_their_arrivals_make_a_backlog_negative_until_those_come()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(site.Completed("pick", 2.5, At));
        Assert.Equal((0, 2.5, 0, 0, -2.5), await site.Totals("pick"));
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal(0, (double)(await site.Get("sectors/pick")).Ok()["waitMinutes"]!);

        await site.Record(site.Arrived("pick", 4, At));
        Assert.Equal((4, 2.5, 0, 0, 1.5), await site.Totals("pick"));  // 4 - 2.5 = 1.5
    }

    [Fact]
    public async Task Events_ahead_of_a_stepped_clock_wait_for_it()
    {
        var site = await TestSite.Stepped(host);
        Assert.Equal((3, 0), await site.Record(
            site.Arrived("pick", 1, "2026-03-02T06:30:00Z"), site.Arrived("pick", 2, "2027-01-01T00:00:00Z"),
            site.CheckedIn("a1", "pick", "2026-03-02T06:30:00Z")));
        Assert.Equal((0, 0, 0, 0, 0), await site.Totals("pick"));
        Assert.Equal(("off", null), await site.WhereIs("a1"));

        await site.Advance("2026-03-02T06:29:59Z");
        Assert.Equal((0, 0, 0, 0, 0), await site.Totals("pick"));
        await site.Advance("2026-03-02T06:30:00Z");
        Assert.Equal((1, 0, 0, 0, 1), await site.Totals("pick"));
        Assert.Equal(("working", "pick"), await site.WhereIs("a1"));
        Assert.Equal(1, (int)(await site.Get("sectors/pick")).Ok()["staff"]!);
    }

    [Fact]
    public async Task Late_events_take_effect_at_the_clock()
    {
        var site = await TestSite.Stepped(host);
        await site.Advance("2026-03-02T08:00:00Z");
        await site.Record(site.Arrived("pick", 2, At), site.Arrived("pick", 1, "2012-01-01T00:00:00Z"), site.CheckedIn("a1", "pick", At));
        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pick"));
        var view = (await site.Get("sectors/pick")).Ok();
        Assert.Equal("2026-03-02T08:00:00Z", (string)view["asOf"]!);
        await TestSite.Until(async () => (string?)(await site.Get()).Ok()["lastEventAt"], at => at == "2026-03-02T08:00:00Z");
    }

    [Fact]
    public async Task A_count_books_the_difference_as_adjusted()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(site.Arrived("pick", 10, At));
        await site.Record(site.Counted("pick", 7, At));
        Assert.Equal((10, 0, 0, -3, 7), await site.Totals("pick"));    // 7 - 10 = -3
        await site.Record(site.Counted("pick", 0, At));
        Assert.Equal((10, 0, 0, -10, 0), await site.Totals("pick"));
    }

    [Fact]
    public async Task Work_is_conserved_per_class_whatever_comes()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(
            site.Event("work.arrived", At, """{"sector":"pick","units":0.1,"class":"a","dueAt":"2026-03-02T09:00:00Z"}"""),
            site.Event("work.arrived", At, """{"sector":"pick","units":0.2,"class":"a"}"""),
            site.Event("work.arrived", At, """{"sector":"pick","units":1000000,"class":"b","item":"42"}"""),
            site.Event("work.removed", At, """{"sector":"pick","units":0.000001,"class":"a","reason":"lost"}"""),
            site.Event("work.completed", At, """{"sector":"pick","units":5,"class":"c","dueAt":"2026-03-02T07:00:00Z","resource":"a1"}"""),
            site.Event("work.counted", At, """{"sector":"pick","units":7,"class":"b"}"""));

        var view = (await site.Get("sectors/pick")).Ok();
        Assert.Equal("""{"a":0.299999,"b":7,"c":-5}""", view["byClass"]!.ToJsonString());   // 0.1 + 0.2 - 0.000001
        Assert.Equal((1000000.3, 5, 0.000001, -999993, 2.299999), await site.Totals("pick"));   // 0.299999 + 7 - 5
    }

    [Fact]
    public async Task A_batch_that_was_held_up_behind_any_number_of_others_of_its_source_is_recorded_on_a_live_site_once()
    {
        var site = await TestSite.Live(host);
        var now = TestSite.MachineTime();
        // Every other number of its source is of another sector: more gaps than are kept, and the late one's is the oldest.
        for (var batch = 0; batch < 2; batch++)
            await site.Record([.. Enumerable.Range(batch * 6_000, 6_000).Select(i => Numbered($"n{i}", 2 * i + 1))]);

        Assert.Equal((1, 0), await site.Record(Numbered("late", 0)));
        Assert.Equal((0, 1), await site.Record(Numbered("late", 0)));
        Assert.Equal((12_001, 0, 0, 0, 12_001), await site.Totals("pick"));

        JsonObject Numbered(string id, int sequence)
        {
            var e = site.Arrived("pick", 1, now, id);
            e["sequence"] = sequence;
            return e;
        }
    }

    [Fact]
    public async Task A_sequence_is_a_number_or_its_digits_and_remembers_without_an_id()
    {
        var site = await TestSite.Stepped(host);
        JsonObject Numbered(JsonNode sequence, string id)
        {
            var e = site.Arrived("pick", 1, At, id);
            e["sequence"] = sequence;
            return e;
        }

        Assert.Equal((2, 0), await site.Record(Numbered(1, "s1"), Numbered("3", "s3")));
        Assert.Equal((0, 2), await site.Record(Numbered("1", "other"), Numbered(3, "another")));
        Assert.Equal((1, 0), await site.Record(Numbered(2, "s2")));
        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pick"));
    }

    [Fact]
    public async Task Events_come_single_batched_and_in_binary_mode()
    {
        var site = await TestSite.Stepped(host);
        var single = await site.Send(HttpMethod.Post, "events", site.Arrived("pick", 1, At).ToJsonString(),
            "application/cloudevents+json; charset=UTF-8");
        var binary = await site.Post("events", """{"sector":"pick","units":1}""",
            ("ce-specversion", "1.0"), ("ce-id", "b%20%E2%82%AC"), ("CE-Source", "urn:test"), ("ce-time", At),
            ("ce-type", "syncops.work.arrived"));
        var structured = await site.PostEvents(site.Arrived("pick", 1, At, "b \u20ac"));

        Assert.Equal("""{"accepted":1,"duplicates":0}""", single.Ok().ToJsonString());
        Assert.Equal("""{"accepted":1,"duplicates":0}""", binary.Ok().ToJsonString());
        Assert.Equal("""{"accepted":0,"duplicates":1}""", structured.Ok().ToJsonString());
        Assert.Equal("""{"accepted":0,"duplicates":0}""", (await site.PostEvents()).Ok().ToJsonString());
        Assert.Equal((2, 0, 0, 0, 2), await site.Totals("pick"));
    }

    [Fact]
    public async Task One_identity_may_name_two_sectors_in_two_requests()
    {
        var site = await TestSite.Stepped(host);
        Assert.Equal((1, 0), await site.Record(site.Arrived("pick", 1, At, "same")));
        Assert.Equal((1, 0), await site.Record(site.Arrived("pack", 1, At, "same")));
    }

    [Fact]
    public async Task Many_senders_of_the_same_events_at_once_count_each_once()
    {
        var site = await TestSite.Stepped(host);
        var events = Enumerable.Range(0, 200)
            .Select(i => site.Arrived(i % 2 == 0 ? "pick" : "pack", 1, At, $"r{i}").ToJsonString()).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.Send(
            HttpMethod.Post, "events", $"[{string.Join(',', events)}]", "application/cloudevents-batch+json")));

        Assert.Equal(200, answers.Sum(a => (int)a.Ok()["accepted"]!));
        Assert.Equal(1400, answers.Sum(a => (int)a.Ok()["duplicates"]!));    // 8 x 200 - 200
        Assert.Equal((100, 0, 0, 0, 100), await site.Totals("pick"));
    }

    [Fact]
    public async Task Completions_upstream_are_booked_as_arrivals_once_after_their_delay()
    {
        var site = await TestSite.Stepped(host, floor =>
        {
            floor.Sector("pack")["arrivals"] = "upstream";
            floor.Sector("pick")["next"] = JsonNode.Parse("""[{"to":"pack","share":0.3,"unitsPerUnit":0.5,"delayMinutes":10}]""");
        });
        JsonObject[] events = [site.Completed("pick", 10, "2026-03-02T06:01:00Z"), site.Completed("pick", 7, "2026-03-02T06:02:00Z")];
        await site.Record(events);
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal((0, 0, 0, 0, 0), await site.Totals("pack"));
        await site.Advance("2026-03-02T06:11:00Z");
        Assert.Equal((1.5, 0, 0, 0, 1.5), await site.Totals("pack"));     // 0.3 x 0.5 x 10
        await site.Record(events);
        await site.Record(site.Arrived("pack", 4, "2026-03-02T06:11:00Z"));
        await site.Advance("2026-03-02T07:00:00Z");
        Assert.Equal((6.55, 0, 0, 0, 6.55), await site.Totals("pack"));   // 0.3 x 0.5 x 17 + 4
    }

    [Fact]
    public async Task Completions_past_all_measure_upstream_stop_nothing()
    {
        var site = await TestSite.Stepped(host, floor =>
        {
            floor.Sector("pack")["arrivals"] = "upstream";
            floor.Sector("pick")["next"]![0]!["unitsPerUnit"] = 1_000_000;
        });
        await site.Record([.. Enumerable.Range(0, 10).Select(_ => site.Completed("pick", 1_000_000, At))]);
        Assert.Equal("2026-03-02T07:00:00Z", await site.Advance("2026-03-02T07:00:00Z"));
        var (arrived, _, _, _, backlog) = await site.Totals("pack");
        Assert.True(arrived > 0 && backlog == arrived, $"{arrived} {backlog}");
        await site.Record(site.Completed("pick", 1_000_000, "2026-03-02T07:01:00Z"), site.Arrived("pack", 1, "2026-03-02T07:01:00Z"));
        Assert.Equal("2026-03-02T08:00:00Z", await site.Advance("2026-03-02T08:00:00Z"));
    }
}
