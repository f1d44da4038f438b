using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Sectors;
using SyncOps.Grains;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>The journal lets go of what is old, and of nothing that is still needed.</summary>
public sealed class RetentionTests : IAsyncDisposable
{
    private readonly DirectoryInfo _archive = Directory.CreateTempSubdirectory("syncops-archive-");
    private readonly FloorHost _host;

    public RetentionTests() => _host = new FloorHost(TimeProvider.System, services => services.PostConfigure<GridOptions>(grid =>
    {
        (grid.RowsPerSnapshot, grid.JournalDays, grid.ArchiveDirectory) = (10, 2, _archive.FullName);
    }));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _archive.Delete(recursive: true);
    }

    [Fact]
    public async Task Rows_older_than_the_retention_go_to_the_archive_and_history_begins_after_them()
    {
        await _host.InitializeAsync();
        var site = await TestSite.Stepped(_host);
        // A row every eight hours for ten days: 30 rows, the last of them 232 h after the first.
        var sent = new List<JsonObject>();
        for (var hour = 0; hour < 240; hour += 8)
        {
            var at = $"{new DateTime(2026, 3, 2, 6, 0, 0).AddHours(hour):yyyy-MM-dd'T'HH:mm:ss'Z'}";
            await site.Advance(at);
            sent.Add(site.Arrived("pick", 1, at));
            await site.Record(sent[^1]);
        }

        // The snapshot at row 30 is of 232 h; two days before is 184 h. Rows of 0, 8, ... 176 h are past: 23 of them.
        var history = await TestSite.Until(async () => await site.Items("history?sector=pick&limit=500"), items => items.Count == 7);
        Assert.Equal(sent.Skip(23), history.Select(item => item!["event"]), JsonNode.DeepEquals);
        Assert.Equal(24, (int)history[0]!["sequence"]!);
        var archived = _archive.GetFiles("*.jsonl.gz", SearchOption.AllDirectories).OrderBy(file => file.Name, StringComparer.Ordinal);
        Assert.Equal(sent.Take(23), archived.SelectMany(Lines).Select(line => JsonNode.Parse(line)!["event"]), JsonNode.DeepEquals);

        // What is gone cannot be forked any more; what the snapshot makes up for can.
        var gone = await site.Post("fork", """{"at":"2026-03-03T06:00:00Z"}""");
        gone.IsProblem(409);
        Assert.Contains("no longer kept", gone.Text, StringComparison.Ordinal);
        var fork = (await site.Post("fork", """{"at":"2026-03-11T22:00:00Z"}""")).Ok();
        Assert.Equal((30, 0, 0, 0, 30), await TestSite.Of(_host, (string)fork["site"]!).Totals("pick"));

        await _host.Restart();
        var again = TestSite.Of(_host, site.Id);
        Assert.Equal((30, 0, 0, 0, 30), await again.Totals("pick"));
        Assert.Equal((0, 1), await again.Record(sent[^1]));
        Assert.Equal((1, 0), await again.Record(again.Arrived("pick", 1, "2026-03-12T00:00:00Z", "new")));
        Assert.Equal(8, (await again.Items("history?sector=pick&limit=500")).Count);
    }

    [Fact]
    public async Task An_archive_stays_in_its_directory_whatever_sites_and_sectors_are_called()
    {
        var deeper = Path.Combine(_archive.FullName, "a", "b");
        var archive = new JournalArchive(Options.Create(new GridOptions { ArchiveDirectory = deeper }));

        await archive.Keep(
            new JournalKey("..", ".."), [new ArchivedRow(1, new JournalEntry { ReceivedAt = DateTimeOffset.UnixEpoch, Events = [] })],
            TestContext.Current.CancellationToken);

        Assert.StartsWith(deeper, Assert.Single(_archive.GetFiles("*.gz", SearchOption.AllDirectories)).FullName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 100, "000000000001-000000000100.jsonl.gz")]
    [InlineData(100, 80, "000000000001-000000000080.jsonl.gz 000000000001-000000000100.jsonl.gz")]
    public async Task Rows_that_are_kept_again_replace_no_file_that_holds_more(int first, int then, string files)
    {
        var archive = new JournalArchive(Options.Create(new GridOptions { ArchiveDirectory = _archive.FullName }));
        foreach (var last in (int[])[first, then])
        {
            var rows = Enumerable.Range(1, last)
                .Select(i => new ArchivedRow(i, new JournalEntry { ReceivedAt = DateTimeOffset.UnixEpoch, Events = [] }));
            await archive.Keep(new JournalKey("s1", "pick"), [.. rows], TestContext.Current.CancellationToken);
        }

        Assert.Equal(files, string.Join(' ', _archive.GetFiles("*", SearchOption.AllDirectories).Select(file => file.Name).Order()));
    }

    private static IEnumerable<string> Lines(FileInfo file)
    {
        using var reader = new StreamReader(new GZipStream(file.OpenRead(), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
