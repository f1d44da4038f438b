using System.Diagnostics;
using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>
/// The first read of a sector after its host was killed and started again: one with a day of a million events against an empty one. Each
/// is the only sector of its site, so that nothing else wakes it.
/// </summary>
internal sealed class WakeUpRow : IRow
{
    private const int Thousands = 1_000;

    public string Name => "wake-up";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        await using var grid = await Grid.OnPostgres(bench, cancellation);
        using var first = await Quiet(grid, cancellation);
        using var empty = await Quiet(grid, cancellation);
        using var sequenced = await Quiet(grid, cancellation);
        using var bare = await Quiet(grid, cancellation);
        Workbench.Say($"{Name}: two sectors with a million events each");
        await Filling.Day(sequenced, Thousands, isSequenced: true, cancellation);
        await Filling.Day(bare, Thousands, isSequenced: false, cancellation);
        await grid.Silo.KillAsync();
        await grid.Silo.RunAsync(cancellation);
        // The way there is compiled when it is first gone.
        await Read(first, cancellation);
        var nothing = await Read(empty, cancellation);
        return
        [
            new("wake-up of an empty sector", nothing, "ms"),
            new("wake-up after a million events, with sequence", await Read(sequenced, cancellation), "ms", Reach.AtMost(200)),
            new("wake-up after a million events, without sequence", await Read(bare, cancellation), "ms", Reach.AtMost(200)),
        ];
    }

    private static Task<Target> Quiet(Grid grid, CancellationToken cancellation)
        => Target.Create(grid.Address, sectors: 1, cancellation, decidesHourly: true);

    private static async Task<double> Read(Target target, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await target.Get($"/sectors/{LoadFloor.SectorId(0)}", cancellation);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
