using SyncOps.Tests.Shared;

namespace SyncOps.Benchmarks.Table;

/// <summary>What the rows of one run share: a PostgreSQL server, and the limits of the machine, measured when first asked for.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private PostgresServer? _database;
    private RawInserts? _rawInserts;

    /// <summary>A server as it is installed, fsync on.</summary>
    public async Task<PostgresServer> Database(CancellationToken cancellation)
    {
        if (_database is not null) return _database;
        if (!PostgresServer.IsInstalled) throw new InvalidOperationException(PostgresServer.Missing);
        return _database = await PostgresServer.StartAsync(cancellation);
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
}
