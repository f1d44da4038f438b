using Microsoft.Extensions.DependencyInjection;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.Grains;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Storage.Backups;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A site's journal lets go of its oldest rows while the site is forked.</summary>
public sealed class TrimmedForkTests : IAsyncLifetime
{
    private const string FivePast = "2026-03-02T06:05:00Z", TenPast = "2026-03-02T06:10:00Z", Seven = "2026-03-02T07:00:00Z";

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("syncops-test-");

    private readonly FloorHost _host = new(TimeProvider.System, services =>
    {
        services.PostConfigure<GridOptions>(grid => (grid.RowsPerSnapshot, grid.JournalDays) = (10, 0));
        services.AddSingleton<Journal>();
        services.AddSingleton<IJournal>(provider => new WatchedJournal(provider.GetRequiredService<Journal>()));
    });

    private WatchedJournal Journal => (WatchedJournal)_host.Journal;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _files.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_that_go_while_they_are_copied_leave_no_hole(bool isBrokenOff)
    {
        var site = await TestSite.Stepped(_host);
        var pick = new JournalKey(site.Id, "pick");
        await Fill(site, 32);
        // A part of row 33 is of after the fork's instant, and is left out of it.
        await site.Record(site.Arrived("pick", 1, SmallFloor.Start), site.Arrived("pick", 1, Seven));
        await Fill(site, 2);
        await Trim(pick, through: 5, snapshot: 30);

        Journal.HalfCopied = async (from, to) =>
        {
            Assert.Equal(35, (await Journal.ReadAt(to, 1, Cancellation))?.Sequence);
            BackUp();
            await Trim(from, through: 20, snapshot: 30);
            if (isBrokenOff) throw new StorageUnavailableException("The disk is full.");
        };
        var request = $$"""{"at":"{{SmallFloor.Start}}","site":"{{site.Id}}-fork"}""";
        var answer = await site.Post("fork", request);
        if (isBrokenOff)
        {
            answer.IsProblem(503);
            BackUp();
            answer = await site.Post("fork", request);
        }

        Assert.Equal(201, answer.Status);
        var fork = TestSite.Of(_host, $"{site.Id}-fork");
        var history = await fork.Items("history?sector=pick&limit=500");
        Assert.Equal(Enumerable.Range(21, 15), history.Select(item => (int)item!["sequence"]!));
        Assert.Equal((35, 0, 0, 0, 35), await fork.Totals("pick"));
        BackUp();
    }

    [Fact]
    public async Task A_broken_off_fork_that_is_done_again_with_more_rows_has_no_hole()
    {
        var site = await TestSite.Stepped(_host);
        await Fill(site, 35);
        Journal.HalfCopied = (_, _) => throw new StorageUnavailableException("The disk is full.");
        var request = $$"""{"at":"{{SmallFloor.Start}}","site":"{{site.Id}}-fork"}""";
        (await site.Post("fork", request)).IsProblem(503);
        // The clock still shows the instant: these count as well.
        await Fill(site, 10);
        await Trim(new JournalKey(site.Id, "pick"), through: 40, snapshot: 40);

        Assert.Equal(201, (await site.Post("fork", request)).Status);

        var fork = TestSite.Of(_host, $"{site.Id}-fork");
        Assert.Equal((45, 0, 0, 0, 45), await fork.Totals("pick"));
        var history = await fork.Items("history?sector=pick&limit=500");
        Assert.Equal(Enumerable.Range(41, 5), history.Select(item => (int)item!["sequence"]!));
        BackUp();
    }

    [Fact]
    public async Task What_goes_while_it_is_read_is_told_to_be_gone_and_the_id_is_free_for_a_later_instant_or_a_floor()
    {
        var site = await TestSite.Stepped(_host);
        var (pack, copy) = (new JournalKey(site.Id, "pack"), TestSite.Of(_host, $"{site.Id}-fork"));
        await Fill(site, 3);
        await Fill(site, 145, sector: "pack");
        await site.Advance(TenPast);
        await Fill(site, 5, TenPast, sector: "pack");

        // The stored snapshot is of later, so all rows are read; the second page begins after row 128.
        Journal.AfterRow = (key, sequence) => key == pack && sequence == 128 ? Trim(pack, through: 140, snapshot: 150) : Task.CompletedTask;
        var gone = await site.Post("fork", $$"""{"at":"{{FivePast}}","site":"{{copy.Id}}"}""");

        gone.IsProblem(409);
        Assert.Contains("no longer kept", gone.Text, StringComparison.Ordinal);
        foreach (var sector in (string[])["pick", "pack"])
            Assert.Null(await Journal.ReadAt(new JournalKey(copy.Id, sector), 1, Cancellation));
        BackUp();
        Assert.Equal(201, (await site.Post("fork", $$"""{"at":"{{TenPast}}","site":"{{copy.Id}}"}""")).Status);
        Assert.Equal((150, 0, 0, 0, 150), await copy.Totals("pack"));

        var floor = TestSite.Of(_host, $"{site.Id}-floor");
        (await site.Post("fork", $$"""{"at":"{{FivePast}}","site":"{{floor.Id}}"}""")).IsProblem(409);
        Assert.Equal(201, (await floor.Put("floor", SmallFloor.Stepped().ToJsonString())).Status);
    }

    [Fact]
    public async Task A_broken_off_fork_of_what_is_gone_by_now_leads_to_another_id()
    {
        var site = await TestSite.Stepped(_host);
        await Fill(site, 20);
        await site.Advance(TenPast);
        await Fill(site, 10, TenPast);
        Journal.HalfCopied = (_, _) => throw new StorageUnavailableException("The disk is full.");
        var early = $$"""{"at":"{{FivePast}}","site":"{{site.Id}}-fork"}""";
        var late = early.Replace(FivePast, TenPast, StringComparison.Ordinal);
        (await site.Post("fork", early)).IsProblem(503);
        await Trim(new JournalKey(site.Id, "pick"), through: 5, snapshot: 30);

        foreach (var request in (string[])[early, late])
        {
            var refused = await site.Post("fork", request);
            refused.IsProblem(409);
            Assert.Contains("another id", refused.Text, StringComparison.Ordinal);
        }
        Assert.Equal(201, (await site.Post("fork", late.Replace("-fork", "-late", StringComparison.Ordinal))).Status);
    }

    private static async Task Fill(TestSite site, int rows, string at = SmallFloor.Start, string sector = "pick")
    {
        for (var i = 0; i < rows; i++) await site.Record(site.Arrived(sector, 1, at));
    }

    /// <summary>Takes rows away once the snapshot is there that makes up for them.</summary>
    private async Task Trim(JournalKey key, long through, long snapshot)
    {
        await TestSite.Until(async () => await Journal.ReadSnapshot(key, Cancellation), stored => stored?.Sequence == snapshot);
        await Journal.RemoveThrough(key, through, Cancellation);
    }

    /// <summary>Fails where a journal has a hole; on PostgreSQL, whose database is the host's own, only the history would tell.</summary>
    private void BackUp()
    {
        if (!FloorHost.OnPostgres)
            Backup.Make(new GridPlace(_host.DataPath, null), Path.Combine(_files.FullName, "backup.db"), _ => { }, Cancellation);
    }
}
