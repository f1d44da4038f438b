using Npgsql;
using SyncOps.Tests.Shared;

namespace SyncOps.Benchmarks.Table;

/// <summary>What the rows of one run share: a PostgreSQL server, and the limits of the machine, measured when first asked for.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private const int LogFiles = 40;

    private PostgresServer? _database;
    private RawInserts? _rawInserts;

    /// <summary>
    /// A server as it is installed, fsync on, that has run for a while: a new one makes its log's files of 16 MB as it needs them, and
    /// each holds up all commits for 50 to 150 ms; one that has made them uses them again.
    /// </summary>
    public async Task<PostgresServer> Database(CancellationToken cancellation)
    {
        if (_database is not null) return _database;
        if (!PostgresServer.IsInstalled) throw new InvalidOperationException(PostgresServer.Missing);
        _database = await PostgresServer.StartAsync(cancellation);
        Say("database: log files");
        await MakeLogFiles(await _database.NewDatabaseAsync(cancellation), cancellation);
        return _database;
    }

    public async Task<RawInserts> RawInserts(CancellationToken cancellation)
    {
        if (_rawInserts is not null) return _rawInserts;
        var database = await Database(cancellation);
        return _rawInserts = await Table.RawInserts.Measure(await database.NewDatabaseAsync(cancellation), cancellation);
    }

    /// <summary>Tells who watches what goes on.</summary>
    public static void Say(string what) => Console.Error.WriteLine($"  {what}");

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    // A checkpoint keeps the files that are behind it for as much as came since the one before.
    private static async Task MakeLogFiles(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        for (var file = 0; file < LogFiles; file++)
        {
            await using var next = new NpgsqlCommand("SELECT pg_logical_emit_message(false, '', ''), pg_switch_wal()", connection);
            await next.ExecuteNonQueryAsync(cancellation);
        }
        await using var checkpoint = new NpgsqlCommand("CHECKPOINT", connection);
        await checkpoint.ExecuteNonQueryAsync(cancellation);
    }
}
