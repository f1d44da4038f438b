using System.Text.Json;
using SyncOps.Client;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Replays;

/// <summary>A host of its own with one site on it, whose floor was learned from the log.</summary>
internal sealed class ReplaySite : IAsyncDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);

    private readonly JobShop _log;
    private readonly string _site;
    private readonly HttpClient _http;

    private ReplaySite(JobShop log, string site, SiloProcess silo)
    {
        (_log, _site, Silo) = (log, site, silo);
        _http = new HttpClient { BaseAddress = silo.Address };
        Client = new SyncOpsClient(_http, new SyncOpsClientOptions { ResendFor = TimeSpan.FromSeconds(60) });
    }

    public SiloProcess Silo { get; }

    public SyncOpsClient Client { get; }

    /// <summary>Starts the host, learns the floor and stores it.</summary>
    public static async Task<ReplaySite> StartAsync(JobShop log, string site, CancellationToken cancellation)
    {
        var started = new ReplaySite(log, site, await SiloProcess.StartAsync(["--no-demo"], cancellation));
        try
        {
            var floor = Path.Combine(started.Silo.DataDirectory, "floor.json");
            var learned = await Command(
                ["floor", "discover", log.Path, "--site", site, "--out", floor, "--json", .. JobShop.Options], cancellation);
            using var report = JsonDocument.Parse(learned.Output);
            Told.Line($"Discovery of the job shop's floor: {report.RootElement.GetProperty("seconds")} s.");
            await Command(["floor", "apply", floor, "--server", $"{started.Silo.Address}"], cancellation);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public ProgramRun StartReplay() => ProgramRun.Start(
        BuiltProgram.Cli(),
        ["replay", _log.Path, "--site", _site, "--server", $"{Silo.Address}", "--json", .. JobShop.Options]);

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellation) => (await Client.GetSite(_site, cancellation)).Now;

    public async Task<IReadOnlyList<SectorView>> SectorsAsync(CancellationToken cancellation)
    {
        var floor = (await Client.GetFloor(_site, cancellation)).Value;
        var names = floor.Sectors.ToDictionary(s => s.Id, s => s.Name);
        var views = await Client.Sectors(_site, cancellation).ToListAsync(cancellation);
        return [.. views.Select(view => view with { Sector = names[view.Sector] })];
    }

    public async Task<IReadOnlyList<ResourceView>> ResourcesAsync(CancellationToken cancellation)
        => await Client.Resources(_site, cancellation).ToListAsync(cancellation);

    /// <summary>Every recommendation as the server wrote it, in id order, with the site's name blotted out.</summary>
    public async Task<IReadOnlyList<string>> RecommendationsAsync(CancellationToken cancellation)
    {
        var texts = new List<string>();
        var next = "";
        do
        {
            using var page = JsonDocument.Parse(
                await _http.GetStringAsync($"api/v1/sites/{_site}/recommendations?limit=500{next}", cancellation));
            texts.AddRange(page.RootElement.GetProperty("items").EnumerateArray()
                .Select(item => item.GetRawText().Replace($"\"site\":\"{_site}\"", "\"site\":\"\"", StringComparison.Ordinal)));
            next = page.RootElement.GetProperty("next").GetString() is { } token ? $"&next={Uri.EscapeDataString(token)}" : null;
        }
        while (next is not null);
        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _http.Dispose();
        await Silo.DisposeAsync();
    }

    private static async Task<ProgramEnd> Command(string[] arguments, CancellationToken cancellation)
    {
        await using var run = ProgramRun.Start(BuiltProgram.Cli(), arguments);
        var end = await run.EndAsync(CommandLimit, cancellation);
        return end.ExitCode == 0 ? end : throw new InvalidOperationException($"syncops {arguments[1]} failed: {end.Error}");
    }
}
