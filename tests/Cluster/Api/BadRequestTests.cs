using System.Net.Http.Headers;
using System.Text;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>What every endpoint that takes a body, a name or a page refuses: by a problem document, and nothing changes.</summary>
public sealed class BadRequestTests(CrowdedSite crowd) : IClassFixture<CrowdedSite>
{
    private const string Plan = $"plans/{SmallFloor.Date}";

    private static readonly (string Method, string Path)[] WithBody =
    [
        ("PUT", "floor"), ("PUT", $"days/{SmallFloor.Date}"), ("POST", "advance"), ("POST", "resources/a1/move"), ("PUT", Plan),
        ("POST", $"{Plan}/what-if"), ("POST", "recommendations/{card}/accept"), ("POST", "recommendations/{card}/reject"),
        ("POST", "recommendations/{card}/snooze"), ("POST", "events"),
    ];

    private TestSite Site => crowd.Site;

    public static TheoryData<string, string> Takers => [.. WithBody.Select(e => (e.Method, e.Path))];

    public static TheoryData<string, string> JsonTakers => [.. WithBody.Where(e => e.Path != "events").Select(e => (e.Method, e.Path))];

    public static TheoryData<string, string> OfSites => [
        .. WithBody.Where(e => e.Path != "floor"),
        ("GET", ""), ("GET", "floor"), ("GET", $"days/{SmallFloor.Date}"), ("GET", "sectors"), ("GET", "sectors/pick"),
        ("GET", "resources"),
        ("GET", "resources/a1"), ("GET", "recommendations"), ("GET", "recommendations/x"), ("GET", Plan), ("GET", $"{Plan}/versions"),
        ("GET", "live"),
    ];

    public static TheoryData<string, string, int> Absent => new()
    {
        { "GET", "sectors/nowhere", 404 },
        { "GET", "sectors/PICK", 404 },
        { "GET", "resources/nobody", 404 },
        { "POST", "resources/nobody/move", 404 },
        { "GET", "recommendations/out-20260302T060000Z-99", 404 },
        { "GET", "recommendations/nonsense", 404 },
        { "POST", "recommendations/out-20260302T060000Z-99/accept", 404 },
        { "POST", "recommendations/nonsense/accept", 404 },
        { "POST", "recommendations/out-x/accept", 404 },
        { "GET", "days/2026-03-09", 404 },
        { "GET", "days/someday", 404 },
        { "GET", "plans/2026-03-09", 404 },
        { "GET", "plans/2026-02-30", 404 },
        { "GET", "plans/9999-12-31", 404 },
        { "GET", "plans/-9998-01-01", 404 },
        { "GET", "plans/someday/versions", 404 },
        { "GET", "/api/v1/governance/site:nowhere", 404 },
        { "GET", "/api/v1/governance/area:nowhere", 404 },
        { "GET", "/api/v1/governance/area:nowhere/out", 404 },
        { "GET", "/api/v1/governance/region:nowhere", 404 },
        { "GET", "/api/v1/governance/nonsense", 404 },
        { "GET", "/api/v1/governance/site:", 404 },
        { "GET", "/api/v1/nothing", 404 },
        { "GET", "/api/v2/sites", 404 },
        { "GET", "/nothing", 404 },
        { "GET", "sectors/..%2f..%2ffloor", 404 },
        { "GET", "sectors/pick%2f", 404 },
        { "GET", "sectors/%e2%82%ac", 404 },
        { "GET", "sectors/%ff%fe", 404 },
        { "GET", "/api/v1/sites/%e2%82%ac/sectors", 404 },
        { "GET", "/api/v1/sites/..%2f..%2fsites", 404 },
        { "GET", "/api/v1/sites/a%2fb/sectors", 404 },
        { "PUT", "/api/v1/sites/a%2fb/floor", 422 },
        { "PUT", "/api/v1/sites/%20/floor", 422 },
        { "DELETE", "", 405 },
        { "DELETE", "floor", 405 },
        { "POST", "floor", 405 },
        { "GET", "events", 405 },
        { "GET", "advance", 405 },
        { "PATCH", "sectors", 405 },
        { "GET", "resources/a1/move", 405 },
        { "DELETE", "recommendations", 405 },
        { "PUT", "live", 405 },
        { "POST", "/api/v1/governance", 405 },
    };

    public static TheoryData<string> Lists =>
        ["/api/v1/sites", "sectors", "resources", "recommendations", $"{Plan}/versions"];

    [Theory, MemberData(nameof(OfSites))]
    public async Task A_site_that_does_not_exist_is_not_found(string method, string path)
    {
        var answer = await Site.Send(new HttpMethod(method), $"/api/v1/sites/nowhere/{At(path)}", method == "GET" ? null : "{}",
            path == "events" ? "application/cloudevents-batch+json" : "application/json");
        answer.IsProblem(404);
        Assert.Contains("nowhere", answer.Text);
    }

    [Theory, MemberData(nameof(Absent))]
    public async Task What_is_not_there_is_told_as_a_problem(string method, string path, int status)
    {
        (await Site.Send(new HttpMethod(method), path, method == "GET" ? null : "{}", headers: ("If-Match", "\"1\""))).IsProblem(status);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Names_of_300_characters_are_not_found()
    {
        var longName = new string('x', 300);
        foreach (var path in new[]
                 {
                     $"sectors/{longName}", $"resources/{longName}", $"recommendations/{longName}", $"recommendations/out-{longName}",
                     $"days/{longName}", $"plans/{longName}", $"/api/v1/sites/{longName}", $"/api/v1/governance/site:{longName}",
                     $"/api/v1/governance/region:{longName}",
                 })
            (await Site.Get(path)).IsProblem(404);
    }

    [Theory, MemberData(nameof(JsonTakers))]
    public async Task Another_content_type_is_refused(string method, string path)
    {
        foreach (var type in new[] { "text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data" })
            (await Send(method, path, "{}", type)).IsProblem(415);
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(Takers))]
    public async Task A_body_without_a_content_type_is_refused(string method, string path)
    {
        (await Send(method, path, "{}", null)).IsProblem(415);
        await crowd.IsUnchanged();
    }

    [Fact]
    public async Task Events_are_taken_as_cloudevents_only()
    {
        foreach (var type in new[] { "text/plain", "application/json", "application/cloudevents-batch+json; charset=latin1" })
            (await Send("POST", "events", "[]", type)).IsProblem(415);
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(JsonTakers))]
    public async Task Text_that_is_not_json_is_refused(string method, string path)
    {
        (await Send(method, path, "{\"to\":", "application/json")).IsFault("malformedJson", "$");
        (await Send(method, path, "[]", "application/json")).IsFault("wrongType", "$");
        (await Send(method, path, "\"text\"", "application/json")).IsFault("wrongType", "$");
        (await Send(method, path, new string('[', 100) + new string(']', 100), "application/json")).IsFault("tooDeep", "$");
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(Takers))]
    public async Task A_body_of_five_mebibytes_is_refused_however_it_is_sent(string method, string path)
    {
        var body = "{\"x\":\"" + new string('x', 5 * 1024 * 1024) + "\"}";
        var type = path == "events" ? "application/cloudevents+json" : "application/json";
        (await Send(method, path, body, type)).IsProblem(413);
        (await Send(method, path, body, type, chunked: true)).IsProblem(413);
        await crowd.IsUnchanged();
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task Pages_have_1_to_500_items(string path)
    {
        foreach (var limit in new[] { "0", "501", "-1", "abc", "1e2", "99999999999", "" })
            (await Site.Get($"{path}?limit={limit}")).IsFault("outOfRange", "limit");
        Assert.True((await Site.Items($"{path}?limit=1")).Count <= 1);
    }

    [Fact]
    public async Task Pages_follow_each_other_in_id_order()
    {
        var first = (await Site.Get("resources?limit=4")).Ok();
        Assert.Equal(["a1", "a2", "a3", "a4"], first["items"]!.AsArray().Select(r => (string)r!["resource"]!));
        var second = (await Site.Get($"resources?limit=4&next={first["next"]}")).Ok();
        Assert.Equal(["b1", "b2"], second["items"]!.AsArray().Select(r => (string)r!["resource"]!));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task A_card_state_that_is_none_is_refused()
        => (await Site.Get("recommendations?state=proposed,forgotten")).IsFault("unknownWord", "state");

    private string At(string path) => path.Replace("{card}", crowd.Card, StringComparison.Ordinal);

    /// <summary>Sends a body; chunked leaves its length out.</summary>
    private async Task<Answer> Send(string method, string path, string body, string? type, bool chunked = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Site.Path}/{At(path)}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Headers.TransferEncodingChunked = chunked;
        if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (path == Plan) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return await Answer.Of(await Site.Host.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
