using SyncOps.Engine.Sectors;

namespace SyncOps.Storage.Sqlite;

/// <summary>One transaction after the other, a statement an operation.</summary>
internal sealed class SqliteConnectionOfWriter(Statements statements) : IStoreConnection
{
    private const string AppendRow = "INSERT INTO journal (site, sector, sequence, row) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    private const string InsertRow = "INSERT INTO journal (site, sector, sequence, row) VALUES ($1, $2, $3, $4)";

    private const string CopyRows =
        """
        INSERT INTO journal (site, sector, sequence, row)
        SELECT $3, $4, sequence, row FROM journal WHERE site = $1 AND sector = $2 AND sequence BETWEEN $5 AND $6
        ON CONFLICT DO NOTHING
        """;

    private const string ReplaceSnapshot =
        """
        INSERT INTO snapshot (site, sector, sequence, state) VALUES ($1, $2, $3, $4)
        ON CONFLICT (site, sector) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
        WHERE excluded.sequence > snapshot.sequence
        """;

    private const string SelectETag = "SELECT etag FROM grain_state WHERE kind = $1 AND key = $2";
    private const string InsertState = "INSERT INTO grain_state (kind, key, etag, state) VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING";
    private const string UpdateState = "UPDATE grain_state SET etag = etag + 1, state = $4 WHERE kind = $1 AND key = $2 AND etag = $3";

    private const string Touch =
        """
        INSERT INTO health (id, checked_at) VALUES (1, unixepoch('subsec'))
        ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at
        """;

    /// <summary>No other process holds anything here.</summary>
    public void Commit(IReadOnlyList<WriteOperation> operations, bool isHurried)
    {
        statements.Execute("BEGIN IMMEDIATE");
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case RowAppend row:
                    var isNew = statements.Execute(AppendRow, row.Key.Site, row.Key.Sector, row.Sequence, row.Row) == 1;
                    row.Result = isNew ? AppendResult.Appended : AppendResult.Fenced;
                    break;
                case RowsRemoval past:
                    statements.Execute(RowsRemoval.Sql, past.Key.Site, past.Key.Sector, past.Through);
                    break;
                case SnapshotWrite snapshot:
                    statements.Execute(ReplaceSnapshot, snapshot.Key.Site, snapshot.Key.Sector, snapshot.Sequence, snapshot.State);
                    break;
                case StateWrite state:
                    state.Result = Write(state);
                    if (state is { Result: true, Row: var (key, sequence, payload) })
                        statements.Execute(InsertRow, key.Site, key.Sector, sequence, payload);
                    break;
                case RowsCopy copy:
                    statements.Execute(CopyRows, copy.From.Site, copy.From.Sector, copy.To.Site, copy.To.Sector, copy.First, copy.Last);
                    break;
                case HealthTouch:
                    statements.Execute(Touch);
                    break;
                default:
                    throw new NotSupportedException($"SQLite does not write a {operation.GetType().Name}.");
            }
        }
        statements.Execute("COMMIT");
    }

    /// <summary>Empties the write-ahead log: after a clean stop a copy of the database file alone is a backup.</summary>
    public void Tidy() => statements.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose() => statements.Dispose();

    private bool Write(StateWrite state)
    {
        var (kind, key) = (state.Key.Kind, state.Key.Key);
        if (state.Expected is { } expected) return statements.Execute(UpdateState, kind, key, expected, state.Payload) == 1;
        if (state.Payload is { } payload) return statements.Execute(InsertState, kind, key, payload) == 1;
        // A state that was never written needs no row to be cleared; a row that is there says otherwise.
        return statements.Scalar(SelectETag, kind, key) is null;
    }
}
