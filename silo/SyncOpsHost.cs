using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using SyncOps.Api;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;
using SyncOps.Grains;
using SyncOps.Grains.Coordination;
using SyncOps.Grains.Sectors;
using SyncOps.Grains.Sites;
using SyncOps.Silo.Demo;
using SyncOps.Silo.Storage;
using SyncOps.Storage;
using SyncOps.Web;

namespace SyncOps.Silo;

/// <summary>Puts one process together and runs it until it is told to stop.</summary>
public static class SyncOpsHost
{
    /// <summary>How long a stop may take: streams get their <c>bye</c>, sectors write their snapshots.</summary>
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Runs until Ctrl-C or SIGTERM. Exit code 1: it could not start, and the reason is on standard error; or it cannot go on, and the
    /// reason is in its log.
    /// </summary>
    public static async Task<int> Run(HostSettings settings)
    {
        if (settings.Fault() is { } fault)
        {
            await Console.Error.WriteLineAsync(fault);
            return 1;
        }
        MakeRoomBesideSolvers();
        try
        {
            if (settings.MigrateOnly)
            {
                Console.WriteLine($"{settings.Database.Name} is up to date; {settings.Database.Migrate()} scripts ran.");
                return 0;
            }
            using var data = settings.Postgres is null ? DataDirectory.Open(settings.DataDirectory) : null;
            await using var app = Build(settings, data, TimeProvider.System);
            await app.StartAsync();
            Console.WriteLine($"SyncOps is ready on {string.Join(" and ", app.Urls)}");
            Console.WriteLine(data is null ? $"Data is in PostgreSQL at {settings.Database.Name}" : $"Data is in {data.Path}");
            await app.WaitForShutdownAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (Faults(e).All(IsOfItsSurroundings))
        {
            foreach (var each in Faults(e)) await Console.Error.WriteLineAsync(each.Message);
            return 1;
        }
    }

    /// <summary>Options of several sections may be wrong at once.</summary>
    private static IReadOnlyCollection<Exception> Faults(Exception e) => e is AggregateException several ? several.InnerExceptions : [e];

    /// <summary>What whoever starts the process can mend; the last is a value that is not of its option's type.</summary>
    private static bool IsOfItsSurroundings(Exception e)
        => e is DataDirectoryException or StorageUnavailableException or OptionsValidationException or IOException
            or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" };

    /// <summary>
    /// The host, not yet started. Everything in it that waits or tells the time does so by <paramref name="time"/>;
    /// <paramref name="configure"/> has the last word on its services. Embedded storage needs <paramref name="data"/>.
    /// </summary>
    public static WebApplication Build(
        HostSettings settings, DataDirectory? data, TimeProvider time, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        ConfigureLogging(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainWithin);
        builder.Services.AddSingleton(time);
        if (settings.Role == HostRole.Gateway) builder.UseOrleansClient(client => Clustering.Client(client, settings));
        else AddSilo(builder, settings, data);
        if (settings.Role == HostRole.Silo) builder.Services.AddSyncOpsHealth();
        else builder.Services.AddSyncOpsApi();
        builder.Services.AddHealthChecks().AddCheck<GridHealthCheck>(GridHealthCheck.Name, tags: ["ready"]);
        if (settings.RunsDemo) AddDemo(builder.Services, settings.DemoSpeed);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        if (settings.Role == HostRole.Silo)
        {
            app.MapSyncOpsHealth();
            return app;
        }
        app.UseSyncOpsPages();
        app.UseSyncOpsApi();
        return app;
    }

    /// <summary>
    /// Solvers compute for seconds on threads of the pool, which has one a core to begin with and is slow to add more: the rest of the grid
    /// is to have as many again, and the system shares the cores out. Measured on two cores: a fifth less processor time an event.
    /// </summary>
    private static void MakeRoomBesideSolvers()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 2 * Environment.ProcessorCount), completions);
    }

    /// <summary>The grains and what they stand on. Storage comes first: its clock must be known before a silo is.</summary>
    private static void AddSilo(WebApplicationBuilder builder, HostSettings settings, DataDirectory? data)
    {
        if (settings.Postgres is not null) builder.Services.AddPostgresStorage(settings.Database);
        else if (data is not null) builder.Services.AddSqliteStorage(data);
        else throw new ArgumentNullException(nameof(data), "Embedded storage needs a directory.");
        builder.Services.AddCheckedOptions<GridOptions>("Grid");
        builder.Services.AddSingleton<IValidateOptions<GridOptions>, ArchiveDirectoryRule>();
        builder.Services.AddSingleton<IReallocationSearch, RolloutSearch>();
        builder.Services.AddSingleton<SolveSlots>();
        builder.Services.AddSingleton<TellPace>();
        builder.Services.AddHostedService<SectorWarmUp>();
        builder.Services.AddSingleton<SiteHistory>();
        builder.Services.AddSingleton<SiteFork>();
        builder.Services.TryAddSingleton<FloorCache>();
        builder.UseOrleans(silo =>
        {
            if (settings.Postgres is null) Clustering.Alone(silo);
            else Clustering.Member(silo, settings);
        });
        builder.Services.AddHostedService<LiveTicker>();
        if (settings.Postgres is not null) builder.Services.AddHostedService<ClockWatch>();
    }

    private static void AddDemo(IServiceCollection services, int? speed)
    {
        services.AddDemoFloor();
        if (speed is { } given) services.PostConfigure<DemoFloorOptions>(demo => demo.Speed = given);
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(LogLevel.Information);
        foreach (var noisy in new[] { "Orleans", "Microsoft", "Polly", "System" }) logging.AddFilter(noisy, LogLevel.Warning);
        // What it would log is logged where it is answered.
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        // It logs nothing above information, and prepares for it at every request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Its warning at every start compares clocks that a start has not set yet.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }
}
