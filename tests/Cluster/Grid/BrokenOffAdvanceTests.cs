using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>An advance that a failure broke off goes on, when it is sent again, as if nothing had been.</summary>
public sealed class BrokenOffAdvanceTests : IAsyncLifetime
{
    private const string After = "2026-03-02T06:10:00Z";

    private readonly FailingCalls _calls = new();
    private readonly HeldSearch _search = new();
    private readonly FloorHost _host;

    public BrokenOffAdvanceTests() => _host = new FloorHost(TimeProvider.System, services => services
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddSingleton<IReallocationSearch>(_search));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_was_decided_before_the_clock_was_moved_there_is_not_decided_again()
    {
        var (undisturbed, site) = (await InRush(), await InRush());
        var before = _search.Calls;
        await undisturbed.Advance(After);
        var searches = _search.Calls - before;
        Assert.True(searches > 0);

        _calls.Failure = (method, key) => method == nameof(IGovernanceGrain.Report) && key == GrainKeys.SiteNode(site.Id)
            ? new TimeoutException("It does not answer.")
            : null;
        (await site.Post("advance", $$"""{"to":"{{After}}"}""")).IsProblem(503);
        _calls.Failure = null;
        Assert.True(_search.Calls > before + searches);
        await _host.Grains.Site(site.Id).AsReference<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);
        await site.Advance(After);

        Assert.Equal(before + 2 * searches, _search.Calls);
        Assert.Equal((await undisturbed.Get("recommendations")).Text, (await site.Get("recommendations")).Text);
    }

    /// <summary>A floor in trouble, and the first decision taken.</summary>
    private async Task<TestSite> InRush()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance(SmallFloor.Start);
        return site;
    }
}
