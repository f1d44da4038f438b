using System.Text.Json;
using System.Xml.Linq;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Exports;

/// <summary>What <c>syncops export</c> writes of a real server's site, in every format, read back by other means.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Site = "exported";
    private static readonly DateTimeOffset Six = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("syncops-export-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Delete(recursive: true);

    [Fact]
    public async Task Every_format_holds_what_was_recorded()
    {
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation);
        using var client = SyncOpsClient.To(silo.Address);
        await client.PutFloor(Stepped(Site), cancellation: Cancellation);
        // 700 events are more than one page of an answer.
        FloorEvent[] events = [.. Enumerable.Range(0, 350).SelectMany(n => new[]
        {
            Work(EventKind.WorkArrived, n, "s0", $"box{n}"), Work(EventKind.WorkCompleted, n, "s0", $"box{n}") with { To = "s1" },
        }), Work(EventKind.WorkCounted, 0, "s1", item: null)];
        await client.PostEvents(Site, events, Cancellation);

        await Csv(silo);
        await JsonLines(silo, client);
        await Xes(silo);
        await Ocel(silo);
    }

    [Fact]
    public async Task A_file_without_a_known_ending_or_a_site_that_is_not_there_is_refused_and_nothing_is_left()
    {
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation);

        Assert.Contains("end it with .csv", (await Export(silo, "history.txt", failed: true)).Error, StringComparison.Ordinal);
        Assert.Contains("no site 'exported'", (await Export(silo, "history.csv", failed: true)).Error, StringComparison.Ordinal);
        Assert.Empty(_files.GetFiles());
    }

    private async Task Csv(SiloProcess silo)
    {
        await Export(silo, "history.csv");
        var lines = await File.ReadAllLinesAsync(PathOf("history.csv"), Cancellation);
        Assert.Equal(702, lines.Length);
        Assert.StartsWith("sector,sequence,index,receivedAt,time,type,units,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("s0,1,0,2026-03-02T06:00:00Z,2026-03-02T06:00:00Z,work.arrived,1,", lines[1], StringComparison.Ordinal);
    }

    private async Task JsonLines(SiloProcess silo, SyncOpsClient client)
    {
        await Export(silo, "history.jsonl", "--from", "2026-03-02T06:00:00Z");
        var lines = await File.ReadAllLinesAsync(PathOf("history.jsonl"), Cancellation);

        // The same events, sent to another site, come to the same work.
        await client.PutFloor(Stepped("again"), cancellation: Cancellation);
        using var http = new HttpClient { BaseAddress = silo.Address };
        using var batch = new StringContent($"[{string.Join(',', lines)}]");
        batch.Headers.ContentType = new("application/cloudevents-batch+json");
        using var answer = await http.PostAsync(new Uri("api/v1/sites/again/events", UriKind.Relative), batch, Cancellation);
        Assert.Equal("""{"accepted":701,"duplicates":0}""", await answer.Content.ReadAsStringAsync(Cancellation));
        var (first, second) = (await client.GetSector(Site, "s0", Cancellation), await client.GetSector("again", "s0", Cancellation));
        Assert.Equal(first.Totals, second.Totals);
    }

    private async Task Xes(SiloProcess silo)
    {
        var end = await Export(silo, "history.xes");
        Assert.Contains("Wrote 700 events", end.Output, StringComparison.Ordinal);
        Assert.Contains("1 events of resources, counts, or work without an item", end.Output, StringComparison.Ordinal);
        var traces = XDocument.Load(PathOf("history.xes")).Root!.Elements().Where(e => e.Name.LocalName == "trace").ToList();
        Assert.Equal(350, traces.Count);
        Assert.All(traces, trace => Assert.Equal(["schedule", "complete"], Transitions(trace)));

        static IEnumerable<string> Transitions(XElement trace)
            => trace.Descendants().Where(e => (string?)e.Attribute("key") == "lifecycle:transition")
                .Select(e => (string)e.Attribute("value")!);
    }

    private async Task Ocel(SiloProcess silo)
    {
        await Export(silo, "history.json", "--format", "ocel");
        using var log = JsonDocument.Parse(await File.ReadAllTextAsync(PathOf("history.json"), Cancellation));
        var events = log.RootElement.GetProperty("events").EnumerateArray().ToList();
        var objects = log.RootElement.GetProperty("objects").EnumerateArray().Select(o => o.GetProperty("id").GetString()!).ToHashSet();
        Assert.Equal(701, events.Select(e => e.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(352, objects.Count);       // 350 boxes, two sectors
        Assert.All(events.SelectMany(e => e.GetProperty("relationships").EnumerateArray()),
            r => Assert.Contains(r.GetProperty("objectId").GetString()!, objects));
    }

    private Task<ProgramEnd> Export(SiloProcess silo, string file, params string[] options)
        => Export(silo, file, failed: false, options);

    private async Task<ProgramEnd> Export(SiloProcess silo, string file, bool failed, params string[] options)
    {
        await using var run = ProgramRun.Start(
            BuiltProgram.Cli(), ["export", Site, "--out", PathOf(file), "--server", silo.Address.ToString(), .. options]);
        var end = await run.EndAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal((failed ? 1 : 0, failed), (end.ExitCode, end.Error.Length > 0));
        return end;
    }

    private string PathOf(string file) => Path.Combine(_files.FullName, file);

    private static FloorDocument Stepped(string site)
        => SmallFloor.Live(site, sectors: 2, resources: 1) with { Clock = ClockKind.Stepped, Start = Six };

    private static FloorEvent Work(EventKind kind, int number, string sector, string? item) => new()
    {
        Kind = kind, Source = "urn:test:export", Id = $"{kind}-{number}", Time = Six.AddSeconds(number), Sector = sector,
        Units = Units.Of(1), Item = item,
    };
}
