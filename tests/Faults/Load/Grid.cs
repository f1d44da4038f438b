using System.Net;
using System.Net.Sockets;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Load;

/// <summary>What dies under the load.</summary>
public enum Victim
{
    /// <summary>The one process that is everything.</summary>
    Host,
    Silo,
    Gateway,
    Database,
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
    public string Output => string.Join("\n\n", _silos.Concat(_gateways).Distinct().Select(p => $"{p.Address}\n{p.Output}"));

    /// <summary>
    /// One process on embedded storage if that is to die; else three silos and two gateways on a PostgreSQL server of their own. Skips
    /// the test where PostgreSQL is wanted and not installed.
    /// </summary>
    public static async Task<Grid> StartAsync(Victim victim, CancellationToken cancellation)
    {
        var grid = new Grid();
        try
        {
            if (victim == Victim.Host) await grid.StartHostAsync(cancellation);
            else await grid.StartClusterAsync(cancellation);
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a victim without a word, as a power cut does, and starts it again.</summary>
    public async Task KillAsync(Victim victim, Random random, CancellationToken cancellation)
    {
        if (victim == Victim.Database)
        {
            await _database!.KillAsync();
            await _database.RunAsync(cancellation);
            return;
        }
        var among = victim == Victim.Silo ? _silos : _gateways;
        var process = among[random.Next(among.Count)];
        await process.KillAsync();
        await process.RunAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _gateways.Concat(_silos).Distinct()) await process.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    private async Task StartHostAsync(CancellationToken cancellation)
        => _gateways.Add(await SiloProcess.StartAsync(["--no-demo"], cancellation));

    private async Task StartClusterAsync(CancellationToken cancellation)
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        _database = await PostgresServer.StartAsync(cancellation);
        var connection = await _database.NewDatabaseAsync(cancellation);
        // All at once: they meet at the migrations, and at each other.
        _silos.AddRange(await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => SiloProcess.StartAsync(
            ["--postgres", connection, "--role", "silo", "--silo-port", $"{FreePort()}", "--gateway-port", $"{FreePort()}"],
            cancellation))));
        _gateways.AddRange(await Task.WhenAll(Enumerable.Range(0, Gateways).Select(
            _ => SiloProcess.StartAsync(["--postgres", connection, "--role", "gateway"], cancellation))));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
