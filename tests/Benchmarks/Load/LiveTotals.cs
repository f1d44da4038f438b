using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace SyncOps.Benchmarks.Load;

/// <summary>What was sent to each sector and has not yet shown in its totals on the live stream.</summary>
/// <param name="sectors">How many sectors there are.</param>
/// <param name="seen">Told of each batch when it was due and the number of the first frame that includes it.</param>
internal sealed class LiveTotals(int sectors, Action<TimeSpan, long>? seen = null)
{
    private readonly Queue<(double Events, TimeSpan Due, bool Counts)>[] _waiting =
        [.. Enumerable.Range(0, sectors).Select(_ => new Queue<(double, TimeSpan, bool)>())];
    private readonly double[] _sent = new double[sectors];
    private readonly Dictionary<string, int> _numbers =
        Enumerable.Range(0, sectors).ToDictionary(LoadFloor.SectorId, StringComparer.Ordinal);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closing;

    public Latencies Latencies { get; } = new();
    public long Frames { get; private set; }

    /// <summary>Done when the stream's first frame came.</summary>
    public Task Started => _started.Task;

    public long Unseen => _waiting.Sum(queue => (long)queue.Count);

    /// <summary>When the oldest batch was due that has not shown; null when all have.</summary>
    public TimeSpan? OldestUnseen
    {
        get
        {
            lock (_waiting) return _waiting.Where(queue => queue.Count > 0).Select(queue => (TimeSpan?)queue.Peek().Due).Min();
        }
    }

    public void Sent(int sector, int events, TimeSpan due, bool counts)
    {
        lock (_waiting)
        {
            _sent[sector] += events;
            _waiting[sector].Enqueue((_sent[sector], due, counts));
        }
    }

    /// <summary>Done when everything that was sent by now has shown.</summary>
    public Task AllSeen()
    {
        lock (_waiting)
        {
            _closing = true;
            if (Unseen == 0) _allSeen.TrySetResult();
        }

        return _allSeen.Task;
    }

    /// <summary>Reads the stream to its end or until cancelled.</summary>
    public async Task Read(Stream stream, Stopwatch clock, CancellationToken cancellation)
    {
        try
        {
            await foreach (var frame in SseParser.Create(stream).EnumerateAsync(cancellation))
            {
                Frames++;
                _started.TrySetResult();
                if (frame.EventType == "sector") Take(frame.Data, long.Parse(frame.EventId!), clock.Elapsed);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
    }

    private void Take(string data, long frame, TimeSpan now)
    {
        using var document = JsonDocument.Parse(data);
        var root = document.RootElement;
        if (!_numbers.TryGetValue(root.GetProperty("sector").GetString()!, out var sector)) return;
        var totals = root.GetProperty("totals");
        var events = totals.GetProperty("arrived").GetDouble() + totals.GetProperty("completed").GetDouble();

        lock (_waiting)
        {
            while (_waiting[sector].TryPeek(out var first) && first.Events <= events)
            {
                _waiting[sector].Dequeue();
                if (first.Counts) Latencies.Record(now - first.Due);
                seen?.Invoke(first.Due, frame);
            }

            if (_closing && Unseen == 0) _allSeen.TrySetResult();
        }
    }
}
