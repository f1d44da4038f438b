using Microsoft.Data.Sqlite;
using SyncOps.Engine.Sectors;

namespace SyncOps.Storage.Sqlite;

/// <summary>The embedded store: one SQLite file.</summary>
public sealed class SqliteStore(SqliteDatabase database) : IStore
{
    private const string SelectState = "SELECT etag, state FROM grain_state WHERE kind = $1 AND key = $2";

    private const string SelectRows =
        "SELECT sequence, row FROM journal WHERE site = $1 AND sector = $2 AND sequence >= $3 ORDER BY sequence LIMIT $4";

    private const string SelectSnapshot = "SELECT sequence, state FROM snapshot WHERE site = $1 AND sector = $2";

    private const string SelectEnd = "SELECT coalesce(max(sequence), 0) FROM journal WHERE site = $1 AND sector = $2";

    /// <summary>No: its directory is locked for this process.</summary>
    public bool IsShared => false;

    public async Task<DateTimeOffset> ReadClock(CancellationToken cancellation)
    {
        var seconds = await database.Read(statements => (double)statements.Scalar("SELECT unixepoch('subsec')")!, cancellation);
        return DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000));
    }

    public Task<StoredState?> ReadState(StateKey key, CancellationToken cancellation) => database.Read<StoredState?>(
        statements =>
        {
            using var reader = statements.Query(SelectState, key.Kind, key.Key);
            if (!reader.Read()) return null;
            return new StoredState(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1));
        },
        cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadRows(
        JournalKey key, long from, int mostRows, int mostBytes, CancellationToken cancellation) => database.Read<IReadOnlyList<JournalRow>>(
        statements =>
        {
            var rows = new List<JournalRow>();
            var bytes = 0;
            using var reader = statements.Query(SelectRows, key.Site, key.Sector, from, mostRows);
            while (bytes < mostBytes && reader.Read())
            {
                rows.Add(new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
                bytes += rows[^1].Payload.Length;
            }
            return rows;
        },
        cancellation);

    public async Task<IReadOnlyList<JournalEnd>> ReadEnds(IReadOnlyList<JournalKey> keys, CancellationToken cancellation)
    {
        var askedAt = await ReadClock(cancellation);
        return await database.Read<IReadOnlyList<JournalEnd>>(
            statements => [.. keys.Select(key => new JournalEnd((long)statements.Scalar(SelectEnd, key.Site, key.Sector)!, askedAt))],
            cancellation);
    }

    public Task<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation) => database.Read<JournalRow?>(
        statements =>
        {
            using var reader = statements.Query(SelectSnapshot, key.Site, key.Sector);
            return reader.Read() ? new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
        },
        cancellation);

    public IStoreConnection Connect() => new SqliteConnectionOfWriter(database.OpenWriter());

    /// <summary>
    /// A refused statement undoes itself alone. A full disk, an I/O error, a damaged file or lack of memory says that storage cannot be
    /// trusted with the rest of the commit either.
    /// </summary>
    public bool IsOfOneOperation(Exception failure)
    {
        const int error = 1, tooBig = 18, constraint = 19, mismatch = 20, range = 25;
        return failure is SqliteException { SqliteErrorCode: error or tooBig or constraint or mismatch or range };
    }
}
