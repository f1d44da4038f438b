using SyncOps.Engine.Events;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Storage;

/// <summary>Reads what a sector or a resource has recorded back from its journal, a bounded part at a time.</summary>
/// <param name="journal">Where it is kept.</param>
/// <param name="key">Whose it is.</param>
/// <param name="decode">What a row's payload says.</param>
internal sealed class HistoryReader(IJournal journal, JournalKey key, Func<byte[], HistoryRow> decode)
{
    /// <summary>Rows that one part looks through at most, so that a call ends in time whatever it looks for.</summary>
    private const int RowsPerPart = 1000;

    /// <summary>On a live clock an event's time lies within 24 h of its receipt, and it may have waited to be stored.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromHours(25);

    /// <param name="query">What is asked for.</param>
    /// <param name="last">The last row that counts.</param>
    /// <param name="isLive">Whether every event's time was near the clock at its receipt.</param>
    public async Task<HistoryPart> Read(HistoryQuery query, long last, bool isLive)
    {
        var (from, until) = isLive
            ? (query.From - Apart, query.Until + Apart)
            : (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        var after = query.After ?? new HistoryPlace(isLive ? await FirstSince(from, last) : 1, -1);
        var (events, read) = (new List<RecordedEvent>(), 0);
        await foreach (var (sequence, payload) in journal.Read(key, after.Sequence, CancellationToken.None))
        {
            if (sequence > last) break;
            var row = decode(payload);
            if (row.ReceivedAt > until) break;
            for (var i = sequence == after.Sequence ? after.Index + 1 : 0; i < row.Events.Count; i++)
            {
                if (row.Events[i].Time < query.From || row.Events[i].Time >= query.Until) continue;
                var place = new HistoryPlace(sequence, i);
                events.Add(new RecordedEvent(place, row.ReceivedAt, row.Events[i]));
                if (events.Count == query.Most) return new HistoryPart(events, place);
            }
            if (++read == RowsPerPart) return new HistoryPart(events, new HistoryPlace(sequence, row.Events.Count));
        }
        return new HistoryPart(events, null);
    }

    /// <summary>
    /// The first row received at an instant or later, or the one after <paramref name="last"/>; by halving, as rows come in the order of
    /// the clock.
    /// </summary>
    private async Task<long> FirstSince(DateTimeOffset instant, long last)
    {
        var (first, end) = (1L, last + 1);
        while (first < end)
        {
            var middle = first + (end - first) / 2;
            if (await journal.ReadAt(key, middle, CancellationToken.None) is not { } row) return first;
            if (decode(row.Payload).ReceivedAt < instant) first = middle + 1;
            else end = middle;
        }
        return first;
    }
}

/// <summary>When a row was received, and its events.</summary>
internal sealed record HistoryRow(DateTimeOffset ReceivedAt, IReadOnlyList<FloorEvent> Events);
