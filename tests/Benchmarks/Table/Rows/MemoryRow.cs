using System.Diagnostics;
using System.Text;
using SyncOps.Benchmarks.Load;
using SyncOps.Engine.Contract;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>
/// What 100,000 resources, each checked in, and 5,000 sectors, each with an event, take in one process. They are ten sites, since a
/// floor document is bounded.
/// </summary>
internal sealed class MemoryRow : IRow
{
    private const int Sites = 10;
    private const int SectorsPerSite = 500;
    private const int ResourcesPerSite = 10_000;
    private const int Batch = 500;

    public string Name => "memory";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        using var heap = new HeapReader();
        await using var grid = await Grid.OnPostgres(bench, cancellation, heap.Environment);
        var sites = new List<Target>();
        try
        {
            Workbench.Say($"{Name}: sectors");
            for (var i = 0; i < Sites; i++)
            {
                sites.Add(await Target.Create(grid.Address, SectorsPerSite, cancellation, resources: 1, decidesHourly: true));
                await Filling.EverySector(sites[^1], cancellation);
            }
            Workbench.Say($"{Name}: floors with all resources");
            foreach (var site in sites) await site.PutFloor(ResourcesPerSite, cancellation);
            var before = await heap.ReadAtRest(grid.Silo.Id, cancellation);
            Workbench.Say($"{Name}: check-ins");
            var began = Stopwatch.GetTimestamp();
            foreach (var site in sites) await CheckIn(site, cancellation);
            var perSecond = Sites * ResourcesPerSite / Stopwatch.GetElapsedTime(began).TotalSeconds;
            await Task.Delay(TimeSpan.FromSeconds(3), cancellation);
            using var silo = Process.GetProcessById(grid.Silo.Id);
            var workingSet = silo.WorkingSet64;
            var after = await heap.ReadAtRest(grid.Silo.Id, cancellation);
            silo.Refresh();
            var perResource = (after - before) / 1024.0 / Sites / ResourcesPerSite;
            return
            [
                new("memory of an idle resource: managed heap", perResource, "KB", Reach.AtMost(4)),
                new("memory of 100,000 resources and 5,000 sectors: working set", workingSet / 1e9, "GB", Reach.AtMost(1.5)),
                new("memory of 100,000 resources and 5,000 sectors: managed heap", after / 1e9, "GB"),
                new("memory of 100,000 resources and 5,000 sectors: working set, collected", silo.WorkingSet64 / 1e9, "GB"),
                new("check-ins acknowledged", perSecond, "events/s"),
            ];
        }
        finally
        {
            foreach (var site in sites) site.Dispose();
        }
    }

    private static async Task CheckIn(Target site, CancellationToken cancellation)
    {
        using var connection = await site.Connect(cancellation);
        var time = ContractJson.Write(TimeProvider.System.GetUtcNow());
        foreach (var resources in Enumerable.Range(0, ResourcesPerSite).Chunk(Batch))
        {
            var events = resources.Select(i =>
                $$$"""{"specversion":"1.0","source":"urn:syncops:load:gate","id":"in-{{{i}}}","""
                + $$$""" "type":"syncops.resource.checkedIn","time":"{{{time}}}","data":"""
                + $$$"""{"resource":"{{{LoadFloor.ResourceId(i)}}}","sector":"{{{LoadFloor.SectorId(i % SectorsPerSite)}}}"}}""");
            await site.Send(connection, Encoding.ASCII.GetBytes($"[{string.Join(',', events)}]"), cancellation);
        }
    }
}
