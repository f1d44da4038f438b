using Microsoft.Data.Sqlite;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Storage.Backups;

/// <summary>
/// A new SQLite file with the tables of this version, for its owner only. Its maker deletes it when it was not completed.
/// </summary>
internal sealed class SqliteLoad : ILoad
{
    private readonly string _file;
    private readonly Statements _statements;
    private bool _closed;

    private SqliteLoad(string file, Statements statements)
    {
        (_file, _statements) = (file, statements);
        // Nobody uses the file before it is whole and on disk, so nothing need be undone in it.
        statements.Execute("PRAGMA journal_mode = OFF");
        statements.Execute("PRAGMA synchronous = OFF");
        statements.Execute("PRAGMA cache_size = -65536");
        Tables = TablesOf(statements);
        statements.Execute("BEGIN");
    }

    public IReadOnlyList<BackupTable> Tables { get; }

    /// <summary>The file, and those that SQLite may put beside it: what a run that was killed leaves.</summary>
    public static IReadOnlyList<string> FilesOf(string file) => [file, file + "-journal", file + "-wal", file + "-shm"];

    /// <summary>Replaces the remains of a run that was killed.</summary>
    public static SqliteLoad Into(string file)
    {
        foreach (var remains in FilesOf(file)) File.Delete(remains);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Open(file, options).Dispose();

        var text = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString();
        SqliteMigrations.Run(text);
        var connection = new SqliteConnection(text);
        try
        {
            connection.Open();
            return new SqliteLoad(file, new Statements(connection));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Write(BackupTable table, IEnumerable<object?[]> rows)
    {
        var places = string.Join(", ", Enumerable.Range(1, table.Columns.Count).Select(i => $"${i}"));
        var insert = $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({places})";
        foreach (var row in rows) _statements.Execute(insert, row);
    }

    public void Execute(string sql, params ReadOnlySpan<object?> values) => _statements.Execute(sql, values);

    /// <summary>When it returns the file is whole, closed and on disk.</summary>
    public void Complete()
    {
        _statements.Execute("COMMIT");
        Dispose();
        using var file = File.Open(_file, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        if (!_closed) _statements.Dispose();
        _closed = true;
    }

    /// <summary>The tables that a database shares with others: all but the health row and the tools' own.</summary>
    internal static IReadOnlyList<BackupTable> TablesOf(Statements statements)
    {
        const string select =
            """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
                AND name NOT IN ('health', 'SchemaVersions', 'backup', 'backup_content')
            ORDER BY name
            """;
        var names = new List<string>();
        using (var reader = statements.Query(select))
        {
            while (reader.Read()) names.Add(reader.GetString(0));
        }
        return [.. names.Select(name => new BackupTable(name, ColumnsOf(statements, name)))];
    }

    private static List<string> ColumnsOf(Statements statements, string table)
    {
        var columns = new List<string>();
        using var reader = statements.Query("SELECT name FROM pragma_table_info($1) ORDER BY cid", table);
        while (reader.Read()) columns.Add(reader.GetString(0));
        return columns;
    }
}
