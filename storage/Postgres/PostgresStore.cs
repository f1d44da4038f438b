using Microsoft.Extensions.Options;
using Npgsql;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;

namespace SyncOps.Storage.Postgres;

/// <summary>The store of a cluster: a PostgreSQL database that all its silos share. Reads go through a bounded pool.</summary>
public sealed class PostgresStore : IStore, IDisposable
{
    private const string SelectState = "SELECT etag, state FROM grain_state WHERE kind = $1 AND key = $2";

    private const string SelectRows =
        "SELECT sequence, row FROM journal WHERE site = $1 AND sector = $2 AND sequence >= $3 ORDER BY sequence LIMIT $4";

    private const string SelectSnapshot = "SELECT sequence, state FROM snapshot WHERE site = $1 AND sector = $2";

    private const string SelectEnds = """
        SELECT coalesce((
            SELECT sequence FROM journal WHERE journal.site = asked.site AND journal.sector = asked.sector
            ORDER BY sequence DESC LIMIT 1), 0), statement_timestamp()
        FROM unnest($1, $2) WITH ORDINALITY AS asked (site, sector, place) ORDER BY place
        """;

    // A commit of its own, where there is a standby to wait for; it ends after all those of which rows were read. One that writes nothing
    // at all would not wait; this writes a message to the log that means nothing to anybody.
    private const string WaitForStandby =
        "SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' THEN pg_logical_emit_message(true, 'syncops', '') IS NULL END";

    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlDataSource _writer;

    /// <summary>Throws <see cref="StorageUnavailableException"/> when the database cannot be used; its tables must be there.</summary>
    public PostgresStore(PostgresDatabase database, IOptions<StorageOptions> options)
        => (_database, _writer) = (database.Readers(options.Value.ReadConnections), database.Writer());

    public bool IsShared => true;

    public Task<DateTimeOffset> ReadClock(CancellationToken cancellation) => Read(
        "SELECT clock_timestamp()",
        async reader => await reader.ReadAsync(cancellation) ? reader.GetFieldValue<DateTimeOffset>(0) : default,
        isKept: false, cancellation);

    public Task<StoredState?> ReadState(StateKey key, CancellationToken cancellation) => Read<StoredState?>(
        SelectState,
        async reader => await reader.ReadAsync(cancellation)
            ? new StoredState(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1))
            : null,
        isKept: true, cancellation,
        key.Kind, key.Key);

    public Task<IReadOnlyList<JournalRow>> ReadRows(
        JournalKey key, long from, int mostRows, int mostBytes, CancellationToken cancellation) => Read<IReadOnlyList<JournalRow>>(
        SelectRows,
        async reader =>
        {
            var rows = new List<JournalRow>();
            var bytes = 0;
            while (bytes < mostBytes && await reader.ReadAsync(cancellation))
            {
                rows.Add(new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
                bytes += rows[^1].Payload.Length;
            }
            return rows;
        },
        isKept: true, cancellation,
        key.Site, key.Sector, from, (long)mostRows);

    public Task<IReadOnlyList<JournalEnd>> ReadEnds(IReadOnlyList<JournalKey> keys, CancellationToken cancellation)
        => Read<IReadOnlyList<JournalEnd>>(
            SelectEnds,
            async reader =>
            {
                var ends = new List<JournalEnd>(keys.Count);
                while (await reader.ReadAsync(cancellation))
                    ends.Add(new JournalEnd(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1)));
                return ends;
            },
            isKept: false, cancellation,
            keys.Select(key => key.Site).ToArray(), keys.Select(key => key.Sector).ToArray());

    public Task<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation) => Read<JournalRow?>(
        SelectSnapshot,
        async reader => await reader.ReadAsync(cancellation)
            ? new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : null,
        isKept: true, cancellation,
        key.Site, key.Sector);

    public IStoreConnection Connect() => new PostgresConnection(_writer.OpenConnection());

    /// <summary>
    /// Values that PostgreSQL refuses (classes 22, 23, 42, 54) and deadlocks between silos that write the same rows (40), which end when
    /// each takes one row at a time; a row that a silo holds which stopped in the middle of a commit; what cannot be sent at all, as half
    /// a surrogate pair.
    /// </summary>
    public bool IsOfOneOperation(Exception failure) => failure is ArgumentException
        or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
        || failure is PostgresException { SqlState: var state } && state.AsSpan(0, 2) is "22" or "23" or "40" or "42" or "54";

    public void Dispose()
    {
        _database.Dispose();
        _writer.Dispose();
    }

    /// <summary>
    /// Runs a query; once more if its connection turns out to be dead, as pooled ones are after the database restarted. Everybody can see
    /// what was committed without a synchronous standby: what is kept from a read, and answered by, that standby must have too.
    /// </summary>
    private async Task<T> Read<T>(
        string sql, Func<NpgsqlDataReader, Task<T>> take, bool isKept, CancellationToken cancellation, params object[] values)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _database.OpenConnectionAsync(cancellation);
                using var standby = new StandbyWait(connection);
                var result = await Read(connection, sql, take, isKept, values, cancellation);
                standby.ThrowIfCutShort();
                return result;
            }
            catch (NpgsqlException dead) when (dead.IsTransient && dead.InnerException is IOException && attempt == 1)
            {
                continue;
            }
            catch (NpgsqlException failure)
            {
                throw new StorageUnavailableException($"Reading from PostgreSQL failed: {failure.Message}", failure);
            }
        }
    }

    private static async Task<T> Read<T>(
        NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, Task<T>> take,
        bool isKept,
        object[] values,
        CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        var select = new NpgsqlBatchCommand(sql);
        foreach (var value in values) select.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(select);
        if (isKept) batch.BatchCommands.Add(new NpgsqlBatchCommand(WaitForStandby));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var result = await take(reader);
        while (await reader.NextResultAsync(cancellation))
        {
        }
        return result;
    }
}
