using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using SyncOps.Engine.Governance;
using SyncOps.GrainInterfaces;
using SyncOps.Silo.Storage;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>What could not be stored and is sent again is there after a restart: no grain takes for stored what it remembers.</summary>
public sealed class LostWriteTests : IAsyncLifetime
{
    private readonly FloorHost _host;
    private volatile string? _full;

    public LostWriteTests() => _host = new FloorHost(TimeProvider.System, services => services.AddGrainStorage(
        ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
        (provider, _) => new FailingStorage(
            provider.GetRequiredService<GrainStorage>(), grain => Task.FromResult(grain.Key.ToString() == _full))));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_site_is_in_the_list()
    {
        var site = TestSite.Of(_host, TestSite.NewId());
        _full = GrainKeys.Directory;
        (await site.Put("floor", SmallFloor.Stepped().ToJsonString())).IsProblem(503);
        _full = null;
        Assert.Equal(201, (await site.Put("floor", SmallFloor.Stepped().ToJsonString())).Status);

        await _host.Restart();
        Assert.Equal(site.Id, (string?)(await site.Items("/api/v1/sites")).Single()!["site"]);
    }

    [Fact]
    public async Task What_was_prevented_is_known()
    {
        var report = new GovernanceView { Node = "area:hall/out", PreventedCost = 5 };
        _full = "region:north";
        await Assert.ThrowsAnyAsync<Exception>(() => _host.Grains.Governance("region:north").Report("Out", report));
        _full = null;
        await _host.Grains.Governance("region:north").Report("Out", report);

        await _host.Restart();
        Assert.Equal(5, (await _host.Grains.Governance("region:north").GetView())?.PreventedCost);
    }

    [Fact]
    public async Task What_was_prevented_is_known_further_up_the_tree()
    {
        var report = new GovernanceView { Node = "area:hall/out", PreventedCost = 5 };
        _full = GrainKeys.Enterprise;
        await Assert.ThrowsAnyAsync<Exception>(() => _host.Grains.Governance("site:hall").Report("Out", report));
        _full = null;
        await _host.Grains.Governance("site:hall").Report("Out", report);

        await _host.Restart();
        Assert.Equal(5, (await _host.Grains.Governance(GrainKeys.Enterprise).GetView())?.PreventedCost);
    }
}
