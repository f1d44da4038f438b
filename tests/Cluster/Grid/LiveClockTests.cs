using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>
/// What happens on a live site by time alone: nobody advances it, nothing is sent, hours pass on a driven clock. After the other tests,
/// whose load would be hours there.
/// </summary>
[Collection(nameof(LiveClockTests)), CollectionDefinition(nameof(LiveClockTests), DisableParallelization = true)]
public sealed class LiveClockTests : IAsyncLifetime
{
    private readonly DrivenTime _time = new();
    private readonly FailingCalls _failing = new();
    private readonly HeldSearch _search = new();
    private readonly HeldCalls _calls = new();
    private readonly FloorHost _host;

    public LiveClockTests() => _host = _time.NewHost(services => services
        .AddSingleton<IIncomingGrainCallFilter>(_failing)
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddSingleton<IReallocationSearch>(_search));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _calls.LetGo();
        await _host.DisposeAsync();
        await _time.DisposeAsync();
    }

    [Fact]
    public async Task A_card_that_nobody_answers_expires_when_it_says()
    {
        var (site, card) = await InTrouble();
        var expires = Instant(card["expiresAt"]!);
        Assert.True(expires > await site.Now());

        await _time.Pass(site, expires.AddMinutes(5));
        await TestSite.Until(() => Card(site, card), c => (string)c["state"]! == "expired");
        // The card is stored as expired before its people are given back: after a crash in between, they still are.
        foreach (var action in card["actions"]!.AsArray())
            await TestSite.Until(async () => (await site.Get($"resources/{action!["resource"]}")).Ok(), r => r["reservedFor"] is null);
    }

    [Fact]
    public async Task A_snoozed_card_comes_back_after_its_minutes()
    {
        var (site, card) = await InTrouble();
        var snoozed = (await site.Post($"recommendations/{card["id"]}/snooze", """{"minutes":10}""")).Ok();
        Assert.Equal("snoozed", (string)snoozed["state"]!);
        var until = Instant(snoozed["snoozedUntil"]!);

        await _time.Pass(site, until.AddMinutes(-2));
        Assert.Equal("snoozed", (string)(await Card(site, card))["state"]!);
        await _time.Pass(site, until.AddMinutes(5));
        await TestSite.Until(() => Card(site, card), c => (string)c["state"]! == "proposed");
    }

    [Fact]
    public async Task Who_was_moved_travels_for_as_long_as_the_way_takes_and_the_card_is_done_on_arrival()
    {
        var (site, card) = await InTrouble();
        var accepted = (await site.Post($"recommendations/{card["id"]}/accept", "{}")).Ok();
        var arrive = Instant(accepted["actions"]![0]!["arriveAt"]!);
        var person = (string)accepted["actions"]![0]!["resource"]!;
        Assert.Equal(arrive, Instant((await site.Get($"resources/{person}")).Ok()["availableAt"]!));

        await _time.Pass(site, arrive.AddMinutes(-1));
        Assert.Equal(("travelling", "pack"), await site.WhereIs(person));
        await _time.Pass(site, arrive);
        Assert.Equal(("working", "pack"), await site.WhereIs(person));
        await _time.Pass(site, arrive.AddMinutes(5));
        await TestSite.Until(() => Card(site, card), c => (string)c["state"]! == "done");
    }

    [Fact]
    public async Task A_site_goes_on_deciding_after_its_host_was_away()
    {
        var (site, card) = await InTrouble();
        var before = await site.Now();
        await _host.Restart();

        Assert.True(await site.Now() >= before);
        Assert.Equal((string)card["id"]!, (string)(await Card(site, card))["id"]!);
        var decided = Instant((await site.Get("sectors/pack")).Ok()["asOf"]!);
        await _time.Pass(site, decided.AddMinutes(11));
        Assert.True(Instant((await site.Get("sectors/pack")).Ok()["asOf"]!) >= decided.AddMinutes(11));
        Assert.NotEmpty((await site.Get("sectors/pack")).Ok()["outlook"]!.AsArray());
    }

    [Fact]
    public async Task After_a_decision_that_took_minutes_the_next_one_comes_within_seconds()
    {
        _search.Holds = true;
        var site = await TestSite.Live(_host);
        await site.Record(site.Counted("pack", 300, ContractJson.Write(await site.Now())));
        var solve = await _search.Next();
        await _time.Pass(site, solve.Request.Site.Now.AddMinutes(10));
        _search.Holds = false;
        solve.Open();

        await site.Record(SmallFloor.Rush(site, ContractJson.Write(await site.Now())));
        await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0, seconds: 30);
    }

    [Fact]
    public async Task A_sector_that_a_move_could_not_be_told_to_knows_at_the_next_decision_even_if_nobody_asks_again()
        => await IsToldAtTheNextDecision(await WithAnUntoldMove());

    [Theory]
    [InlineData(nameof(ISiteGrain.GetHeader)), InlineData(nameof(ISiteGrain.TickLive))]
    public async Task A_site_that_does_not_answer_holds_up_no_other(string method)
    {
        var (silent, other) = (await TestSite.Live(_host), await WithAnUntoldMove());
        _calls.Which = (called, key) => called == method && key == silent.Id;
        await _calls.First();
        await IsToldAtTheNextDecision(other);
    }

    [Fact]
    public async Task A_stepped_site_that_advances_for_long_holds_up_no_live_one()
    {
        var (stepped, live) = (await TestSite.Stepped(_host), await WithAnUntoldMove());
        _calls.Which = (called, key) => called == nameof(ISectorGrain.Tick) && key == $"{stepped.Id}/pick";
        var advance = stepped.Advance("2026-03-02T06:10:00Z");
        await _calls.First();
        await IsToldAtTheNextDecision(live);

        Assert.False(advance.IsCompleted);
        _calls.LetGo();
        Assert.Equal("2026-03-02T06:10:00Z", await advance);
    }

    /// <summary>A live floor with a move that its sector was not told of, and that only a decision by time makes known to it.</summary>
    private async Task<TestSite> WithAnUntoldMove()
    {
        var site = await TestSite.Live(_host);
        var now = await site.Now();
        await site.Record([.. new[] { "a1", "a2" }.Select(person => site.CheckedIn(person, "pick", ContractJson.Write(now)))]);
        _failing.LoseNewsTo($"{site.Id}/pick");
        (await site.Post("resources/a1/move", """{"to":"pack","commandId":"c1"}""")).IsProblem(503);
        await _host.Grains.Resource(site.Id, "a1").AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(TestContext.Current.CancellationToken);
        Assert.Equal(2, (int)(await site.Get("sectors/pick")).Ok()["staff"]!);
        _failing.LoseNewsTo(null);
        return site;
    }

    /// <summary>A decision falls due every five minutes.</summary>
    private async Task IsToldAtTheNextDecision(TestSite site)
    {
        await _time.Pass(site, (await site.Now()).AddMinutes(6));
        await TestSite.Until(async () => (await site.Get("sectors/pick")).Ok(), sector => (int)sector["staff"]! == 1);
    }

    /// <summary>A live floor with 300 orders in front of two people, and the card that they bring.</summary>
    private async Task<(TestSite Site, JsonNode Card)> InTrouble()
    {
        var site = await TestSite.Live(_host);
        await site.Record(SmallFloor.Rush(site, ContractJson.Write(await site.Now())));
        // A decision may have begun before all of it was there; on a busy machine that one takes seconds, and a coordinator then rests for
        // up to ten.
        var cards = await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0, seconds: 40);
        return (site, cards.Single()!);
    }

    private static async Task<JsonNode> Card(TestSite site, JsonNode card) => (await site.Get($"recommendations/{card["id"]}")).Ok();

    private static DateTimeOffset Instant(JsonNode node)
        => DateTimeOffset.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture);
}
