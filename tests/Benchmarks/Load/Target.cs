using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SyncOps.Engine.Contract;

namespace SyncOps.Benchmarks.Load;

/// <summary>The server under load and a site that was made on it for this run.</summary>
internal sealed class Target : IDisposable
{
    private const int MostTries = 20;

    private static readonly long FirstSite = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
    private static int _sites;

    private readonly HttpClient _client;
    private readonly Uri _server;
    private readonly bool _decidesHourly;
    private int _sources;

    private Target(Uri server, int sectors, bool decidesHourly)
    {
        (_server, Sectors, _decidesHourly) = (server, sectors, decidesHourly);
        Site = $"bench-{FirstSite}-{Interlocked.Increment(ref _sites)}";
        _client = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Site { get; }
    public int Sectors { get; }

    public static Option<Uri> ServerOption() => new("--server")
    {
        Description = "Where the server listens; this machine only",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var isUri = Uri.TryCreate(text, UriKind.Absolute, out var server);
            if (isUri && server!.IsLoopback && server.Scheme is "http") return server;
            result.AddError($"--server {text} is not an http address of this machine, such as http://127.0.0.1:8080.");
            return null;
        },
    };

    /// <summary>Makes a new site with a live clock and the given number of sectors, one worker each unless said otherwise.</summary>
    public static async Task<Target> Create(
        Uri server, int sectors, CancellationToken cancellation, int? resources = null, bool decidesHourly = false)
    {
        var target = new Target(server, sectors, decidesHourly);
        await target.PutFloor(resources ?? sectors, cancellation);
        return target;
    }

    /// <summary>Gives the site its floor, again if need be, with so many resources.</summary>
    public async Task PutFloor(int resources, CancellationToken cancellation)
    {
        for (var refused = 0; ; refused++)
        {
            using var response = await _client.PutAsJsonAsync(
                $"/api/v1/sites/{Site}/floor", LoadFloor.Of(Site, Sectors, resources, _decidesHourly), ContractJson.Options, cancellation);
            if (response.IsSuccessStatusCode) return;
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || refused == MostTries)
                throw Refused("The floor", (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellation);
        }
    }

    /// <summary>A sender of events that nobody else sends as.</summary>
    public EventSource NewSource(bool isSequenced = true) => new(Interlocked.Increment(ref _sources), Sectors, isSequenced);

    public Task<Connection> Connect(CancellationToken cancellation) => Connection.Open(_server, cancellation);

    /// <summary>Sends a batch until it is acknowledged. Answers how many tries were refused first.</summary>
    public async Task<int> Send(Connection connection, ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        var answer = await connection.Post(Site, batch, cancellation);
        for (var refused = 0; ; refused++)
        {
            if (answer.IsOk) return refused;
            // All else is the run's fault.
            if (!answer.IsPassing || refused == MostTries) throw Refused("A batch", answer.Status, answer.Body);
            await Task.Delay(answer.RetryAfter ?? TimeSpan.FromMilliseconds(50), cancellation);
            answer = await connection.PostAgain(cancellation);
        }
    }

    public async Task<Stream> OpenLive(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/sites/{Site}/live");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancellation);
        throw Refused("The live stream", (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>Reads what stands under the site, as <c>/sectors/s000</c>; again and again while a part of the grid is away.</summary>
    public async Task<string> Get(string path, CancellationToken cancellation)
    {
        for (var refused = 0; ; refused++)
        {
            using var response = await _client.GetAsync($"/api/v1/sites/{Site}{path}", cancellation);
            var body = await response.Content.ReadAsStringAsync(cancellation);
            if (response.IsSuccessStatusCode) return body;
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || refused == MostTries)
                throw Refused($"GET {path}", (int)response.StatusCode, body);
            await Task.Delay(100, cancellation);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestException Refused(string what, int status, string body)
        => new($"{what} was refused with {status}: {body[..Math.Min(body.Length, 2000)]}");
}
