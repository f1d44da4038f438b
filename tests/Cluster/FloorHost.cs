using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams.Core;
using SyncOps.Client;
using SyncOps.Grains.Storage;
using SyncOps.Silo;
using SyncOps.Silo.Storage;
using SyncOps.Storage;
using SyncOps.Tests.Cluster;
using SyncOps.Tests.Shared;

[assembly: AssemblyFixture(typeof(FloorHost))]

namespace SyncOps.Tests.Cluster;

/// <summary>
/// The whole system in this process on a free loopback port, without the demo floor, on a data directory of its own. One serves all
/// tests, each with sites of its own; a test that stops or restarts it makes another.
/// </summary>
public sealed class FloorHost : IAsyncLifetime
{
    private readonly TimeProvider _time;
    private readonly Action<IServiceCollection>? _configure;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"syncops-grid-{Guid.NewGuid():N}");
    private PostgresServer? _postgres;
    private string? _database;
    private DataDirectory? _data;
    private WebApplication? _app;
    private SyncOpsClient? _client;
    private HttpClient? _http;

    public FloorHost() => _time = TimeProvider.System;

    internal FloorHost(TimeProvider time, Action<IServiceCollection> configure) => (_time, _configure) = (time, configure);

    /// <summary>On a database of the test's own, which outlives it.</summary>
    internal FloorHost(string database) => (_time, _database) = (TimeProvider.System, database);

    public HttpClient Http => _http ?? throw new InvalidOperationException("The host is not running.");

    public SyncOpsClient Client => _client ?? throw new InvalidOperationException("The host is not running.");

    public string DataPath => _path;

    /// <summary>The grains themselves, for what no request can bring about.</summary>
    public IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Who listens to which stream, for what only the grid does by itself.</summary>
    public IStreamSubscriptionManager Subscriptions => _app!.Services.GetRequiredService<IStreamSubscriptionManagerAdmin>()
        .GetStreamSubscriptionManager(StreamSubscriptionManagerType.ExplicitSubscribeOnly);

    /// <summary>The journal itself, for what only another process would write.</summary>
    public IJournal Journal => _app!.Services.GetRequiredService<IJournal>();

    /// <summary>The states of grains themselves, likewise.</summary>
    public IJournaledStorage States => _app!.Services.GetRequiredService<IJournaledStorage>();

    public static async Task<FloorHost> Started()
    {
        var host = new FloorHost();
        await host.InitializeAsync();
        return host;
    }

    /// <summary>Whether the tests run on PostgreSQL this time, because SYNCOPS_TESTS_ON says so, and not on embedded storage.</summary>
    public static bool OnPostgres => Environment.GetEnvironmentVariable("SYNCOPS_TESTS_ON") == "postgres";

    public async ValueTask InitializeAsync()
    {
        if (OnPostgres && _database is null)
        {
            _postgres = await PostgresServer.StartAsync(CancellationToken.None);
            _database = await _postgres.NewDatabaseAsync(CancellationToken.None);
        }
        _data = _database is not null ? null : DataDirectory.Open(_path);
        var settings = new HostSettings { Urls = "http://127.0.0.1:0", Demo = false, Postgres = _database };
        _app = SyncOpsHost.Build(settings, _data, _time, _configure);
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single() + "/"), Timeout = TimeSpan.FromSeconds(60) };
        _client = new SyncOpsClient(_http);
    }

    /// <summary>Stops as a drained process does. Streams that were open may still be read to their end.</summary>
    public async Task Stop()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app) return;
        await app.StopAsync();
        await app.DisposeAsync();
        _data?.Dispose();
    }

    /// <summary>Stops, and starts again on the same data: everything that was only in memory is gone.</summary>
    public async Task Restart()
    {
        await Stop();
        LetGoOfClients();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        LetGoOfClients();
        if (_postgres is not null) await _postgres.DisposeAsync();
        if (Directory.Exists(_path)) Directory.Delete(_path, recursive: true);
    }

    private void LetGoOfClients()
    {
        _client?.Dispose();
        _http?.Dispose();
        (_http, _client) = (null, null);
    }
}
