using SyncOps.Tests.Shared;

namespace SyncOps.Benchmarks.Table;

/// <summary>The processes that a row measures: new ones, on a new database or data directory, that end with the row.</summary>
internal sealed class Grid : IAsyncDisposable
{
    private readonly PostgresServer? _database;
    private readonly SiloProcess? _gateway;

    private Grid(SiloProcess silo, PostgresServer? database, SiloProcess? gateway = null)
        => (Silo, _database, _gateway) = (silo, database, gateway);

    /// <summary>The process that holds the grains.</summary>
    public SiloProcess Silo { get; }

    /// <summary>The process that serves the API: the silo's own, or another.</summary>
    public SiloProcess Gateway => _gateway ?? Silo;

    public Uri Address => Gateway.Address;

    /// <summary>One process with all in it, on embedded storage.</summary>
    public static async Task<Grid> OnSqlite(CancellationToken cancellation)
        => new(await SiloProcess.StartAsync(["--no-demo"], cancellation), null);

    /// <summary>One process with all in it, on PostgreSQL.</summary>
    public static async Task<Grid> OnPostgres(
        Workbench bench, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var database = await bench.Database(cancellation);
        var options = await Member(database, cancellation);
        var host = await SiloProcess.StartAsync(
            [.. options, "--no-demo"], cancellation, process => process.Environment = environment ?? process.Environment);
        return new Grid(host, database);
    }

    /// <summary>A silo and a gateway, each a process, on PostgreSQL.</summary>
    public static async Task<Grid> WithGateway(Workbench bench, CancellationToken cancellation)
    {
        var database = await bench.Database(cancellation);
        var options = await Member(database, cancellation);
        var silo = await SiloProcess.StartAsync([.. options, "--role", "silo"], cancellation);
        try
        {
            return new Grid(silo, database, await SiloProcess.StartAsync([.. options[..2], "--role", "gateway"], cancellation));
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor time used so far: by the processes of the grid, and by its database.</summary>
    public (TimeSpan Grid, TimeSpan Database) ProcessorTime()
    {
        var grid = ProcessTimes.Of(Silo.Id) + (_gateway is null ? TimeSpan.Zero : ProcessTimes.Of(_gateway.Id));
        return (grid, _database is null ? TimeSpan.Zero : ProcessTimes.OfFamily(_database.Id));
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        await Silo.DisposeAsync();
    }

    // A silo that comes back on its old ports is known sooner.
    private static async Task<string[]> Member(PostgresServer database, CancellationToken cancellation) =>
    [
        "--postgres", await database.NewDatabaseAsync(cancellation),
        "--silo-port", $"{Ports.Free()}", "--gateway-port", $"{Ports.Free()}",
    ];
}
