using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>Processor time an event on floors of very different sizes, at one steady rate: a large floor is to cost no more.</summary>
internal sealed class SectorsRow : IRow
{
    private const int EventsPerSecond = 20_000;
    private static readonly int[] Sizes = [16, 256, 4096];
    // A new process compiles what it uses often, and some 20 s after their first events the coordinators decide for the first time, which
    // on the largest floor takes 3 s of processor time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    public string Name => "sectors";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        var readings = new List<Reading>();
        var costs = new List<double>();
        foreach (var sectors in Sizes)
        {
            Workbench.Say($"{Name}: {sectors}");
            // A process for each, so that none pays for the floor of another.
            await using var grid = await Grid.OnPostgres(bench, cancellation);
            using var target = await Target.Create(grid.Address, sectors, cancellation);
            var load = new GridLoad(grid, target);
            await load.Run(Plan(sectors, WarmUp), cancellation);
            var measured = await load.Run(Plan(sectors, Duration), cancellation);
            costs.Add(measured.GridMicrosecondsPerEvent);
            readings.Add(new($"{sectors} sectors: grid's processor time an event", measured.GridMicrosecondsPerEvent, "µs"));
            readings.Add(new($"{sectors} sectors: database's processor time an event", measured.DatabaseMicrosecondsPerEvent, "µs"));
            readings.Add(new($"{sectors} sectors: p99", measured.Latency.P99Ms, "ms"));
            Workbench.Say($"{Name}: {measured.EventsPerSecond:0} events/s, {measured.Latency}");
        }
        readings.Add(new("most to least processor time an event", costs.Max() / costs.Min(), "times", Reach.AtMost(1.5)));
        return readings;
    }

    private static LoadPlan Plan(int sectors, TimeSpan duration) => new(8, 100, sectors, TimeSpan.Zero, duration, EventsPerSecond);
}
