using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster;

/// <summary>One open live stream of a site, read frame by frame.</summary>
public sealed class LiveStream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How long other frames are read on for the one that is waited for: those of the clock never end.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _frames;
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private LiveStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _frames = SseParser.Create(body).EnumerateAsync(_end.Token).GetAsyncEnumerator();
    }

    public static async Task<LiveStream> Open(TestSite site, long? after = null, string path = "live")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{site.Path}/{path}");
        if (after is not null) request.Headers.Add("Last-Event-ID", $"{after}");
        var response = await site.Host.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new LiveStream(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next frame.</summary>
    public async Task<LiveFrame> Next()
    {
        _end.CancelAfter(Patience);
        Assert.True(await _frames.MoveNextAsync(), "The stream ended.");
        var item = _frames.Current;
        return new LiveFrame(long.Parse(item.EventId!), item.EventType, JsonNode.Parse(item.Data)!);
    }

    /// <summary>The next frame of a kind that a condition holds for.</summary>
    public async Task<LiveFrame> Next(string kind, Func<JsonNode, bool>? holds = null)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Longest;)
        {
            var frame = await Next();
            if (frame.Kind == kind && (holds is null || holds(frame.Data))) return frame;
        }

        throw new TimeoutException($"No such {kind} came within {Longest.TotalSeconds} s, though other frames did.");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _frames.DisposeAsync();
        _response.Dispose();
        _end.Dispose();
    }
}

/// <summary>One server-sent event: its version, kind and document.</summary>
public sealed record LiveFrame(long Id, string Kind, JsonNode Data);
