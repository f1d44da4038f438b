using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SyncOps.Api;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;
using SyncOps.Grains;
using SyncOps.Grains.Coordination;
using SyncOps.Grains.Sites;
using SyncOps.Silo.Demo;
using SyncOps.Silo.Storage;
using SyncOps.Web;

namespace SyncOps.Silo;

/// <summary>Puts one process together and runs it until it is told to stop.</summary>
public static class SyncOpsHost
{
    /// <summary>How long a stop may take: streams get their <c>bye</c>, sectors write their snapshots.</summary>
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(4);

    /// <summary>Runs until Ctrl-C or SIGTERM. Exit code 1: it could not start, and the reason is on standard error.</summary>
    public static async Task<int> Run(HostSettings settings)
    {
        if (settings.Fault() is { } fault)
        {
            await Console.Error.WriteLineAsync(fault);
            return 1;
        }
        try
        {
            using var data = DataDirectory.Open(settings.DataDirectory);
            await using var app = Build(settings, data, TimeProvider.System);
            await app.StartAsync();
            Console.WriteLine($"SyncOps is ready on {string.Join(" and ", app.Urls)}");
            Console.WriteLine($"Data is in {data.Path}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is DataDirectoryException or OptionsValidationException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>
    /// The host, not yet started. Everything in it that waits or tells the time does so by <paramref name="time"/>;
    /// <paramref name="configure"/> has the last word on its services.
    /// </summary>
    public static WebApplication Build(
        HostSettings settings, DataDirectory data, TimeProvider time, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        ConfigureLogging(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainWithin);
        builder.Services.AddSingleton(time);
        builder.Services.AddSqliteStorage(data);
        builder.Services.AddOptions<GridOptions>().BindConfiguration("Grid").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IReallocationSearch, RolloutSearch>();
        builder.Services.AddSingleton<SolveSlots>();
        builder.Services.AddSyncOpsApi();
        builder.UseOrleans(AddSilo);
        builder.Services.AddHostedService<LiveTicker>();
        if (settings.Demo) AddDemo(builder.Services, settings.DemoSpeed);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseSyncOpsPages();
        app.UseSyncOpsApi();
        return app;
    }

    private static void AddSilo(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("syncops", "syncops"));
        // Hints need no memory of who listens: viewers subscribe again after a restart.
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(LiveFeed.Provider, streams => streams.ConfigurePullingAgent(
            agent => agent.Configure(pull => pull.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(50))));
    }

    private static void AddDemo(IServiceCollection services, int? speed)
    {
        services.AddDemoFloor();
        if (speed is { } given) services.PostConfigure<DemoFloorOptions>(demo => demo.Speed = given);
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        logging.SetMinimumLevel(LogLevel.Information);
        foreach (var noisy in new[] { "Orleans", "Microsoft", "Polly", "System" }) logging.AddFilter(noisy, LogLevel.Warning);
        // Its warning at every start compares clocks that a start has not set yet.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
