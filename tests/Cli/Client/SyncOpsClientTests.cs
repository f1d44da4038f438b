using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using Xunit;

namespace SyncOps.Tests.Cli.Client;

public class SyncOpsClientTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 7, 15, 0, TimeSpan.Zero);

    private readonly JumpingTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_go_out_as_one_cloudevents_batch_with_the_kinds_own_members()
    {
        var sent = "";
        var type = "";
        var server = new Answering((request, body) =>
        {
            (sent, type) = (body, request.Content!.Headers.ContentType!.MediaType!);
            return Answering.Json("""{"accepted":2,"duplicates":0}""");
        });
        FloorEvent[] events =
        [
            new()
            {
                Kind = EventKind.WorkArrived, Source = "urn:x", Id = "1", Sequence = 5_000_000_000, Time = Morning, Sector = "pick",
                Units = Units.Of(1.5), From = "dock",
            },
            new() { Kind = EventKind.ResourceMoved, Source = "urn:x", Id = "2", Time = Morning, Resource = "ann", Sector = "pack" },
        ];

        var answer = await Client(server).PostEvents("s", events, Cancellation);

        Assert.Equal(new EventsAnswer(2, 0), answer);
        Assert.Equal("application/cloudevents-batch+json", type);
        var expected =
            """[{"specversion":"1.0","type":"syncops.work.arrived","source":"urn:x","id":"1","time":"2026-03-02T07:15:00Z","sequence":"""
            + """ "5000000000","data":{"sector":"pick","units":1.5,"from":"dock"}},""".TrimStart()
            + """{"specversion":"1.0","type":"syncops.resource.moved","source":"urn:x","id":"2","time":"2026-03-02T07:15:00Z","data":"""
            + """{"resource":"ann","to":"pack"}}]""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(sent)), sent);
    }

    [Fact]
    public async Task A_refusal_carries_status_title_detail_and_every_fault()
    {
        var server = new Answering((_, _) => Answering.Json(
            """
            {"title":"Invalid","detail":"2 faults","errors":[
              {"index":3,"path":"$.data.units","code":"range","reason":"-1 is below 0"},{"path":"$","code":"x","reason":"y"}]}
            """,
            HttpStatusCode.UnprocessableEntity, "application/problem+json"));

        var refused = await Assert.ThrowsAsync<SyncOpsException>(() => Client(server).Advance("s", Morning, Cancellation));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Invalid", "2 faults"), (refused.Status, refused.Title, refused.Detail));
        Assert.Equal([("range", (int?)3), ("x", null)], refused.Faults.Select(f => (f.Code, f.Index)));
        Assert.Equal("422 Invalid: 2 faults [event 3, $.data.units: -1 is below 0 and 1 more]", refused.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_after_the_time_it_names()
    {
        var server = Failing(1, () =>
        {
            var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return busy;
        });

        Assert.Equal(Morning, (await Client(server).Advance("s", Morning, Cancellation)).Now);
        Assert.Equal(TimeSpan.FromSeconds(7), _time.Waited);
    }

    [Fact]
    public async Task A_lost_connection_is_tried_until_patience_ends()
    {
        var server = Failing(int.MaxValue, () => throw new HttpRequestException("refused"));

        var away = await Assert.ThrowsAsync<SyncOpsException>(() => Client(server).Advance("s", Morning, Cancellation));

        Assert.Null(away.Status);
        // Patience is 30 s and no pause is above 5 s: it ends between the two.
        Assert.InRange(_time.Waited, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(35));
    }

    [Fact]
    public async Task An_edit_that_names_its_version_is_not_sent_again_when_its_answer_is_lost()
    {
        var server = Failing(1, () => throw new HttpRequestException("reset"));

        await Assert.ThrowsAsync<SyncOpsException>(
            () => Client(server).PutFloor("s", "{}"u8.ToArray(), ifMatch: "\"1\"", Cancellation));

        Assert.Equal(["PUT /api/v1/sites/s/floor"], server.Requests);
    }

    [Fact]
    public async Task Lists_follow_their_pages_and_filters()
    {
        var server = new Answering((request, _) =>
        {
            var isLast = request.RequestUri!.Query.Contains("next=", StringComparison.Ordinal);
            return Answering.Json(isLast ? """{"items":[],"next":null}""" : """{"items":[],"next":"a b"}""");
        });
        CardState[] states = [CardState.Proposed, CardState.InProgress];

        await foreach (var _ in Client(server).Recommendations("s", states, Cancellation)) Assert.Fail();

        Assert.Equal(
            [
                "GET /api/v1/sites/s/recommendations?state=proposed,inProgress&limit=500",
                "GET /api/v1/sites/s/recommendations?state=proposed,inProgress&limit=500&next=a%20b",
            ],
            server.Requests);
    }

    [Fact]
    public async Task The_live_stream_ends_with_bye()
    {
        var server = new Answering((_, _) => Answering.Json(
            "id: 7\nevent: snapshot\ndata: {\"a\":1}\n\nevent: bye\ndata:\n\nevent: sector\ndata: {}\n\n", type: "text/event-stream"));

        var messages = new List<LiveMessage>();
        await foreach (var message in Client(server).Live("s", cancellation: Cancellation)) messages.Add(message);

        Assert.Equal(["7 snapshot", " bye"], messages.Select(m => $"{m.Id} {m.Kind}"));
        Assert.Equal((1, JsonValueKind.Undefined), (messages[0].Data.GetProperty("a").GetInt32(), messages[1].Data.ValueKind));
    }

    private SyncOpsClient Client(Answering server) => new(server.Http(), new SyncOpsClientOptions { Time = _time });

    private static Answering Failing(int times, Func<HttpResponseMessage> failure)
    {
        var failed = 0;
        return new Answering((_, _) => failed++ < times ? failure() : Answering.Json("""{"now":"2026-03-02T07:15:00Z"}"""));
    }
}
