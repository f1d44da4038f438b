using System.Data;
using Npgsql;
using SyncOps.Storage.Postgres;

namespace SyncOps.Storage.Backups;

/// <summary>A PostgreSQL database, read in one transaction that sees a single instant, row by row.</summary>
internal sealed class PostgresSnapshot : ISnapshot
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresSnapshot(NpgsqlConnection connection)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        using var fix = Command("SET TRANSACTION READ ONLY; SELECT now()");
        At = new DateTimeOffset((DateTime)fix.ExecuteScalar()!);
    }

    public DateTimeOffset At { get; }

    /// <summary>Throws <see cref="BackupException"/> unless the database has the tables of this version.</summary>
    public static PostgresSnapshot Of(PostgresDatabase database)
    {
        var connection = database.Connect();
        try
        {
            var snapshot = new PostgresSnapshot(connection);
            Versions.RequireCurrent($"PostgreSQL database {database.Name}", snapshot.Scripts(), PostgresDatabase.Scripts);
            return snapshot;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public long Estimate(BackupTable table)
    {
        using var command = Command("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass($1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Name });
        return command.ExecuteScalar() as long? ?? 0;
    }

    public IEnumerable<object?[]> Read(BackupTable table)
    {
        // A table that is kept in the order of its key must be read so; the journal is not, and is too long to be sorted.
        var order = table.Name == "journal" ? "" : " ORDER BY 1, 2";
        using var command = Command($"SELECT {table.ColumnList} FROM {table.Name}{order}");
        using var reader = command.ExecuteReader();
        var row = new object?[reader.FieldCount];
        while (reader.Read())
        {
            for (var i = 0; i < row.Length; i++) row[i] = Value(reader.GetValue(i));
            yield return row;
        }
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private List<string> Scripts()
    {
        using var known = Command("SELECT to_regclass('schemaversions') IS NOT NULL");
        if (known.ExecuteScalar() is not true) return [];
        using var command = Command("SELECT scriptname FROM schemaversions");
        using var reader = command.ExecuteReader();
        var scripts = new List<string>();
        while (reader.Read()) scripts.Add(reader.GetString(0));
        return scripts;
    }

    private NpgsqlCommand Command(string sql)
    {
#pragma warning disable CA2100 // Names come from the schema of this version, values travel as parameters.
        return new NpgsqlCommand(sql, _connection, _transaction) { CommandTimeout = 0 };
#pragma warning restore CA2100
    }

    private static object? Value(object value) => value switch
    {
        DBNull => null,
        int number => (long)number,
        short number => (long)number,
        bool flag => flag ? 1L : 0L,
        _ => value,
    };
}
