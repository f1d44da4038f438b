using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SyncOps.Tests.Faults.Load;

/// <summary>A move that the server carried out, and what it answered, byte for byte.</summary>
internal sealed record AcceptedMove(string Resource, string To, string CommandId, string Answer)
{
    /// <summary>The resource's version after the move.</summary>
    public long Version() => JsonSerializer.Deserialize<JsonElement>(Answer).GetProperty("version").GetInt64();
}

/// <summary>A client that moves resources about, in a race with others; a command without an answer is sent again as it was.</summary>
internal sealed class MoveRacer(HttpClient http, string site, int sectors, int resources, string name, int seed)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);
    private readonly List<AcceptedMove> _accepted = [];
    private int _commands;

    public IReadOnlyList<AcceptedMove> Accepted => _accepted;

    public async Task MoveUntilAsync(Task over, CancellationToken cancellation)
    {
        while (!over.IsCompleted)
        {
            var move = new AcceptedMove(
                SmallFloor.Resource(_random.Next(resources)), SmallFloor.Sector(_random.Next(sectors)), $"{name}-{_commands++}", "");
            var (status, answer) = await SendAsync(move, cancellation);
            // A conflict is the sector where it already is.
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{move}: {status} {answer}");
            if (status == HttpStatusCode.OK) _accepted.Add(move with { Answer = answer });
            await Task.Delay(_random.Next(100), cancellation);
        }
    }

    /// <summary>Sends accepted commands once more: each must get the answer that it got.</summary>
    public async Task SendAgainAsync(IReadOnlySet<AcceptedMove> remembered, CancellationToken cancellation)
    {
        foreach (var move in _accepted.Where(remembered.Contains))
            Assert.Equal((HttpStatusCode.OK, move.Answer), await SendAsync(move, cancellation));
    }

    private async Task<(HttpStatusCode Status, string Answer)> SendAsync(AcceptedMove move, CancellationToken cancellation)
    {
        while (true)
        {
            if (await TrySendAsync(move, cancellation) is { } answered) return answered;
            await Task.Delay(BetweenAttempts, cancellation);
        }
    }

    /// <summary>Null when there was no answer: done or not done, nobody knows until it is sent again.</summary>
    private async Task<(HttpStatusCode Status, string Answer)?> TrySendAsync(AcceptedMove move, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.PostAsJsonAsync(
                $"api/v1/sites/{site}/resources/{move.Resource}/move", new { to = move.To, commandId = move.CommandId }, cancellation);
            return response.StatusCode == HttpStatusCode.ServiceUnavailable
                ? null
                : (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
