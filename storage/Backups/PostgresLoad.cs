using Npgsql;
using SyncOps.Storage.Postgres;

namespace SyncOps.Storage.Backups;

/// <summary>An empty PostgreSQL database, filled in one transaction.</summary>
internal sealed class PostgresLoad : ILoad
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresLoad(NpgsqlConnection connection, IReadOnlyList<BackupTable> tables)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction();
        Tables = tables;
    }

    public IReadOnlyList<BackupTable> Tables { get; }

    /// <summary>
    /// Brings the database's tables up to date and takes them until the end. Throws <see cref="BackupException"/> when one has a row
    /// already, or a grid runs on it.
    /// </summary>
    public static PostgresLoad Into(PostgresDatabase database, IReadOnlyList<BackupTable> tables)
    {
        database.Migrate();
        var connection = database.Connect();
        try
        {
            var load = new PostgresLoad(connection, tables);
            load.RequireEmpty(database.Name);
            return load;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Write(BackupTable table, IEnumerable<object?[]> rows)
    {
        var types = TypesOf(table);
        using var copy = _connection.BeginBinaryImport($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        copy.Timeout = Timeout.InfiniteTimeSpan;
        foreach (var row in rows)
        {
            copy.StartRow();
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is { } value) copy.Write(Value(value, types[i]), types[i]);
                else copy.WriteNull();
            }
        }
        copy.Complete();
    }

    public void Complete() => _transaction.Commit();

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private void RequireEmpty(string name)
    {
        using (var take = Command($"LOCK TABLE {string.Join(", ", Tables.Select(t => t.Name))} IN ACCESS EXCLUSIVE MODE"))
            take.ExecuteNonQuery();
        foreach (var table in Tables)
        {
            using var any = Command($"SELECT EXISTS (SELECT FROM {table.Name})");
            if (any.ExecuteScalar() is not true) continue;
            throw new BackupException(
                $"The PostgreSQL database {name} is not empty: its table {table.Name} has rows. " +
                "A backup is restored into an empty one: make one with CREATE DATABASE, and give that.");
        }
        // Status 3 is a silo that runs, and says so every 30 s.
        using var running = Command(
            "SELECT silo_name FROM cluster_member WHERE status = 3 AND alive_at > clock_timestamp() - interval '2 minutes' LIMIT 1");
        if (running.ExecuteScalar() is not string silo) return;
        throw new BackupException(
            $"A grid runs on the PostgreSQL database {name} (silo {silo}). Stop it, or wait two minutes if it was killed, and " +
            "restore again.");
    }

    private List<string> TypesOf(BackupTable table)
    {
        using var command = Command($"SELECT {table.ColumnList} FROM {table.Name} LIMIT 0");
        using var reader = command.ExecuteReader();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName)];
    }

    private NpgsqlCommand Command(string sql)
    {
#pragma warning disable CA2100 // Names come from the schema of this version.
        return new NpgsqlCommand(sql, _connection, _transaction) { CommandTimeout = 0 };
#pragma warning restore CA2100
    }

    private static object Value(object value, string type) => (value, type) switch
    {
        (long number, "integer") => checked((int)number),
        (long number, "smallint") => checked((short)number),
        (long number, "boolean") => number != 0,
        _ => value,
    };
}
