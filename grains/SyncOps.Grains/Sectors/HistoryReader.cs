using Orleans.Serialization;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sectors;

/// <summary>Reads what a sector has recorded back from its journal, a bounded part at a time.</summary>
internal sealed class HistoryReader(IJournal journal, Serializer<JournalEntry> rows, JournalKey key)
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
            var row = rows.Deserialize(payload)!;
            if (row.ReceivedAt > until) break;
            for (var i = sequence == after.Sequence ? after.Index + 1 : 0; i < row.Events.Length; i++)
            {
                if (row.Events[i].Time < query.From || row.Events[i].Time >= query.Until) continue;
                var place = new HistoryPlace(sequence, i);
                events.Add(new RecordedEvent(place, row.ReceivedAt, row.Events[i]));
                if (events.Count == query.Most) return new HistoryPart(events, place);
            }
            if (++read == RowsPerPart) return new HistoryPart(events, new HistoryPlace(sequence, row.Events.Length));
        }
        return new HistoryPart(events, null);
    }

    /// <summary>The first row received at an instant or later, by halving: rows come in the order of the clock.</summary>
    private async Task<long> FirstSince(DateTimeOffset instant, long last)
    {
        var (first, end) = (1L, last + 1);
        while (first < end)
        {
            var middle = first + (end - first) / 2;
            if (await journal.ReadAt(key, middle, CancellationToken.None) is not { } row) return first;
            if (rows.Deserialize(row.Payload)!.ReceivedAt < instant) first = middle + 1;
            else end = middle;
        }
        return first;
    }
}
