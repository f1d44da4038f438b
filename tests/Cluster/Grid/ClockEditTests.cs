using Microsoft.Extensions.DependencyInjection;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A planner changes a floor's clock while the first event comes in: one of them is first, and the event counts once.</summary>
public sealed class ClockEditTests : IAsyncLifetime
{
    private const string Later = "2026-03-02T07:00:00Z";

    private readonly HeldFloorNews _news = new();
    private readonly FloorHost _host;

    public ClockEditTests()
        => _host = new FloorHost(TimeProvider.System, services => services.AddSingleton<IIncomingGrainCallFilter>(_news));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_event_that_comes_while_sectors_are_told_is_sent_again_and_counts_once()
    {
        var site = await TestSite.Stepped(_host);
        var e = site.Arrived("pick", 3, Later);
        var edit = site.Put("floor", Edited().ToJsonString());
        await _news.Reached;

        (await site.PostEvents(e)).IsProblem(503);
        _news.Open();
        Assert.Equal(200, (await edit).Status);
        Assert.Equal((1, 0), await site.Record(e));
        Assert.Equal((0, 1), await site.Record(e));
        Assert.Equal((3, 0, 0, 0, 3), await site.Totals("pick"));
        Assert.Equal(Later, (string)(await site.Get()).Ok()["now"]!);
    }

    [Fact]
    public async Task After_an_event_the_clock_stays()
    {
        _news.Open();
        var site = await TestSite.Stepped(_host);
        await site.Record(site.Arrived("pick", 3, Later));
        (await site.Put("floor", Edited().ToJsonString())).IsProblem(422);
    }

    private static System.Text.Json.Nodes.JsonObject Edited()
    {
        var floor = SmallFloor.Stepped();
        floor["start"] = Later;
        return floor;
    }

    /// <summary>Holds the news of a floor's second version on its way to sectors until it is opened.</summary>
    private sealed class HeldFloorNews : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        public void Open() => _open.TrySetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context is { Grain: ISectorGrain, MethodName: nameof(ISectorGrain.NoteFloor) } && context.Request.GetArgument(0) is 2L)
            {
                _reached.TrySetResult();
                await _open.Task;
            }
            await context.Invoke();
        }
    }
}
