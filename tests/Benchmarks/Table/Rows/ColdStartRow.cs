using System.Diagnostics;
using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>A large site whose host was killed: from the start of the new process to the first answers.</summary>
internal sealed class ColdStartRow : IRow
{
    private const int Sectors = 5_000;

    public string Name => "cold-start";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        await using var grid = await Grid.OnPostgres(bench, cancellation);
        Workbench.Say($"{Name}: a floor of {Sectors} sectors");
        using var target = await Target.Create(grid.Address, Sectors, cancellation);
        await Filling.EverySector(target, cancellation);
        await grid.Silo.KillAsync();
        var began = Stopwatch.GetTimestamp();
        await grid.Silo.RunAsync(cancellation);
        var ready = Stopwatch.GetElapsedTime(began);
        await target.Get($"/sectors/{LoadFloor.SectorId(0)}", cancellation);
        var first = Stopwatch.GetElapsedTime(began);
        await target.Get("/sectors?limit=500", cancellation);
        var page = Stopwatch.GetElapsedTime(began);
        return
        [
            new($"cold start, {Sectors} sectors: until it says it is ready", ready.TotalSeconds, "s"),
            new($"cold start, {Sectors} sectors: until a sector's view", first.TotalSeconds, "s", Reach.AtMost(10)),
            new($"cold start, {Sectors} sectors: until the first page of sectors", page.TotalSeconds, "s"),
        ];
    }
}
