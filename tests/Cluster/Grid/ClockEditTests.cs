using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A planner changes a floor's clock while the first event comes in: one of them is first, and the event counts once.</summary>
public sealed class ClockEditTests : IAsyncLifetime
{
    private const string Later = "2026-03-02T07:00:00Z";

    private readonly HeldCalls _calls = new();
    private readonly FloorHost _host;

    public ClockEditTests() => _host = new FloorHost(TimeProvider.System, services => services
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddSingleton<IJournaledStorage>(provider => new FloorStorage(provider.GetRequiredService<GrainStorage>(), this)));

    /// <summary>Whether storage of floors is broken.</summary>
    private bool IsBroken { get; set; }

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
    public async Task An_edit_of_which_only_the_clock_was_stored_counts_for_nothing()
    {
        var site = await TestSite.Stepped(_host);
        IsBroken = true;
        (await site.Put("floor", Edited().ToJsonString())).IsProblem(503);
        IsBroken = false;

        var view = (await TestSite.Until(() => site.Get(), answer => answer.Status == 200)).Ok();
        Assert.Equal(SmallFloor.Start, (string)view["now"]!);
        Assert.Equal(SmallFloor.Start, (string)(await site.Get("floor")).Ok()["start"]!);
        Assert.Equal(200, (await site.Put("floor", Edited().ToJsonString())).Status);
        Assert.Equal(Later, (string)(await site.Get()).Ok()["now"]!);
    }

    private static JsonObject Edited()
    {
        var floor = SmallFloor.Stepped();
        floor["start"] = Later;
        return floor;
    }

    private sealed class FloorStorage(IJournaledStorage storage, ClockEditTests test) : IJournaledStorage
    {
        public Task Read<T>(string name, GrainId grain, IGrainState<T> state) => storage.Read(name, grain, state);

        public Task Write<T>(string name, GrainId grain, IGrainState<T> state, JournalKey key, JournalRow? row)
            => test.IsBroken && name == "site-floor"
                ? throw new StorageUnavailableException("No floor can be stored for now.")
                : storage.Write(name, grain, state, key, row);
    }
}
