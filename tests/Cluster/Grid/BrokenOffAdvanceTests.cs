using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>An advance that a failure broke off goes on, when it is sent again, as if nothing had been.</summary>
public sealed class BrokenOffAdvanceTests : IAsyncLifetime
{
    private const string After = "2026-03-02T06:05:00Z";

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

        await BreakOff(site, nameof(ICoordinatorGrain.Decide), $"{site.Id}/rest");
        Assert.True(_search.Calls > before + searches);
        await site.Advance(After);

        Assert.Equal(before + 2 * searches, _search.Calls);
        Assert.Equal((await undisturbed.Get("recommendations")).Text, (await site.Get("recommendations")).Text);
    }

    [Theory]
    [InlineData("2026-03-02T06:05:00Z"), InlineData("2026-03-02T06:07:00Z"), InlineData("2026-03-02T06:10:00Z")]
    public async Task A_card_that_decisions_have_left_as_it_was_stands_after_a_restart(string next)
    {
        var (undisturbed, site) = (await InRush(), await InRush());
        foreach (var each in new[] { undisturbed, site })
        {
            await each.Advance("2026-03-02T06:05:00Z");
            await each.Advance("2026-03-02T06:05:30Z");
        }
        await undisturbed.Advance(next);
        var expected = (await undisturbed.Get("recommendations")).Text;
        await _host.Restart();
        await site.Advance(next);

        Assert.Contains("\"proposed\"", expected, StringComparison.Ordinal);
        Assert.Equal(expected, (await site.Get("recommendations")).Text);
        // The outlook after a restart is of now, and not of nothing.
        Assert.Equal("bottleneck", (string)(await site.Get("sectors/pack")).Ok()["status"]!);
    }

    [Theory]
    [InlineData(nameof(ICoordinatorGrain.Decide), "rest"), InlineData(nameof(IGovernanceGrain.Report), null)]
    [InlineData(nameof(IResourceGrain.Move), null)]
    public async Task Whom_the_policy_moved_is_not_seen_on_the_way_before_all_areas_have_decided(string method, string? area)
    {
        var (undisturbed, site) = (await InRush(isAutomatic: true), await InRush(isAutomatic: true));
        await undisturbed.Advance(After);
        await BreakOff(site, method, area is null ? null : $"{site.Id}/{area}");
        await site.Advance(After);

        Assert.Equal(await All(undisturbed), await All(site));
        Assert.Contains("\"decidedBy\":\"policy\"", await All(site), StringComparison.Ordinal);
    }

    /// <summary>
    /// Lets an advance fail where it calls a method, of a key or of any of the site's, and the site forget what it has done.
    /// </summary>
    private async Task BreakOff(TestSite site, string method, string? at)
    {
        _calls.Failure = (called, key) => called == method && (at is null ? key.Contains(site.Id, StringComparison.Ordinal) : key == at)
            ? new TimeoutException("It does not answer.")
            : null;
        (await site.Post("advance", $$"""{"to":"{{After}}"}""")).IsProblem(503);
        _calls.Failure = null;
        await _host.Grains.Site(site.Id).AsReference<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);
    }

    /// <summary>All that the site shows, without its name and versions.</summary>
    private static async Task<string> All(TestSite site)
    {
        var sectors = await site.Items("sectors");
        foreach (var sector in sectors) sector!.AsObject().Remove("version");
        var governance = await site.Get($"/api/v1/governance/site:{site.Id}");
        return $"{(await site.Get("recommendations")).Text}\n{sectors.ToJsonString()}\n{governance.Text}".Replace(
            site.Id, "site", StringComparison.Ordinal);
    }

    /// <summary>A floor in trouble with two areas, of which the second decides after the first, and the first decision taken.</summary>
    private async Task<TestSite> InRush(bool isAutomatic = false)
    {
        var site = await TestSite.Stepped(_host, floor =>
        {
            floor["areas"] = JsonNode.Parse("""[{"id":"out","name":"Outbound"},{"id":"rest","name":"The rest"}]""");
            floor.Sector("pick")["area"] = "rest";
            if (isAutomatic) floor["policy"] = JsonNode.Parse("""{"autoAccept":{"minMinutesSaved":1,"maxMoves":4}}""");
        });
        await site.Record(SmallFloor.Rush(site)[..^1]);
        await site.Record(site.Counted("pick", 100, SmallFloor.Start));
        await site.Advance(SmallFloor.Start);
        await site.Record(site.Counted("pack", 300, SmallFloor.Start));
        return site;
    }
}
