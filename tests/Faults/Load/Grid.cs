using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Load;

/// <summary>What happens under the load.</summary>
public enum Fault
{
    /// <summary>The one process that is everything is killed (SIGKILL), and started again. Needs a grid of that one process.</summary>
    KillHost,

    /// <summary>One silo, gateway or the database of a cluster is killed, and started again.</summary>
    KillSilo,
    KillGateway,
    KillDatabase,

    /// <summary>A silo stands still for 2 to 10 s: long enough, or not, for the others to find it dead.</summary>
    PauseSilo,

    /// <summary>Every silo and gateway, one after the other, is told to end (SIGTERM), and started again.</summary>
    RollingRestart,

    /// <summary>Silos, gateways and the database are killed at once, and started again.</summary>
    KillEverything,
}

/// <summary>The processes that clients talk to, directly or not, and a way to kill one of them and have it back.</summary>
internal sealed class Grid : IAsyncDisposable
{
    private const int Silos = 3;
    private const int Gateways = 2;

    private readonly List<SiloProcess> _silos = [];
    private readonly List<SiloProcess> _gateways = [];
    private PostgresServer? _database;

    /// <summary>Where clients may connect.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _gateways.Select(g => g.Address)];

    /// <summary>The last lines of every process, for the message of a failed test.</summary>
    public string Output => string.Join("\n\n", _silos.Concat(_gateways).Select(p => $"{p.Address}\n{p.Output}"));

    /// <summary>
    /// One process on embedded storage; or three silos and two gateways on a PostgreSQL server of their own. Skips the test where that is
    /// wanted and not installed.
    /// </summary>
    public static async Task<Grid> StartAsync(bool isCluster, CancellationToken cancellation)
    {
        var grid = new Grid();
        try
        {
            if (isCluster) await grid.StartClusterAsync(cancellation);
            else grid._gateways.Add(await SiloProcess.StartAsync(["--no-demo"], cancellation));
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a fault happen; returns when everything runs again.</summary>
    public Task Suffer(Fault fault, Random random, CancellationToken cancellation) => fault switch
    {
        Fault.KillHost or Fault.KillGateway => Kill(_gateways[random.Next(_gateways.Count)], cancellation),
        Fault.KillSilo => Kill(_silos[random.Next(_silos.Count)], cancellation),
        Fault.KillDatabase => KillDatabase(cancellation),
        Fault.PauseSilo => Pause(_silos[random.Next(_silos.Count)], TimeSpan.FromSeconds(2 + 8 * random.NextDouble()), cancellation),
        Fault.RollingRestart => RestartAll(cancellation),
        Fault.KillEverything => KillEverything(cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _gateways.Concat(_silos)) await process.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    private static async Task Kill(SiloProcess process, CancellationToken cancellation)
    {
        await process.KillAsync();
        await process.RunAsync(cancellation);
    }

    private static async Task Pause(SiloProcess silo, TimeSpan pause, CancellationToken cancellation)
    {
        if (await silo.PauseAsync(pause, cancellation)) return;
        await silo.KillAsync();
        await silo.RunAsync(cancellation);
    }

    private async Task RestartAll(CancellationToken cancellation)
    {
        foreach (var process in _silos.Concat(_gateways))
        {
            var (code, _) = await process.SignalAsync("TERM", cancellation);
            Assert.Equal(0, code);
            await process.RunAsync(cancellation);
        }
    }

    private async Task KillDatabase(CancellationToken cancellation)
    {
        await _database!.KillAsync();
        await _database.RunAsync(cancellation);
    }

    private async Task KillEverything(CancellationToken cancellation)
    {
        SiloProcess[] all = [.. _silos, .. _gateways];
        await Task.WhenAll([_database!.KillAsync(), .. all.Select(p => p.KillAsync())]);
        await _database.RunAsync(cancellation);
        await Task.WhenAll(all.Select(p => p.RunAsync(cancellation)));
    }

    private async Task StartClusterAsync(CancellationToken cancellation)
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        _database = await PostgresServer.StartAsync(cancellation);
        var connection = await _database.NewDatabaseAsync(cancellation);
        // All at once: they meet at the migrations, and at each other.
        _silos.AddRange(await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => SiloProcess.StartAsync(
            ["--postgres", connection, "--role", "silo", "--silo-port", $"{Ports.Free()}", "--gateway-port", $"{Ports.Free()}"],
            cancellation))));
        _gateways.AddRange(await Task.WhenAll(Enumerable.Range(0, Gateways).Select(
            _ => SiloProcess.StartAsync(["--postgres", connection, "--role", "gateway"], cancellation))));
    }
}
