using Microsoft.Data.Sqlite;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Storage.Backups;

/// <summary>
/// A SQLite file, read in one read transaction on a connection of its own: whoever writes goes on. Only the write-ahead log keeps, until
/// the end of it, what is written meanwhile.
/// </summary>
internal sealed class SqliteSnapshot : ISnapshot
{
    private readonly Statements _statements;

    private SqliteSnapshot(Statements statements, DateTimeOffset at) => (_statements, At) = (statements, at);

    public DateTimeOffset At { get; }

    /// <summary>Throws <see cref="SqliteException"/> when it is no SQLite database or cannot be read.</summary>
    public static SqliteSnapshot Of(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        var statements = new Statements(connection);
        try
        {
            connection.Open();
            statements.Execute("BEGIN");
            // The first read fixes the instant.
            statements.Scalar("SELECT count(*) FROM sqlite_schema");
            var milliseconds = Math.Round((double)statements.Scalar("SELECT unixepoch('subsec')")! * 1000);
            return new SqliteSnapshot(statements, DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds));
        }
        catch
        {
            statements.Dispose();
            throw;
        }
    }

    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => _statements.Scalar(sql, values);

    /// <summary>The schema scripts that this database has, in name order; none: it is not of SyncOps.</summary>
    public IReadOnlyList<string> Scripts()
        => Scalar("SELECT name FROM sqlite_schema WHERE name = 'SchemaVersions'") is null ? []
            : [.. Rows("SELECT ScriptName FROM SchemaVersions ORDER BY ScriptName").Select(row => (string)row[0]!)];

    /// <summary>The tables that this database shares with others: all but the health row and the tools' own.</summary>
    public IReadOnlyList<BackupTable> Tables() => SqliteLoad.TablesOf(_statements);

    public long Estimate(BackupTable table)
        // Rowids of the journal, the one table that is long, are given in turn.
        => (long)Scalar(table.Name == "journal"
            ? "SELECT coalesce(max(rowid) - min(rowid) + 1, 0) FROM journal" : $"SELECT count(*) FROM {table.Name}")!;

    /// <summary>In the order in which the rows are stored.</summary>
    public IEnumerable<object?[]> Read(BackupTable table) => Rows($"SELECT {table.ColumnList} FROM {table.Name} NOT INDEXED");

    public IEnumerable<object?[]> Rows(string sql)
    {
        using var reader = _statements.Query(sql);
        var row = new object?[reader.FieldCount];
        while (reader.Read())
        {
            for (var i = 0; i < row.Length; i++) row[i] = reader.GetValue(i) is var value and not DBNull ? value : null;
            yield return row;
        }
    }

    public void Dispose() => _statements.Dispose();
}
