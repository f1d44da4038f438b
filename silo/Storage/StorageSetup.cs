using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using SyncOps.Grains.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>Puts the embedded storage together.</summary>
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
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton(provider => new SqliteDatabase(data.DatabaseFile, provider.GetRequiredService<IOptions<StorageOptions>>()));
        services.AddSingleton<SqliteWriter>();
        services.AddSingleton<IJournal, SqliteJournal>();

        services.AddSingleton<StorageClock>();
        services.AddSingleton<IStorageClock>(provider => provider.GetRequiredService<StorageClock>());
        services.AddHostedService(provider => provider.GetRequiredService<StorageClock>());

        services.AddSingleton<SqliteGrainStorage>();
        services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, Grains);
        services.AddGrainStorage(PubSubStore, Grains);

        services.AddHealthChecks().AddCheck<StorageHealthCheck>(HealthCheck, tags: ["ready"]);
        return services;

        static SqliteGrainStorage Grains(IServiceProvider provider, string name) => provider.GetRequiredService<SqliteGrainStorage>();
    }

    /// <inheritdoc cref="AddSqliteStorage(IServiceCollection, DataDirectory)"/>
    public static ISiloBuilder AddSqliteStorage(this ISiloBuilder silo, DataDirectory data)
    {
        silo.Services.AddSqliteStorage(data);
        return silo;
    }
}
