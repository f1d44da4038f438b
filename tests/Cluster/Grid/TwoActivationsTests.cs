using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Resources;
using SyncOps.Grains.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A cluster may have two activations of a grain for a while; here the other one is a row that it would have written.</summary>
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

    [Fact]
    public async Task A_resource_that_was_moved_by_another_is_not_told_to_be_where_it_was()
    {
        Assert.SkipUnless(FloorHost.OnPostgres, "Embedded storage is one process's own: no other activation can write.");
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start));
        Assert.Equal("pick", (string?)(await site.Get("resources/a1")).Ok()["sector"]);

        var key = JournalKey.OfResource(site.Id, "a1");
        var elsewhere = new JournaledState<ResourceState>(
            host.States, ResourceGrain.StateName, host.Grains.Resource(site.Id, "a1").GetGrainId(), key);
        await elsewhere.Read();
        var (state, next) = (elsewhere.State, elsewhere.State.Row + 1);
        var row = await host.Journal.ReadAt(key, state.Row, TestContext.Current.CancellationToken);
        await elsewhere.Write(
            state with { Sector = "pack", Version = state.Version + 1, Row = next }, new JournalRow(next, row!.Value.Payload));

        (await site.Get("resources/a1")).IsProblem(503);
        Assert.Equal("pack", (string?)(await site.Get("resources/a1")).Ok()["sector"]);
        // And it goes on from there.
        await site.Record(site.CheckedIn("a1", "pick", "2026-03-02T06:01:00Z"));
    }
}
