using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A cluster may have two activations of a sector for a while; here the other one is a row that it would have written.</summary>
public sealed class TwoActivationsTests
{
    [Fact]
    public async Task The_one_that_is_behind_does_not_answer_what_was_so_before()
    {
        Assert.SkipUnless(FloorHost.OnPostgres, "Embedded storage is one process's own: no other activation can write.");
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host);
        await site.Record(site.Arrived("pick", 5, SmallFloor.Start));
        var before = (await site.Get("sectors/pick")).Ok();
        Assert.Equal(5, (double)before["totals"]!["arrived"]!);

        var key = new JournalKey(site.Id, "pick");
        var last = await host.Journal.ReadLastSequence(key);
        var row = await host.Journal.ReadAt(key, last, TestContext.Current.CancellationToken);
        await host.Journal.Append(key, last + 1, row!.Value.Payload, TestContext.Current.CancellationToken);

        (await site.Get("sectors/pick")).IsProblem(503);
        var after = (await site.Get("sectors/pick")).Ok();
        Assert.Equal(10, (double)after["totals"]!["arrived"]!);
        Assert.True((long)after["version"]! > (long)before["version"]!);
        // It goes on from there, and its own rows do not look like another's.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await site.Record(site.Arrived("pick", 1, SmallFloor.Start));
            (await site.Get("sectors/pick")).Ok();
        }));
        Assert.Equal(30, (double)(await site.Get("sectors/pick")).Ok()["totals"]!["arrived"]!);
    }
}
