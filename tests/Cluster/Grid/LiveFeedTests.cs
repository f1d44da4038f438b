using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Coordination;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>
/// What a gateway's feeds do when the grid fails them, as time passes on a driven clock. After the other tests, whose load would be hours
/// there.
/// </summary>
[Collection(nameof(LiveFeedTests)), CollectionDefinition(nameof(LiveFeedTests), DisableParallelization = true)]
public sealed class LiveFeedTests : IAsyncLifetime
{
    // Methods of the grain in which Orleans keeps who listens to a stream.
    private const string Subscribe = "RegisterConsumer", Unsubscribe = "UnregisterConsumer";

    private readonly DrivenTime _time = new();
    private readonly FailingCalls _calls = new();
    private readonly HeldCalls _held = new();
    private readonly HiddenLatest _latest = new();
    private readonly ServiceProvider _codec = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly FloorHost _host;

    public LiveFeedTests() => _host = _time.NewHost(services => services
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddSingleton<IIncomingGrainCallFilter>(_latest)
        .AddSingleton<IIncomingGrainCallFilter>(_held));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _time.DisposeAsync();
        await _codec.DisposeAsync();
    }

    [Fact]
    public async Task A_feed_that_cannot_unsubscribe_keeps_no_other_and_ends_no_gateway()
    {
        var (site, other) = (await TestSite.Live(_host), await TestSite.Live(_host));
        var (failed, unsubscribed) = (0, 0);
        _calls.Failure = (method, key) =>
        {
            if (method != Unsubscribe || !IsOf(site, key) && !IsOf(other, key)) return null;
            // The first to be let go fails, whichever site's it is.
            if (Interlocked.CompareExchange(ref failed, 1, 0) == 0) return new InvalidOperationException("Nobody knows why.");
            Interlocked.Increment(ref unsubscribed);
            return null;
        };
        foreach (var watched in new[] { site, other })
        {
            await using var stream = await LiveStream.Open(watched);
            await stream.Next("snapshot");
        }

        for (var minutes = 0; Volatile.Read(ref unsubscribed) == 0; minutes++)
        {
            Assert.InRange(minutes, 0, 30);
            await _time.Pass(site, (await site.Now()).AddMinutes(1));
        }
        Assert.Equal(1, failed);
        await using var again = await LiveStream.Open(site);
        await again.Next("snapshot");
    }

    [Fact]
    public async Task A_feed_that_cannot_begin_leaves_no_subscription_behind()
    {
        var site = await TestSite.Stepped(_host);
        var (subscribed, unsubscribed) = (0, 0);
        _calls.Failure = (method, key) =>
        {
            if (method == Subscribe && IsOf(site, key)) Interlocked.Increment(ref subscribed);
            if (method == Unsubscribe && IsOf(site, key)) Interlocked.Increment(ref unsubscribed);
            return method == nameof(ICoordinatorGrain.GetOutlook) ? new TimeoutException("The coordinator does not answer.") : null;
        };

        for (var tries = 1; tries <= 3; tries++)
        {
            (await site.Get("live")).IsProblem(503);
            Assert.Equal((tries, tries), (subscribed, unsubscribed));
        }
        _calls.Failure = null;
        await using var stream = await LiveStream.Open(site);
        await stream.Next("snapshot");
    }

    [Fact]
    public async Task A_feed_goes_on_after_a_failure_that_nobody_expected()
    {
        var site = await TestSite.Stepped(_host);
        await using var stream = await LiveStream.Open(site);
        await stream.Next("snapshot");
        var asked = 0;
        _calls.Failure = (method, key) =>
            method == nameof(ISiteGrain.GetHeader) && key == site.Id && Interlocked.Increment(ref asked) <= 2
                ? new InvalidOperationException("Nobody knows why.")
                : null;

        await TestSite.Until(() => Task.FromResult(Volatile.Read(ref asked)), times => times > 2);
        await site.Advance("2026-03-02T06:05:00Z");
        await stream.Next("clock", clock => (string)clock["now"]! == "2026-03-02T06:05:00Z");
    }

    [Fact]
    public async Task What_was_told_while_a_feed_began_reaches_who_watches()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(SmallFloor.Rush(site));
        // By then it has read the outlooks, of before the decision, and takes in nothing yet.
        _held.Which = (method, key) => method == nameof(ICoordinatorGrain.GetLatest) && key == $"{site.Id}/out";
        var opening = LiveStream.Open(site);
        await _held.First();
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal("bottleneck", (string)(await site.Get("sectors/pack")).Ok()["status"]!);
        // The news is on its way for less than that.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        _held.LetGo();

        await using var stream = await opening;
        var snapshot = await stream.Next("snapshot");
        Assert.Empty(Pack(snapshot.Data)["outlook"]!.AsArray());
        await stream.Next("sector", sector => (string)sector["sector"]! == "pack" && (string)sector["status"]! == "bottleneck");

        static JsonNode Pack(JsonNode snapshot) => snapshot["sectors"]!.AsArray().Single(s => (string)s!["sector"]! == "pack")!;
    }

    [Fact]
    public async Task A_feed_whose_subscription_the_grid_has_dropped_subscribes_again()
    {
        var site = await TestSite.Live(_host);
        await using var stream = await LiveStream.Open(site);
        await stream.Next("snapshot");
        var subscribed = 0;
        _calls.Failure = (method, key) =>
        {
            if (method == Subscribe && IsOf(site, key)) Interlocked.Increment(ref subscribed);
            return null;
        };
        await _time.Pass(site, (await site.Now()).AddMinutes(2));
        Assert.Equal(0, subscribed);

        await DropSubscription(site);
        await _time.Pass(site, (await site.Now()).AddMinutes(2));

        await TestSite.Until(() => Task.FromResult(Volatile.Read(ref subscribed)), times => times == 1);
        await site.Record(site.Arrived("pick", 1, ContractJson.Write(await site.Now())));
        await stream.Next("sector", sector => (double)sector["totals"]!["arrived"]! == 1);
    }

    [Fact]
    public async Task Cards_that_closed_long_ago_are_told_of_to_nobody_who_watches()
    {
        var site = await TestSite.Live(_host);
        var archive = new CardArchive(_host.Journal, _codec.GetRequiredService<Serializer<Recommendation>>(), site.Id, "out");
        for (var i = 1; i <= 12; i++) await archive.Append(TestCard.Of($"out-{i}", issuedMinute: i));
        await using var stream = await LiveStream.Open(site);
        Assert.Empty((await stream.Next("snapshot")).Data["recommendations"]!.AsArray());
        // The feed reads everything again meanwhile, several times.
        var until = (await site.Now()).AddMinutes(3);
        await _time.Pass(site, until);

        LiveFrame frame;
        do
        {
            frame = await stream.Next();
            Assert.NotEqual("recommendation", frame.Kind);
        }
        while (frame.Kind != "clock" || DateTimeOffset.Parse((string)frame.Data["now"]!, CultureInfo.InvariantCulture) < until);
        Assert.Equal(12, (await site.Items("recommendations?state=done")).Count);
        Assert.Equal("out-7", (string)(await site.Get("recommendations/out-7")).Ok()["id"]!);
    }

    [Fact]
    public async Task A_card_that_closed_unheard_is_told_of_though_many_have_closed_since()
    {
        var (site, clock) = (await TestSite.Stepped(_host), await TestSite.Live(_host));
        await site.Record(SmallFloor.Rush(site));
        await site.Advance("2026-03-02T06:05:00Z");
        await using var stream = await LiveStream.Open(site);
        var card = Assert.Single((await stream.Next("snapshot")).Data["recommendations"]!.AsArray())!;
        // As if more had closed since than the coordinator keeps at hand.
        _latest.HiddenOf = $"{site.Id}/out";
        await DropSubscription(site);
        (await site.Post($"recommendations/{card["id"]}/reject", """{"reason":"not today"}""")).Ok();

        await _time.Pass(clock, (await clock.Now()).AddMinutes(2));
        await stream.Next("recommendation", c => (string)c["id"]! == (string)card["id"]! && (string)c["state"]! == "rejected");
    }

    /// <summary>As the grid does for a gateway that it could not reach for a while.</summary>
    private async Task DropSubscription(TestSite site)
    {
        var viewers = StreamId.Create(LiveFeed.ViewersNamespace, site.Id);
        var dropped = Assert.Single(await _host.Subscriptions.GetSubscriptions(LiveFeed.Provider, viewers));
        await _host.Subscriptions.RemoveSubscription(LiveFeed.Provider, viewers, dropped.SubscriptionId);
    }

    private static bool IsOf(TestSite site, string stream) => stream == $"{LiveFeed.Provider}/{LiveFeed.ViewersNamespace}/{site.Id}";

    /// <summary>Answers for one coordinator that it has no cards at hand.</summary>
    private sealed class HiddenLatest : IIncomingGrainCallFilter
    {
        public string? HiddenOf { get; set; }

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.MethodName == nameof(ICoordinatorGrain.GetLatest) && context.TargetId.Key.ToString() == HiddenOf)
                context.Result = Array.Empty<Recommendation>();
        }
    }
}
