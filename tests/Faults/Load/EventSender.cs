using System.Diagnostics;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;

namespace SyncOps.Tests.Faults.Load;

/// <summary>
/// A client that sends batch after batch at a pace, each until it is acknowledged, and now and then sends an acknowledged one once more:
/// the server must know every event of it. What it could not send in time it sends as fast as it can.
/// </summary>
internal sealed class EventSender(SyncOpsClient client, string site, int sectors, double eventsPerSecond, Source source, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<IReadOnlyList<FloorEvent>> _acknowledged = [];
    private readonly List<long> _acknowledgedAt = [];
    private long _sent;

    /// <summary>Every distinct event, all of them acknowledged once <see cref="SendAsync"/> has returned.</summary>
    public IEnumerable<FloorEvent> Events => _acknowledged.SelectMany(batch => batch);

    public int Batches => _acknowledged.Count;

    /// <param name="batches">So many at least.</param>
    /// <param name="acknowledged">Hears of each batch that was acknowledged for the first time.</param>
    /// <param name="mayEnd">Until then it goes on.</param>
    public async Task SendAsync(int batches, Action acknowledged, Task mayEnd, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (_acknowledged.Count < batches || !mayEnd.IsCompleted)
        {
            var early = TimeSpan.FromSeconds(_sent / eventsPerSecond) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero) await Task.Delay(early, cancellation);
            var batch = Batch();
            var answer = await client.PostEvents(site, batch, cancellation);
            // An attempt that got no answer may have recorded some or all of it.
            Assert.Equal(batch.Length, answer.Accepted + answer.Duplicates);
            _acknowledged.Add(batch);
            _acknowledgedAt.Add(Stopwatch.GetTimestamp());
            acknowledged();
            if (_random.Next(3) == 0) await SendAgainAsync(_acknowledged[_random.Next(_acknowledged.Count)], cancellation);
        }
    }

    /// <summary>The longest time without an acknowledgement that began or went on after an instant, within a minute of it.</summary>
    public TimeSpan LongestGapAfter(long timestamp)
    {
        var (longest, last) = (TimeSpan.Zero, timestamp);
        foreach (var at in _acknowledgedAt.Where(at => at > timestamp))
        {
            if (Stopwatch.GetElapsedTime(timestamp, last) > TimeSpan.FromMinutes(1)) break;
            var gap = Stopwatch.GetElapsedTime(last, at);
            if (gap > longest) longest = gap;
            last = at;
        }
        return longest;
    }

    /// <summary>Sends everything once more.</summary>
    public async Task SendAllAgainAsync(CancellationToken cancellation)
    {
        foreach (var batch in _acknowledged) await SendAgainAsync(batch, cancellation);
    }

    private async Task SendAgainAsync(IReadOnlyList<FloorEvent> batch, CancellationToken cancellation)
        => Assert.Equal(new EventsAnswer(0, batch.Count), await client.PostEvents(site, batch, cancellation));

    /// <summary>Mostly a large one of one sector, as a sector's own system sends; now and then a small one of any sectors.</summary>
    private FloorEvent[] Batch()
    {
        var now = TimeProvider.System.GetUtcNow();
        if (_random.Next(4) == 0) return [.. Enumerable.Range(0, _random.Next(1, 41)).Select(_ => Event(now, _random.Next(sectors)))];
        var sector = _random.Next(sectors);
        return [.. Enumerable.Range(0, _random.Next(50, 151)).Select(_ => Event(now, sector))];
    }

    private FloorEvent Event(DateTimeOffset now, int sector)
    {
        _sent++;
        var number = source.NextNumber();
        var kind = _random.Next(20) switch
        {
            < 10 => EventKind.WorkArrived,
            < 17 => EventKind.WorkCompleted,
            < 19 => EventKind.WorkRemoved,
            _ => EventKind.WorkCounted,
        };
        return new FloorEvent
        {
            Kind = kind, Source = source.Name, Id = $"{number}", Sequence = source.IsSequenced ? number : null,
            Time = now.AddSeconds(-_random.Next(600)), Sector = SmallFloor.Sector(sector),
            Units = Units.Of(_random.Next(1, 10)), Reason = kind == EventKind.WorkRemoved ? "spoilt" : null,
        };
    }
}

/// <summary>
/// Whose events they are, through however many senders at once, so that its batches overtake each other. One without sequence numbers is
/// known by its ids alone.
/// </summary>
internal sealed class Source(string name, bool isSequenced)
{
    private long _numbered;

    public string Name => name;

    public bool IsSequenced => isSequenced;

    public long NextNumber() => Interlocked.Increment(ref _numbered);
}
