using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SyncOps.Engine.Contract;

namespace SyncOps.Tests.Cluster;

/// <summary>A site of one test, spoken to over HTTP as any client would.</summary>
public sealed class TestSite
{
    private static int _count;
    private int _events;

    private TestSite(FloorHost host, string id) => (Host, Id) = (host, id);

    public FloorHost Host { get; }

    public string Id { get; }

    public string Path => $"api/v1/sites/{Id}";

    /// <summary>A stepped site with the small floor of <see cref="SmallFloor"/>, changed where a test says so.</summary>
    public static Task<TestSite> Stepped(FloorHost host, Action<JsonObject>? edit = null) => Create(host, SmallFloor.Stepped(), edit);

    public static Task<TestSite> Live(FloorHost host, Action<JsonObject>? edit = null) => Create(host, SmallFloor.Live(), edit);

    /// <summary>A site id that no other test has.</summary>
    public static string NewId() => $"site-{Interlocked.Increment(ref _count)}";

    /// <summary>The same site, asked by way of another host on its data.</summary>
    public static TestSite Of(FloorHost host, string id) => new(host, id);

    private static async Task<TestSite> Create(FloorHost host, JsonObject floor, Action<JsonObject>? edit)
    {
        edit?.Invoke(floor);
        var site = new TestSite(host, NewId());
        Assert.Equal(201, (await site.Put("floor", floor.ToJsonString())).Status);
        return site;
    }

    public Task<Answer> Get(string path = "") => Send(HttpMethod.Get, path);

    public Task<Answer> Put(string path, string json, string? ifMatch = null)
        => Send(HttpMethod.Put, path, json, headers: ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<Answer> Post(string path, string json, params (string Name, string Value)[] headers)
        => Send(HttpMethod.Post, path, json, headers: headers);

    /// <summary>Sends a body of a type; the path is below the site, or absolute when it begins with a slash.</summary>
    public async Task<Answer> Send(
        HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        var target = path.StartsWith('/') ? path[1..] : path.Length == 0 ? Path : $"{Path}/{path}";
        using var request = new HttpRequestMessage(method, target);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Answer.Of(await Host.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>One event of this site's own source; ids rise unless given.</summary>
    public JsonObject Event(string type, string time, string data, string? id = null)
        => new()
        {
            ["specversion"] = "1.0", ["type"] = $"syncops.{type}", ["source"] = "urn:test", ["time"] = time,
            ["id"] = id ?? $"e{Interlocked.Increment(ref _events)}", ["data"] = JsonNode.Parse(data),
        };

    public JsonObject Arrived(string sector, double units, string time, string? id = null)
        => Event("work.arrived", time, $$"""{"sector":"{{sector}}","units":{{units}}}""", id);

    public JsonObject Completed(string sector, double units, string time, string? id = null)
        => Event("work.completed", time, $$"""{"sector":"{{sector}}","units":{{units}}}""", id);

    public JsonObject Counted(string sector, double units, string time)
        => Event("work.counted", time, $$"""{"sector":"{{sector}}","units":{{units}}}""");

    public JsonObject CheckedIn(string resource, string sector, string time)
        => Event("resource.checkedIn", time, $$"""{"resource":"{{resource}}","sector":"{{sector}}"}""");

    public Task<Answer> PostEvents(params JsonObject[] events)
    {
        var batch = $"[{string.Join(',', events.Select(e => e.ToJsonString()))}]";
        return Send(HttpMethod.Post, "events", batch, "application/cloudevents-batch+json");
    }

    /// <summary>Posts events that must be taken: how many were new and how many known.</summary>
    public async Task<(int Accepted, int Duplicates)> Record(params JsonObject[] events)
    {
        var answer = (await PostEvents(events)).Ok();
        return ((int)answer["accepted"]!, (int)answer["duplicates"]!);
    }

    /// <summary>Moves the clock; answers where it stands.</summary>
    public async Task<string> Advance(string to) => (string)(await Post("advance", $$"""{"to":"{{to}}"}""")).Ok()["now"]!;

    /// <summary>Where the site's clock stands.</summary>
    public async Task<DateTimeOffset> Now()
        => DateTimeOffset.Parse((string)(await Get()).Ok()["now"]!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Arrived, completed, removed, adjusted and backlog of a sector.</summary>
    public async Task<(double Arrived, double Completed, double Removed, double Adjusted, double Backlog)> Totals(string sector)
    {
        var view = (await Get($"sectors/{sector}")).Ok();
        var totals = view["totals"]!;
        return ((double)totals["arrived"]!, (double)totals["completed"]!, (double)totals["removed"]!, (double)totals["adjusted"]!,
            (double)view["backlogUnits"]!);
    }

    public async Task<JsonArray> Items(string path) => (await Get(path)).Ok()["items"]!.AsArray();

    /// <summary>State and sector of a resource.</summary>
    public async Task<(string State, string? Sector)> WhereIs(string resource)
    {
        var view = (await Get($"resources/{resource}")).Ok();
        return ((string)view["state"]!, (string?)view["sector"]);
    }

    /// <summary>Everything that a refused request must leave as it was, as one text.</summary>
    public async Task<string> Everything()
    {
        var parts = new List<string>();
        var (day, plan) = ($"days/{SmallFloor.Date}", $"plans/{SmallFloor.Date}");
        foreach (var path in new[] { "", "floor", "sectors", "resources", "recommendations", day, plan })
        {
            var answer = await Get(path);
            parts.Add($"{path} {answer.Status} {answer.ETag} {answer.Text}");
        }
        return string.Join('\n', parts);
    }

    /// <summary>Asks until a condition holds, at most this long.</summary>
    public static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> holds, double seconds = 10)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (holds(answer)) return answer;
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(seconds))
                throw new TimeoutException($"After {seconds} s still: {answer}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Now by the machine, as live events tell it.</summary>
    public static string MachineTime(double minutes = 0) => ContractJson.Write(TimeProvider.System.GetUtcNow().AddMinutes(minutes));
}
