using System.Net;
using System.Text.Json;
using SyncOps.Client;

namespace SyncOps.Tests.Faults.Races;

/// <summary>Sends many requests at once, in turn through each gateway of a cluster.</summary>
internal sealed class Race : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient[] _gateways;

    private Race(IReadOnlyList<Uri> addresses)
    {
        _gateways = [.. addresses.Select(address => new HttpClient { BaseAddress = address })];
        Client = new SyncOpsClient(_gateways[0]);
    }

    public SyncOpsClient Client { get; }

    public static async Task<Race> Of(QuietCluster cluster) => new((await cluster.GridAsync()).Addresses);

    /// <summary>Every answer, in the order of the requests; who was told to come later does, until it is answered.</summary>
    public async Task<List<RaceAnswer>> Run(int count, Func<int, HttpRequestMessage> request)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, count).Select(i => Task.Run(() => Send(i, request, cancellation), cancellation)));
        var later = answers.Sum(a => a.Attempts - 1);
        if (later > 0) Told.Line($"{later} of {count} requests at once were told to come later.");
        return [.. answers];
    }

    public void Dispose()
    {
        Client.Dispose();
        foreach (var gateway in _gateways) gateway.Dispose();
    }

    private async Task<RaceAnswer> Send(int index, Func<int, HttpRequestMessage> request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var message = request(index);
            using var response = await _gateways[index % _gateways.Length].SendAsync(message, cancellation);
            if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
            {
                var version = response.Headers.ETag is { } tag ? long.Parse(tag.Tag.Trim('"')) : 0;
                return new RaceAnswer(response.StatusCode, version, await response.Content.ReadAsStringAsync(cancellation), attempt);
            }
            await Task.Delay(Pause, cancellation);
        }
    }
}

/// <param name="Version">That of the entity tag; 0 without one.</param>
internal sealed record RaceAnswer(HttpStatusCode Status, long Version, string Body, int Attempts)
{
    public string? Member(string name) => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty(name).GetString();

    public int Count(string name) => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty(name).GetInt32();
}
