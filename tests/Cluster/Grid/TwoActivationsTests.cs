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

        await RepeatLastRow(site, "pick");

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
    public async Task One_that_comes_to_life_puts_the_others_behind_with_a_row_of_its_own()
    {
        Assert.SkipUnless(FloorHost.OnPostgres, "Embedded storage is one process's own: there is no other activation.");
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host);
        await site.Record(site.Arrived("pick", 5, SmallFloor.Start));
        var first = (await site.Get("sectors/pick")).Ok();
        var before = await host.Journal.ReadEnd(new JournalKey(site.Id, "pick"));

        // It lets go, and the next one comes to life.
        await RepeatLastRow(site, "pick");
        (await site.Get("sectors/pick")).IsProblem(503);
        var second = (await site.Get("sectors/pick")).Ok();

        var after = await host.Journal.ReadEnd(new JournalKey(site.Id, "pick"));
        Assert.Equal(before.Sequence + 2, after.Sequence);
        Assert.InRange((long)second["version"]!, before.AskedAt.UtcTicks / 1000, after.AskedAt.UtcTicks / 1000);
        Assert.True((long)second["version"]! > (long)first["version"]!);
        // A row without events is no history.
        Assert.Equal(2, (await site.Items("history?sector=pick")).Count);
    }

    [Fact]
    public async Task A_resource_that_was_moved_by_another_is_not_told_to_be_where_it_was()
    {
        Assert.SkipUnless(FloorHost.OnPostgres, "Embedded storage is one process's own: no other activation can write.");
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start));
        Assert.Equal("pick", (string?)(await site.Get("resources/a1")).Ok()["sector"]);

        await Move(site, "a1", "pack");

        (await site.Get("resources/a1")).IsProblem(503);
        Assert.Equal("pack", (string?)(await site.Get("resources/a1")).Ok()["sector"]);
        // And it goes on from there.
        await site.Record(site.CheckedIn("a1", "pick", "2026-03-02T06:01:00Z"));
    }

    [Fact]
    public async Task A_history_does_not_end_before_what_another_has_recorded()
    {
        Assert.SkipUnless(FloorHost.OnPostgres, "Embedded storage is one process's own: no other activation can write.");
        await using var host = await FloorHost.Started();
        var site = await TestSite.Stepped(host);
        await site.Record(site.Arrived("pick", 5, SmallFloor.Start), site.CheckedIn("a1", "pick", SmallFloor.Start));
        Assert.Single(await site.Items("history?sector=pick"));
        Assert.Single(await site.Items("history?resource=a1"));

        await RepeatLastRow(site, "pick");
        (await site.Get("history?sector=pick")).IsProblem(503);
        Assert.Equal(2, (await site.Items("history?sector=pick")).Count);

        await Move(site, "a1", "pack");
        (await site.Get("history?resource=a1")).IsProblem(503);
        Assert.Equal(2, (await site.Items("history?resource=a1")).Count);
    }

    /// <summary>What another activation of a sector stores that has recorded the same once more.</summary>
    private static async Task RepeatLastRow(TestSite site, string sector)
    {
        var (journal, key) = (site.Host.Journal, new JournalKey(site.Id, sector));
        var last = (await journal.ReadEnd(key)).Sequence;
        var row = await journal.ReadAt(key, last, TestContext.Current.CancellationToken);
        await journal.Append(key, last + 1, row!.Value.Payload, TestContext.Current.CancellationToken);
    }

    /// <summary>What another activation of a resource stores that has moved it.</summary>
    private static async Task Move(TestSite site, string resource, string to)
    {
        var (host, key) = (site.Host, JournalKey.OfResource(site.Id, resource));
        var elsewhere = new JournaledState<ResourceState>(
            host.States, ResourceGrain.StateName, host.Grains.Resource(site.Id, resource).GetGrainId(), key);
        await elsewhere.Read();
        var (state, next) = (elsewhere.State, elsewhere.State.Row + 1);
        var row = await host.Journal.ReadAt(key, state.Row, TestContext.Current.CancellationToken);
        await elsewhere.Write(
            state with { Sector = to, Version = state.Version + 1, Row = next }, new JournalRow(next, row!.Value.Payload));
    }
}
