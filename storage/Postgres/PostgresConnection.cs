using Npgsql;
using NpgsqlTypes;
using SyncOps.Engine.Sectors;

namespace SyncOps.Storage.Postgres;

/// <summary>
/// One transaction and one round trip a commit. Operations of a kind travel as arrays in one statement; where several concern the same
/// row, each later one gets a statement of its own behind. Rows are written in the order of their keys, so that silos that write the same
/// ones wait for each other and do not lock each other out.
/// </summary>
internal sealed class PostgresConnection(NpgsqlConnection connection) : IStoreConnection
{
    private const string AppendRows =
        """
        INSERT INTO journal (site, sector, sequence, row)
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[])
        """;

    // Looks for each row before it inserts it, which costs as much again.
    private const string AppendNewRows = $"{AppendRows} ON CONFLICT DO NOTHING RETURNING site, sector, sequence";

    private const string ReplaceSnapshots =
        """
        INSERT INTO snapshot (site, sector, sequence, state)
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[])
        ON CONFLICT (site, sector) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
        WHERE excluded.sequence > snapshot.sequence
        """;

    private const string InsertStates =
        """
        WITH new AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::bigint[], $7::bytea[])
            AS new (kind, key, state, site, sector, sequence, row)),
        written AS (
            INSERT INTO grain_state (kind, key, etag, state) SELECT kind, key, 1, state FROM new
            ON CONFLICT DO NOTHING RETURNING kind, key),
        appended AS (
            INSERT INTO journal (site, sector, sequence, row)
            SELECT site, sector, sequence, row FROM new JOIN written USING (kind, key) WHERE row IS NOT NULL)
        SELECT kind, key FROM written
        """;

    private const string UpdateStates =
        """
        WITH new AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::bigint[], $7::bytea[], $8::bigint[])
            AS new (kind, key, state, site, sector, sequence, row, etag)),
        written AS (
            UPDATE grain_state AS old SET etag = old.etag + 1, state = new.state
            FROM new WHERE old.kind = new.kind AND old.key = new.key AND old.etag = new.etag
            RETURNING old.kind, old.key),
        appended AS (
            INSERT INTO journal (site, sector, sequence, row)
            SELECT site, sector, sequence, row FROM new JOIN written USING (kind, key) WHERE row IS NOT NULL)
        SELECT kind, key FROM written
        """;

    private const string CopyRows =
        """
        INSERT INTO journal (site, sector, sequence, row)
        SELECT $3, $4, sequence, row FROM journal WHERE site = $1 AND sector = $2 AND sequence BETWEEN $5 AND $6
        ON CONFLICT DO NOTHING
        """;

    // A state that was never written needs no row to be cleared; a row that is there says otherwise.
    private const string SelectWritten =
        """
        SELECT old.kind, old.key FROM grain_state AS old
        JOIN unnest($1::text[], $2::text[]) AS new (kind, key) ON old.kind = new.kind AND old.key = new.key
        """;

    private const string Touch =
        """
        INSERT INTO health (id, checked_at) VALUES (1, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at
        """;

    // Time enough for another silo's commit that is under way.
    private const string WaitLittle = "SET LOCAL lock_timeout = '100ms'";

    /// <summary>
    /// Next to no row of a journal is taken already: that none is, is presumed at first, and where it is not so all is done once more with
    /// a look at each.
    /// </summary>
    public void Commit(IReadOnlyList<WriteOperation> operations, bool isHurried)
    {
        try
        {
            Commit(operations, isHurried, AddRows);
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "journal" })
        {
            using var back = new NpgsqlCommand("ROLLBACK", connection);
            back.ExecuteNonQuery();
            Commit(operations, isHurried, AddNewRows);
        }
    }

    public void Tidy()
    {
        // The server does.
    }

    public void Dispose() => connection.Dispose();

    private void Commit(IReadOnlyList<WriteOperation> operations, bool isHurried, Action<PostgresBatch, List<RowAppend>> addRows)
    {
        using var commit = new PostgresBatch(connection);
        commit.Add("BEGIN");
        if (isHurried) commit.Add(WaitLittle);
        foreach (var round in Rounds(operations))
        {
            if (round.OfType<RowAppend>().ToList() is { Count: > 0 } rows) addRows(commit, InOrder(rows));
            AddSnapshots(commit, [.. round.OfType<SnapshotWrite>()]);
            AddStates(commit, [.. round.OfType<StateWrite>()]);
            foreach (var copy in round.OfType<RowsCopy>()) AddCopy(commit, copy);
        }
        foreach (var past in operations.OfType<RowsRemoval>())
        {
            commit.Add(
                RowsRemoval.Sql, take: null,
                new NpgsqlParameter<string> { TypedValue = past.Key.Site }, new NpgsqlParameter<string> { TypedValue = past.Key.Sector },
                new NpgsqlParameter<long> { TypedValue = past.Through });
        }
        if (operations.Any(o => o is HealthTouch)) commit.Add(Touch);
        commit.Add("COMMIT");
        commit.Run();
    }

    private static void AddRows(PostgresBatch commit, List<RowAppend> rows)
    {
        commit.Add(AppendRows, take: null, Values(rows));
        foreach (var row in rows) row.Result = AppendResult.Appended;
    }

    private static void AddNewRows(PostgresBatch commit, List<RowAppend> rows)
    {
        commit.Add(
            AppendNewRows,
            reader =>
            {
                var appended = new HashSet<(string, string, long)>(rows.Count);
                while (reader.Read()) appended.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
                foreach (var row in rows)
                {
                    var isNew = appended.Contains((row.Key.Site, row.Key.Sector, row.Sequence));
                    row.Result = isNew ? AppendResult.Appended : AppendResult.Fenced;
                }
            },
            Values(rows));
    }

    private static List<RowAppend> InOrder(List<RowAppend> rows)
    {
        rows.Sort((a, b) => Order(a.Key.Site, b.Key.Site, a.Key.Sector, b.Key.Sector, a.Sequence.CompareTo(b.Sequence)));
        return rows;
    }

    private static NpgsqlParameter[] Values(List<RowAppend> rows) =>
        [Texts(rows, r => r.Key.Site), Texts(rows, r => r.Key.Sector), Numbers(rows, r => r.Sequence), Bytes(rows, r => r.Row)];

    private static void AddSnapshots(PostgresBatch commit, List<SnapshotWrite> states)
    {
        if (states.Count == 0) return;
        states.Sort((a, b) => Order(a.Key.Site, b.Key.Site, a.Key.Sector, b.Key.Sector, 0));
        commit.Add(
            ReplaceSnapshots, take: null,
            Texts(states, s => s.Key.Site), Texts(states, s => s.Key.Sector), Numbers(states, s => s.Sequence),
            Bytes(states, s => s.State));
    }

    private static void AddStates(PostgresBatch commit, List<StateWrite> states)
    {
        states.Sort((a, b) => Order(a.Key.Kind, b.Key.Kind, a.Key.Key, b.Key.Key, 0));
        var first = states.Where(s => s is { Expected: null, Payload: not null }).ToList();
        var next = states.Where(s => s.Expected is not null).ToList();
        var never = states.Where(s => s is { Expected: null, Payload: null }).ToList();
        if (first.Count > 0) commit.Add(InsertStates, Found(first, isRight: true), StatesAndRows(first));
        if (next.Count > 0)
            commit.Add(UpdateStates, Found(next, isRight: true), [.. StatesAndRows(next), Numbers(next, s => s.Expected!.Value)]);
        if (never.Count > 0) commit.Add(SelectWritten, Found(never, isRight: false), Kinds(never), Keys(never));
    }

    private static void AddCopy(PostgresBatch commit, RowsCopy copy) => commit.Add(
        CopyRows, take: null,
        Text(copy.From.Site), Text(copy.From.Sector), Text(copy.To.Site), Text(copy.To.Sector), Number(copy.First), Number(copy.Last));

    /// <summary>Operations in rounds that hold each row once.</summary>
    private static IEnumerable<IEnumerable<WriteOperation>> Rounds(IReadOnlyList<WriteOperation> operations)
    {
        var before = new Dictionary<object, int>(operations.Count);
        return operations.Where(o => o is not (HealthTouch or RowsRemoval)).GroupBy(Round).OrderBy(round => round.Key);

        int Round(WriteOperation operation)
        {
            object row = operation switch
            {
                RowAppend append => (append.Key, append.Sequence),
                SnapshotWrite snapshot => snapshot.Key,
                StateWrite state => state.Key,
                RowsCopy copy => (copy.To, copy.First),
                _ => throw new NotSupportedException($"PostgreSQL does not write a {operation.GetType().Name}."),
            };
            return before[row] = before.TryGetValue(row, out var last) ? last + 1 : 0;
        }
    }

    private static Action<NpgsqlDataReader> Found(List<StateWrite> states, bool isRight) => reader =>
    {
        var found = new HashSet<StateKey>(states.Count);
        while (reader.Read()) found.Add(new StateKey(reader.GetString(0), reader.GetString(1)));
        foreach (var state in states) state.Result = found.Contains(state.Key) == isRight;
    };

    private static int Order(string a1, string b1, string a2, string b2, int rest)
        => string.CompareOrdinal(a1, b1) is not 0 and var first ? first
            : string.CompareOrdinal(a2, b2) is not 0 and var second ? second : rest;

    private static NpgsqlParameter[] StatesAndRows(List<StateWrite> states) =>
    [
        Kinds(states), Keys(states), Bytes(states, s => s.Payload),
        Texts(states, s => s.Row?.Key.Site), Texts(states, s => s.Row?.Key.Sector),
        Array(states, s => s.Row?.Sequence, NpgsqlDbType.Bigint), Bytes(states, s => s.Row?.Payload),
    ];

    private static NpgsqlParameter Kinds(List<StateWrite> states) => Texts(states, s => s.Key.Kind);

    private static NpgsqlParameter Keys(List<StateWrite> states) => Texts(states, s => s.Key.Key);

    private static NpgsqlParameter Texts<T>(List<T> of, Func<T, string?> text) => Array(of, text, NpgsqlDbType.Text);

    private static NpgsqlParameter Numbers<T>(List<T> of, Func<T, long> number) => Array(of, number, NpgsqlDbType.Bigint);

    private static NpgsqlParameter Bytes<T>(List<T> of, Func<T, byte[]?> bytes) => Array(of, bytes, NpgsqlDbType.Bytea);

    private static NpgsqlParameter Text(string text) => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Number(long number)
        => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter Array<T, TValue>(List<T> of, Func<T, TValue> value, NpgsqlDbType type)
        => new NpgsqlParameter<TValue[]> { TypedValue = [.. of.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
