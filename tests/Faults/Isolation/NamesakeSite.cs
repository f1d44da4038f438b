using System.Net;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Tests.Faults.Load;

namespace SyncOps.Tests.Faults.Isolation;

/// <summary>
/// A site that lives under load and looks at every answer as it is written: the name of the other site, which all of the other's
/// sources, items and reasons have in them, must be in none.
/// </summary>
internal sealed class NamesakeSite : IDisposable
{
    private const int Sectors = 4;
    private const int Resources = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient[] _gateways;
    private readonly string _stranger;

    // Paths of views, and of those which say whose they are.
    private readonly string[] _views;
    private readonly string[] _naming;
    private readonly int _unitsPerEvent;
    private readonly int _seed;
    private int _checked;
    private long _sent;

    private NamesakeSite(Grid grid, string name, string stranger, int unitsPerEvent, int seed)
    {
        _gateways = [.. grid.Addresses.Select(address => new HttpClient { BaseAddress = address })];
        (Name, _stranger, _unitsPerEvent, _seed) = (name, stranger, unitsPerEvent, seed);
        var root = $"api/v1/sites/{name}";
        _naming = [root, $"{root}/floor", $"{root}/history?sector=s0&limit=50", $"api/v1/governance/site:{name}"];
        string[] others = ["sectors", "sectors/s0", "resources", "resources/r0", "recommendations"];
        _views = [.. _naming, .. others.Select(view => $"{root}/{view}")];
    }

    public string Name { get; }

    /// <summary>Answers and messages that were looked at.</summary>
    public int Checked => _checked;

    public static async Task<NamesakeSite> Make(
        Grid grid, string name, string stranger, int unitsPerEvent, int seed, CancellationToken cancellation)
    {
        var site = new NamesakeSite(grid, name, stranger, unitsPerEvent, seed);
        using var client = new SyncOpsClient(site._gateways[0]);
        await client.PutFloor(SmallFloor.Live(name, Sectors, Resources), cancellation: cancellation);
        await client.PostEvents(name, [.. Enumerable.Range(0, Resources).Select(i => new FloorEvent
        {
            Kind = EventKind.ResourceCheckedIn, Source = $"urn:test:{name}", Id = $"in{i}", Time = TimeProvider.System.GetUtcNow(),
            Resource = SmallFloor.Resource(i), Sector = SmallFloor.Sector(i),
        })], cancellation);
        return site;
    }

    /// <summary>At each gateway, until it is cancelled: sends events, moves resources, asks for views, follows the live stream.</summary>
    public IEnumerable<Task> Live(CancellationToken until) => _gateways.SelectMany((gateway, i) => new[]
    {
        Until(() => Send(gateway), until), Until(() => Ask(gateway, new Random(_seed + i), until), until),
        Until(() => Follow(gateway, until), until),
        new MoveRacer(gateway, Name, Sectors, Resources, $"{Name}{i}", _seed + i).MoveUntilAsync(Ended(until), CancellationToken.None),
    });

    /// <summary>At rest: every view is its own by name, and the work in it by amount.</summary>
    public async Task AssertAllItsOwn(CancellationToken cancellation)
    {
        foreach (var view in _naming) Assert.Contains(Name, await Look(_gateways[0], view, cancellation), StringComparison.Ordinal);
        using var client = new SyncOpsClient(_gateways[^1]);
        var history = await client.History(Name, sector: "s0", cancellation: cancellation).ToListAsync(cancellation);
        Assert.NotEmpty(history);
        await foreach (var sector in client.Sectors(Name, cancellation))
        {
            Assert.True(sector.Totals.Arrived.Value > 0);
            Assert.Equal(0, sector.Totals.Arrived.Value % _unitsPerEvent);
            Assert.Equal(0, sector.Totals.Completed.Value % _unitsPerEvent);
        }
    }

    public void Dispose()
    {
        foreach (var gateway in _gateways) gateway.Dispose();
    }

    private static async Task Until(Func<Task> step, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // A gateway was away, or it is over.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private static Task Ended(CancellationToken until)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        until.Register(() => ended.SetResult());
        return ended.Task;
    }

    private async Task Send(HttpClient gateway)
    {
        var number = Interlocked.Increment(ref _sent);
        FloorEvent Event(EventKind kind, int sector) => new()
        {
            Kind = kind, Source = $"urn:test:{Name}", Id = $"{kind}-{sector}-{number}", Time = TimeProvider.System.GetUtcNow(),
            Sector = SmallFloor.Sector(sector), Units = Units.Of(_unitsPerEvent), Item = $"{Name}-{number}",
        };
        var events = Enumerable.Range(0, Sectors)
            .SelectMany(s => new[] { Event(EventKind.WorkArrived, s), Event(EventKind.WorkCompleted, s) }).ToList();
        using var body = EventBatch.Of(events);
        using var answer = await gateway.PostAsync($"api/v1/sites/{Name}/events", body, CancellationToken.None);
        Check(await answer.Content.ReadAsStringAsync(CancellationToken.None));
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer}");
        await Task.Delay(Pause, CancellationToken.None);
    }

    private async Task Ask(HttpClient gateway, Random random, CancellationToken until)
    {
        await Look(gateway, _views[random.Next(_views.Length)], until);
        await Task.Delay(Pause, until);
    }

    /// <summary>What was answered to it.</summary>
    private async Task<string> Look(HttpClient gateway, string view, CancellationToken cancellation)
    {
        using var answer = await gateway.GetAsync(view, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        Check(text);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{view}: {answer}");
        return text;
    }

    private async Task Follow(HttpClient gateway, CancellationToken until)
    {
        await using var stream = await gateway.GetStreamAsync($"api/v1/sites/{Name}/live", until);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(until) is { } line) Check(line);
    }

    private void Check(string text)
    {
        Assert.DoesNotContain(_stranger, text, StringComparison.OrdinalIgnoreCase);
        Interlocked.Increment(ref _checked);
    }
}
