using Npgsql;
using SyncOps.Tests.Faults.Disks;
using SyncOps.Tests.Faults.Network;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Load;

/// <summary>The processes that clients talk to, directly or not; <c>Suffer</c> does them harm and has them back.</summary>
internal sealed partial class Grid : IAsyncDisposable
{
    private const int Silos = 3;
    private const int Gateways = 2;
    private const int DiskMebibytes = 3072;

    private readonly List<SiloProcess> _silos = [];
    private readonly List<int> _siloPorts = [];
    private readonly List<int> _gatewayPorts = [];
    private readonly List<SiloProcess> _gateways = [];
    // Each silo reaches the database through a proxy of its own, in the order of the silos.
    private readonly List<DatabaseProxy> _proxies = [];
    private SmallDisk? _disk;
    private PostgresServer? _database;

    /// <summary>Longest that a fault goes on which has no end of its own.</summary>
    public TimeSpan LongestFault { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Where clients may connect.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _gateways.Select(g => g.Address)];

    /// <summary>The last lines of every process, for the message of a failed test.</summary>
    public string Output => string.Join("\n\n", _silos.Concat(_gateways).Select(p => $"{p.Address}\n{p.Output}"));

    /// <summary>The database's connection string, straight to it.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>One process on embedded storage.</summary>
    public static Task<Grid> StartHostAsync(CancellationToken cancellation) => StartAsync(
        async grid => grid._gateways.Add(await SiloProcess.StartAsync(["--no-demo"], cancellation)));

    /// <summary>
    /// Three silos and two gateways on a PostgreSQL server of their own, such that they can suffer the faults. Skips the test where
    /// something for that is not installed or not allowed.
    /// </summary>
    public static Task<Grid> StartClusterAsync(
        IReadOnlyCollection<Fault> faults, CancellationToken cancellation, TimeSpan? longestFault = null)
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        foreach (var fault in faults) Assert.SkipWhen(WhyNot(fault) is not null, $"{fault}: {WhyNot(fault)}");
        return StartAsync(grid => grid.StartAsync(faults, cancellation), longestFault);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _gateways.Concat(_silos)) await process.DisposeAsync();
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        if (_disk is not null) await _disk.DisposeAsync();
    }

    private static async Task<Grid> StartAsync(Func<Grid, Task> start, TimeSpan? longestFault = null)
    {
        var grid = longestFault is { } longest ? new Grid { LongestFault = longest } : new Grid();
        try
        {
            await start(grid);
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(IReadOnlyCollection<Fault> faults, CancellationToken cancellation)
    {
        var program = faults.Contains(Fault.ChangeRelease) ? OlderRelease.Silo : BuiltProgram.Silo();
        if (faults.Contains(Fault.FillDisk)) _disk = await SmallDisk.MountAsync(DiskMebibytes, cancellation);
        _database = await PostgresServer.StartAsync(cancellation, _disk?.Path);
        Connection = await _database.NewDatabaseAsync(cancellation);
        // All at once: they meet at the migrations, and at each other.
        _proxies.AddRange(Enumerable.Range(0, Silos).Select(_ => new DatabaseProxy(_database.Port)));
        for (var i = 0; i < Silos; i++)
        {
            _siloPorts.Add(Ports.Free());
            _gatewayPorts.Add(Ports.Free());
            if (PrivateNetwork.Group(i) is { } group) await PrivateNetwork.Watch(group, cancellation);
        }
        _silos.AddRange(await Task.WhenAll(Enumerable.Range(0, Silos).Select(i => SiloProcess.StartAsync(
            [
                "--postgres", new NpgsqlConnectionStringBuilder(Connection) { Port = _proxies[i].Port }.ConnectionString,
                "--role", "silo", "--silo-port", $"{_siloPorts[i]}", "--gateway-port", $"{_gatewayPorts[i]}",
            ],
            cancellation,
            silo => (silo.Group, silo.Program) = (PrivateNetwork.Group(i), program)))));
        _gateways.AddRange(await Task.WhenAll(Enumerable.Range(0, Gateways).Select(
            _ => SiloProcess.StartAsync(
                ["--postgres", Connection, "--role", "gateway"], cancellation, gateway => gateway.Program = program))));
    }
}
