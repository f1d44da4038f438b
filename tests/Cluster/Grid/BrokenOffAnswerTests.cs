using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using SyncOps.GrainInterfaces;
using SyncOps.Silo.Storage;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A user's answer to a card is broken off by a failure: what is stored counts, all of it, and nothing else is shown.</summary>
public sealed class BrokenOffAnswerTests : IAsyncLifetime
{
    private readonly FailingCalls _calls = new();
    private readonly FloorHost _host;
    private volatile Func<GrainId, Task<bool>>? _fails;

    public BrokenOffAnswerTests() => _host = new FloorHost(TimeProvider.System, services => services
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (provider, _) => new FailingStorage(
                provider.GetRequiredService<GrainStorage>(), grain => _fails?.Invoke(grain) ?? Task.FromResult(false))));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Who_was_promised_to_a_card_that_was_rejected_is_free_when_it_is_sent_again_or_the_grain_comes_back(bool isSentAgain)
    {
        var (site, card) = await InTrouble();
        var person = (string)card["actions"]![0]!["resource"]!;
        _calls.Failure = (method, _) => method == nameof(IResourceGrain.Release) ? new TimeoutException("It does not answer.") : null;
        (await Reject(site, card)).IsProblem(503);
        _calls.Failure = null;
        Assert.Equal((string)card["id"]!, (string?)(await site.Get($"resources/{person}")).Ok()["reservedFor"]);

        await _host.Grains.Coordinator(site.Id, "out").AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(TestContext.Current.CancellationToken);
        if (isSentAgain) (await Reject(site, card)).Ok();
        Assert.Equal("rejected", (string)(await site.Get($"recommendations/{card["id"]}")).Ok()["state"]!);
        await TestSite.Until(async () => (await site.Get($"resources/{person}")).Ok(), r => r["reservedFor"] is null);
    }

    [Fact]
    public async Task An_answer_that_could_not_be_stored_was_never_shown()
    {
        var (site, card) = await InTrouble();
        var meanwhile = "";
        _fails = async grain =>
        {
            if (grain.Key.ToString() != $"{site.Id}/out") return false;
            meanwhile = (string)(await site.Get($"recommendations/{card["id"]}")).Ok()["state"]!;
            return true;
        };
        (await Reject(site, card)).IsProblem(503);
        _fails = null;
        Assert.Equal("proposed", meanwhile);
        Assert.Equal("proposed", (string)(await site.Get($"recommendations/{card["id"]}")).Ok()["state"]!);
    }

    private async Task<(TestSite Site, JsonNode Card)> InTrouble()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance(SmallFloor.Start);
        return (site, Assert.Single(await site.Items("recommendations?state=proposed"))!);
    }

    private static Task<Answer> Reject(TestSite site, JsonNode card)
        => site.Post($"recommendations/{card["id"]}/reject", """{"reason":"not now"}""", ("Idempotency-Key", "k1"));
}
