using System.Runtime.CompilerServices;
using SyncOps.Grains.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>The journal in SQLite. Payloads are copied before they wait, so callers may reuse their buffers at once.</summary>
public sealed class SqliteJournal(SqliteDatabase database, SqliteWriter writer) : IJournal
{
    // A page of a read ends at whichever comes first; between pages no read is open, which lets the write-ahead log be emptied.
    private const int RowsPerPage = 128;
    private const int BytesPerPage = 4 * 1024 * 1024;

    private const string AppendRow =
        "INSERT INTO journal (site, sector, sequence, row) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    private const string SelectRows =
        "SELECT sequence, row FROM journal WHERE site = $1 AND sector = $2 AND sequence >= $3 ORDER BY sequence LIMIT $4";

    private const string SelectSnapshot = "SELECT sequence, state FROM snapshot WHERE site = $1 AND sector = $2";

    private const string ReplaceSnapshot =
        """
        INSERT INTO snapshot (site, sector, sequence, state) VALUES ($1, $2, $3, $4)
        ON CONFLICT (site, sector) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
        WHERE excluded.sequence > snapshot.sequence
        """;

    public async ValueTask<AppendResult> Append(JournalKey key, long sequence, ReadOnlyMemory<byte> row, CancellationToken cancellation)
    {
        var payload = row.ToArray();
        var changed = await writer.Write(
            statements => statements.Execute(AppendRow, key.Site, key.Sector, sequence, payload), payload.Length, cancellation);
        return changed == 1 ? AppendResult.Appended : AppendResult.Fenced;
    }

    public async IAsyncEnumerable<JournalRow> Read(
        JournalKey key, long fromSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long? last = null;
        while (true)
        {
            var from = last + 1 ?? fromSequence;
            var (rows, more) = await database.Read(statements => ReadPage(statements, key, from), cancellation);
            foreach (var row in rows)
            {
                if (last is { } previous && row.Sequence != previous + 1) throw Hole(key, previous, row.Sequence);
                last = row.Sequence;
                yield return row;
            }

            if (!more) yield break;
        }
    }

    public async ValueTask<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation)
        => await database.Read<JournalRow?>(
            statements =>
            {
                using var reader = statements.Query(SelectSnapshot, key.Site, key.Sector);
                return reader.Read() ? new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
            },
            cancellation);

    public async ValueTask WriteSnapshot(JournalKey key, long sequence, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        var payload = state.ToArray();
        await writer.Write(
            statements => statements.Execute(ReplaceSnapshot, key.Site, key.Sector, sequence, payload), payload.Length, cancellation);
    }

    private static (List<JournalRow> Rows, bool More) ReadPage(Statements statements, JournalKey key, long from)
    {
        var rows = new List<JournalRow>();
        var bytes = 0;
        using var reader = statements.Query(SelectRows, key.Site, key.Sector, from, RowsPerPage);
        while (bytes < BytesPerPage && reader.Read())
        {
            var row = new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            rows.Add(row);
            bytes += row.Payload.Length;
        }

        return (rows, rows.Count == RowsPerPage || bytes >= BytesPerPage);
    }

    private static InvalidDataException Hole(JournalKey key, long last, long next) => new(
        $"The journal of sector {key.Site}/{key.Sector} goes from row {last} to row {next}: rows between them are lost. " +
        "Restore the database from a backup.");
}
