using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table;

/// <summary>Load on a grid, with what it costs.</summary>
internal sealed class GridLoad(Grid grid, Target target)
{
    private const int MostStretches = 8;
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Loads as fast as is acknowledged until two stretches of 5 s in a row bring no more than the best before: code is compiled as it is
    /// used, and on a busy machine that takes its time. At most 40 s.
    /// </summary>
    public async Task WarmUp(LoadPlan plan, CancellationToken cancellation)
    {
        var (best, sinceBest) = (0.0, 0);
        for (var stretch = 0; stretch < MostStretches && sinceBest < 2; stretch++)
        {
            var rate = (await Run(plan with { Duration = Stretch, Rate = null }, cancellation)).EventsPerSecond;
            sinceBest = rate > 1.05 * best ? 0 : sinceBest + 1;
            best = Math.Max(best, rate);
        }
    }

    public async Task<MeteredLoad> Run(LoadPlan plan, CancellationToken cancellation)
    {
        var (before, own) = (grid.ProcessorTime(), ProcessTimes.Own);
        var result = await new LoadRun(plan, target).Measure(cancellation);
        var after = grid.ProcessorTime();
        return new MeteredLoad(
            result.Acknowledged, result.Seconds, result.Latency,
            after.Grid - before.Grid, after.Database - before.Database, ProcessTimes.Own - own);
    }
}

/// <summary>What a load without warm-up came to, and the processor time of all who took part.</summary>
internal sealed record MeteredLoad(
    long Events, double Seconds, LatencySummary Latency, TimeSpan Grid, TimeSpan Database, TimeSpan Client)
{
    public double EventsPerSecond => Events / Seconds;

    public double GridMicrosecondsPerEvent => Grid.TotalMicroseconds / Events;

    public double DatabaseMicrosecondsPerEvent => Database.TotalMicroseconds / Events;

    public IEnumerable<Reading> Costs(string what) =>
    [
        new($"{what}: grid's processor time an event", GridMicrosecondsPerEvent, "µs"),
        new($"{what}: cores used by the grid", Grid.TotalSeconds / Seconds, "cores"),
        new($"{what}: cores used by the database", Database.TotalSeconds / Seconds, "cores"),
        new($"{what}: cores used by this client", Client.TotalSeconds / Seconds, "cores"),
    ];
}
