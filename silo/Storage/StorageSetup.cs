using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using SyncOps.Grains.Storage;
using SyncOps.Storage;
using SyncOps.Storage.Postgres;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Silo.Storage;

/// <summary>Puts the storage together: embedded, or shared by a cluster.</summary>
public static class StorageSetup
{
    /// <summary>Name of the health check.</summary>
    public const string HealthCheck = "storage";

    private const string PubSubStore = "PubSubStore";

    /// <summary>
    /// Journal, grain storage (the default one, and the one of stream subscriptions), clock and health check over one SQLite database
    /// in <paramref name="data"/>, which must stay open longer than the host. Call it before the silo is added, so that the clock
    /// starts first. Options come from the section <c>Storage</c> and are checked at start.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, DataDirectory data)
    {
        services.AddSingleton(provider => new SqliteDatabase(data.DatabaseFile, provider.GetRequiredService<IOptions<StorageOptions>>()));
        services.AddSingleton<IStore, SqliteStore>();
        return services.AddStorage();
    }

    /// <summary>The same over a PostgreSQL database, whose tables are brought up to date when the host starts.</summary>
    /// <inheritdoc cref="AddSqliteStorage(IServiceCollection, DataDirectory)"/>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresDatabase database)
    {
        services.AddSingleton<IStore>(provider =>
        {
            database.Migrate();
            return new PostgresStore(database, provider.GetRequiredService<IOptions<StorageOptions>>());
        });
        return services.AddStorage();
    }

    private static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton<StorageWriter>();
        services.AddSingleton<IJournal, Journal>();
        services.AddSingleton<IJournalArchive, JournalArchive>();

        services.AddSingleton<StorageClock>();
        services.AddSingleton<IStorageClock>(provider => provider.GetRequiredService<StorageClock>());
        services.AddHostedService(provider => provider.GetRequiredService<StorageClock>());

        services.AddSingleton<GrainStorage>();
        services.AddSingleton<IJournaledStorage>(provider => provider.GetRequiredService<GrainStorage>());
        services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, Grains);
        services.AddGrainStorage(PubSubStore, Grains);

        services.AddHealthChecks().AddCheck<StorageHealthCheck>(HealthCheck, tags: ["ready"]);
        return services;

        static GrainStorage Grains(IServiceProvider provider, string name) => provider.GetRequiredService<GrainStorage>();
    }
}
