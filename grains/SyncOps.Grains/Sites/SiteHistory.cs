using Orleans.Serialization;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sites;

/// <summary>Reads earlier versions of a site's documents back from their journals.</summary>
public sealed class SiteHistory(IJournal journal, Serializer<FloorEntry> floors, Serializer<DayEntry> days)
{
    public JournalRow Row(long version, FloorEntry entry) => new(version, floors.SerializeToArray(entry));

    public JournalRow Row(long version, DayEntry entry) => new(version, days.SerializeToArray(entry));

    /// <summary>The floor document at an instant; null where no version is that old.</summary>
    public async Task<FloorDocument?> FloorAt(string site, DateTimeOffset at)
        => (await Latest(JournalKey.OfFloor(site), payload => floors.Deserialize(payload)!, entry => entry.At <= at))?.Document;

    /// <summary>A date's document at an instant; null where no version is that old.</summary>
    public async Task<DayDocument?> DayAt(string site, string date, DateTimeOffset at)
        => (await Latest(JournalKey.OfDay(site, date), payload => days.Deserialize(payload)!, entry => entry.At <= at))?.Document;

    // Row by row, because a version that was stored by an older release has none.
    private async Task<T?> Latest<T>(JournalKey key, Func<byte[], T> decode, Func<T, bool> isPast) where T : class
    {
        var (latest, next) = ((T?)null, 1L);
        while (await journal.ReadAt(key, next, CancellationToken.None) is { } row)
        {
            var entry = decode(row.Payload);
            if (!isPast(entry)) break;
            (latest, next) = (entry, row.Sequence + 1);
        }
        return latest;
    }
}
