using System.Runtime.CompilerServices;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>The journal in a store.</summary>
public sealed class Journal(IStore store, StorageWriter writer) : IJournal
{
    private readonly JournalEnds _ends = new(store);

    // A page of a read ends at whichever comes first; between pages no read is open.
    private const int RowsPerPage = 128;
    private const int BytesPerPage = 4 * 1024 * 1024;

    public Task<AppendResult> Append(JournalKey key, long sequence, byte[] row, CancellationToken cancellation)
        => writer.Write(new RowAppend(key, sequence, row, cancellation), cancellation);

    public async IAsyncEnumerable<JournalRow> Read(
        JournalKey key, long fromSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long? last = null;
        while (true)
        {
            var rows = await store.ReadRows(key, last + 1 ?? fromSequence, RowsPerPage, BytesPerPage, cancellation);
            var bytes = 0;
            foreach (var row in rows)
            {
                // Rows may be taken away from the beginning between two pages; only others that are not there are lost.
                if (last is { } previous && row.Sequence != previous + 1 && !await BeginsAt(key, row.Sequence, cancellation))
                    throw Hole(key, previous, row.Sequence);
                last = row.Sequence;
                bytes += row.Payload.Length;
                yield return row;
            }
            if (rows.Count < RowsPerPage && bytes < BytesPerPage) yield break;
        }
    }

    public async ValueTask RemoveThrough(JournalKey key, long sequence, CancellationToken cancellation)
        => await writer.Write(new RowsRemoval(key, sequence, cancellation), cancellation);

    public async ValueTask<JournalRow?> ReadAt(JournalKey key, long sequence, CancellationToken cancellation)
        => await store.ReadRows(key, sequence, mostRows: 1, mostBytes: 1, cancellation) is [var row] ? row : null;

    public bool IsShared => store.IsShared;

    public Task<JournalEnd> ReadEnd(JournalKey key) => _ends.Read(key);

    public async ValueTask<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation)
        => await store.ReadSnapshot(key, cancellation);

    public async ValueTask WriteSnapshot(JournalKey key, long sequence, byte[] state, CancellationToken cancellation)
        => await writer.Write(new SnapshotWrite(key, sequence, state, cancellation), cancellation);

    public async Task Copy(JournalKey from, JournalKey to, long firstSequence, long lastSequence, CancellationToken cancellation)
    {
        if (firstSequence > lastSequence || await ReadAt(from, firstSequence, cancellation) is not { } first) return;
        // Rows go from the beginning, so what is copied from the end on has no hole, and nothing is missing but before it.
        for (var last = lastSequence; last >= first.Sequence; last -= RowsPerPage)
        {
            var begin = Math.Max(last - RowsPerPage + 1, first.Sequence);
            await writer.Write(new RowsCopy(from, to, begin, last, cancellation), cancellation);
        }
    }

    /// <summary>Whether no row before a sequence is kept.</summary>
    private async ValueTask<bool> BeginsAt(JournalKey key, long sequence, CancellationToken cancellation)
        => await ReadAt(key, 1, cancellation) is not { } first || first.Sequence >= sequence;

    private static InvalidDataException Hole(JournalKey key, long last, long next) => new(
        $"The journal of sector {key.Site}/{key.Sector} goes from row {last} to row {next}: rows between them are lost. " +
        "Restore the database from a backup.");
}
