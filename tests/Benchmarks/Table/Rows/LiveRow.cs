using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>From the moment that an event was due to be sent to the first frame of a live stream whose tile includes it.</summary>
internal sealed class LiveRow : IRow
{
    private const int Sectors = 50;
    private const int EventsPerSecond = 10_000;

    public string Name => "live";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        await using var grid = await Grid.OnPostgres(bench, cancellation);
        using var target = await Target.Create(grid.Address, Sectors, cancellation);
        Workbench.Say($"{Name}: warm-up and run");
        var plan = new LoadPlan(8, 20, Sectors, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10), EventsPerSecond);
        var result = await new LiveRun(plan, target).Measure(cancellation);
        var what = $"event to tile, {Sectors} sectors, {EventsPerSecond} events/s";
        return
        [
            new($"{what}: p50", result.EventToStream.P50Ms, "ms", Reach.AtMost(100)),
            new($"{what}: p99", result.EventToStream.P99Ms, "ms", Reach.AtMost(300)),
            new($"{what}: batches never shown", result.Unseen, "", Reach.AtMost(0)),
        ];
    }
}
