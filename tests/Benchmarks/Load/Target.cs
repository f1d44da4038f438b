using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;

namespace SyncOps.Benchmarks.Load;

/// <summary>The server under load and the site that was made on it for this run.</summary>
internal sealed class Target : IDisposable
{
    private static readonly MediaTypeHeaderValue Batch = new("application/cloudevents-batch+json");
    private const int MostTries = 20;

    private readonly HttpClient _client;

    private Target(Uri server, int connections, string site, int sectors)
    {
        Site = site;
        Sectors = sectors;

        // One more than the senders need, for the live stream.
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections + 1 })
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public string Site { get; }
    public int Sectors { get; }

    public static string SectorId(int index) => $"s{index:000}";

    public static Option<Uri> ServerOption() => new("--server")
    {
        Description = "Where the server listens; this machine only",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var isUri = Uri.TryCreate(text, UriKind.Absolute, out var server);
            if (isUri && server!.IsLoopback && server.Scheme is "http" or "https") return server;
            result.AddError($"--server {text} is not an http address of this machine, such as http://127.0.0.1:8080.");
            return null;
        },
    };

    /// <summary>Makes a new site with a live clock and the given number of sectors, one worker each.</summary>
    public static async Task<Target> Create(Uri server, int connections, int sectors, CancellationToken cancellation)
    {
        var target = new Target(server, connections, $"bench-{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}", sectors);
        using var response = await target._client.PutAsJsonAsync(
            $"/api/v1/sites/{target.Site}/floor", Floor(target.Site, sectors), ContractJson.Options, cancellation);
        if (!response.IsSuccessStatusCode) throw await Refused("The floor", response, cancellation);
        return target;
    }

    /// <summary>Sends a batch until it is acknowledged. Answers how many tries were refused first.</summary>
    public async Task<int> Send(ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        for (var refused = 0; ; refused++)
        {
            using var content = new ReadOnlyMemoryContent(batch);
            content.Headers.ContentType = Batch;
            using var response = await _client.PostAsync($"/api/v1/sites/{Site}/events", content, cancellation);
            if (response.IsSuccessStatusCode)
            {
                await response.Content.CopyToAsync(Stream.Null, cancellation);
                return refused;
            }

            // Busy and unavailable are answers of a loaded server, and sending again is what clients do; all else is the run's fault.
            var passing = (int)response.StatusCode is 429 or 503;
            if (!passing || refused == MostTries) throw await Refused("A batch", response, cancellation);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    public async Task<Stream> OpenLive(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/sites/{Site}/live");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode) throw await Refused("The live stream", response, cancellation);
        return await response.Content.ReadAsStreamAsync(cancellation);
    }

    public void Dispose() => _client.Dispose();

    private static FloorDocument Floor(string site, int sectors) => new()
    {
        Site = site,
        Name = "Load",
        TimeZone = "UTC",
        Currency = "EUR",
        Clock = ClockKind.Live,
        Areas = [new AreaSpec("floor", "Floor")],
        Sectors =
        [
            .. Enumerable.Range(0, sectors).Select(index => new SectorSpec
            {
                Id = SectorId(index), Area = "floor", Name = $"Sector {index}", Unit = "units", TargetWaitMinutes = 60,
            }),
        ],
        Resources =
        [
            .. Enumerable.Range(0, sectors).Select(index => new ResourceSpec
            {
                Id = $"r{index:000}", Kind = ResourceKind.Person, Home = SectorId(index), CostPerHour = 20,
                Skills = [new Skill { Sector = SectorId(index), UnitsPerHour = 60 }],
            }),
        ],
        Moves = new MoveRules { Minutes = 5 },
    };

    private static async Task<HttpRequestException> Refused(string what, HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsStringAsync(cancellation);
        return new HttpRequestException(
            $"{what} was refused with {(int)response.StatusCode}: {body[..Math.Min(body.Length, 2000)]}", null, response.StatusCode);
    }
}
