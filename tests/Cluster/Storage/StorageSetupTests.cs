using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Storage;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class StorageSetupTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("syncops-test-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Migrations_run_once()
    {
        using var test = new SqliteTestStore();
        var connection = new SqliteConnectionStringBuilder { DataSource = test.File, Pooling = false }.ToString();
        Assert.Equal(0, SqliteMigrations.Run(connection));

        var fresh = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_path, "new.db"), Pooling = false }.ToString();
        Assert.Equal(1, SqliteMigrations.Run(fresh));
        Assert.Equal(0, SqliteMigrations.Run(fresh));
    }

    [Fact]
    public async Task A_silo_on_this_storage_starts_is_healthy_tells_storages_time_and_stops()
    {
        using var data = DataDirectory.Open(_path);
        using var host = Build(data);
        await host.StartAsync(Cancellation);

        Assert.NotNull(host.Services.GetRequiredKeyedService<IGrainStorage>("Default"));
        Assert.Same(
            host.Services.GetRequiredKeyedService<IGrainStorage>("Default"),
            host.Services.GetRequiredKeyedService<IGrainStorage>("PubSubStore"));
        Assert.Equal(HealthStatus.Healthy, await Health(host));
        Assert.NotEqual(default, host.Services.GetRequiredService<IStorageClock>().Now);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_writer_that_does_not_get_through_in_time_is_unhealthy_until_it_does()
    {
        using var data = DataDirectory.Open(_path);
        using var host = Build(data, ("Storage:HealthWait", "00:00:00.1"));
        await host.StartAsync(Cancellation);
        using var gate = ((HeldStore)host.Services.GetRequiredService<IStore>()).Hold(host.Services.GetRequiredService<StorageWriter>());
        await gate.Entered;

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Equal("A write took longer than 100 ms: the disk is too slow for the load.", report.Entries["storage"].Description);

        gate.Open();
        await host.Services.GetRequiredService<StorageWriter>().Write(new HealthTouch(Cancellation), Cancellation);
        Assert.Equal(HealthStatus.Healthy, await Health(host));
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("Storage:QueueCapacity", "1", "Storage:QueueCapacity is 1; it must be from 16 to 1000000")]
    [InlineData("Storage:ClockSync", "00:00:00.5", "Storage:ClockSync is 00:00:00.5000000; it must be from 00:00:01 to 01:00:00")]
    [InlineData("Storage:DatabaseBytes", "4096", "Storage:DatabaseBytes is 4096; it must be from 1048576 to 9223372036854775807")]
    public async Task An_option_out_of_range_stops_the_start_with_its_name_value_and_range(string option, string value, string message)
    {
        using var data = DataDirectory.Open(_path);
        using var host = Build(data, (option, value));
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static IHost Build(DataDirectory data, params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value)));
        builder.Logging.ClearProviders();
        builder.Services.AddSqliteStorage(data);
        builder.Services.AddSingleton<IStore>(provider => new HeldStore(new SqliteStore(provider.GetRequiredService<SqliteDatabase>())));
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort: 11899, gatewayPort: 0));
        return builder.Build();
    }

    private static async Task<HealthStatus> Health(IHost host)
        => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status;
}
