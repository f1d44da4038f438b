using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A planner changes a floor's clock: all of the floor goes by it or nothing does, and the first event counts once.</summary>
public sealed class ClockEditTests : IAsyncLifetime
{
    private const string Later = "2026-03-02T07:00:00Z";

    private const string Earlier = "2026-03-02T05:00:00Z";

    private readonly HeldCalls _calls = new();
    private readonly FailingCalls _failing = new();
    private readonly FloorHost _host;
    private volatile Func<Task>? _storeFloor;
    private volatile bool _isClockBroken;

    public ClockEditTests() => _host = new FloorHost(TimeProvider.System, services => services
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddSingleton<IIncomingGrainCallFilter>(_failing)
        .AddSingleton<IJournaledStorage>(provider => new FloorStorage(provider.GetRequiredService<GrainStorage>(), this))
        .AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (provider, _) => new FailingStorage(provider.GetRequiredService<GrainStorage>(), _ => Task.FromResult(_isClockBroken))));


    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_event_that_comes_while_sectors_are_told_is_sent_again_and_counts_once()
    {
        var site = await TestSite.Stepped(_host);
        _calls.Which = (method, _) => method == nameof(ISectorGrain.NoteFloor);
        var e = site.Arrived("pick", 3, Later);
        var edit = site.Put("floor", Edited().ToJsonString());
        await _calls.First();

        (await site.PostEvents(e)).IsProblem(503);
        _calls.LetGo();
        Assert.Equal(200, (await edit).Status);
        Assert.Equal((1, 0), await site.Record(e));
        Assert.Equal((0, 1), await site.Record(e));
        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pick"));
        Assert.Equal(Later, (string)(await site.Get()).Ok()["now"]!);
    }

    [Fact]
    public async Task After_an_event_the_clock_stays()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(site.Arrived("pick", 3, Later));
        (await site.Put("floor", Edited().ToJsonString())).IsProblem(422);
    }

    [Fact]
    public async Task Sectors_that_could_not_be_told_of_the_clock_are_told_before_the_first_event()
    {
        var site = await TestSite.Stepped(_host);
        _failing.Failure = (method, key) => method == nameof(ISectorGrain.NoteFloor) && key == $"{site.Id}/pick"
            ? new TimeoutException("The sector does not answer.")
            : null;
        (await site.Put("floor", Edited(Earlier).ToJsonString())).IsProblem(503);
        var e = site.Arrived("pick", 3, "2026-03-02T05:30:00Z");
        (await site.PostEvents(e)).IsProblem(503);
        _failing.Failure = null;

        Assert.Equal((1, 0), await site.Record(e));
        Assert.Equal((0, 0, 0, 0, 0), await site.Totals("pick"));
        await site.Advance("2026-03-02T05:30:00Z");
        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pick"));
    }

    [Fact]
    public async Task A_sector_that_wakes_up_before_the_floor_is_stored_goes_by_the_clock_that_was()
    {
        var site = await TestSite.Stepped(_host);
        string? asOf = null;
        _storeFloor = async () =>
        {
            await _host.Grains.Sector(site.Id, "pack").AsReference<IGrainManagementExtension>().DeactivateOnIdle(CancellationToken.None);
            asOf = (string)(await site.Get("sectors/pack")).Ok()["asOf"]!;
            throw new StorageUnavailableException("No floor can be stored for now.");
        };
        (await site.Put("floor", Edited().ToJsonString())).IsProblem(503);
        Assert.Equal(SmallFloor.Start, asOf);
        Assert.Equal(SmallFloor.Start, (string)(await site.Get("sectors/pack")).Ok()["asOf"]!);
    }

    [Fact]
    public async Task An_edit_whose_floor_could_not_be_stored_counts_for_nothing()
    {
        var site = await TestSite.Stepped(_host);
        _storeFloor = () => throw new StorageUnavailableException("No floor can be stored for now.");
        (await site.Put("floor", Edited().ToJsonString())).IsProblem(503);
        _storeFloor = null;

        var view = (await TestSite.Until(() => site.Get(), answer => answer.Status == 200)).Ok();
        Assert.Equal(SmallFloor.Start, (string)view["now"]!);
        Assert.Equal(SmallFloor.Start, (string)(await site.Get("floor")).Ok()["start"]!);
        Assert.Equal(200, (await site.Put("floor", Edited().ToJsonString())).Status);
        Assert.Equal(Later, (string)(await site.Get()).Ok()["now"]!);
    }

    [Fact]
    public async Task An_edit_whose_clock_could_not_be_stored_ends_as_its_floor_says()
    {
        var site = await TestSite.Stepped(_host);
        _isClockBroken = true;
        (await site.Put("floor", Edited().ToJsonString())).IsProblem(503);
        _isClockBroken = false;

        var view = (await TestSite.Until(() => site.Get(), answer => answer.Status == 200)).Ok();
        Assert.Equal(Later, (string)view["now"]!);
        Assert.Equal(Later, (string)(await site.Get("floor")).Ok()["start"]!);
        Assert.Equal((1, 0), await site.Record(site.Arrived("pick", 3, Later)));
        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pick"));
        await _host.Restart();
        Assert.Equal(Later, (string)(await site.Get()).Ok()["now"]!);
    }

    private static JsonObject Edited(string start = Later)
    {
        var floor = SmallFloor.Stepped();
        floor["start"] = start;
        return floor;
    }

    private sealed class FloorStorage(IJournaledStorage storage, ClockEditTests test) : IJournaledStorage
    {
        public Task Read<T>(string name, GrainId grain, IGrainState<T> state) => storage.Read(name, grain, state);

        public async Task Write<T>(string name, GrainId grain, IGrainState<T> state, JournalKey key, JournalRow? row)
        {
            if (name == "site-floor" && test._storeFloor is { } before) await before();
            await storage.Write(name, grain, state, key, row);
        }
    }
}
