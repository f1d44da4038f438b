using System.Net;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Tests.Faults.Disks;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Storage;

/// <summary>The one process whose disk is full: it refuses, loses nothing that it acknowledged, and goes on when there is room.</summary>
public sealed class FullDiskTests
{
    private const string Site = "full";
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(3);

    private static readonly DateTimeOffset Began = TimeProvider.System.GetUtcNow().AddMinutes(-10);

    private readonly HashSet<int> _acknowledged = [];
    private readonly HashSet<int> _refused = [];
    private int _sent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_told_with_503_and_nothing_acknowledged_is_lost()
    {
        Assert.SkipWhen(SmallDisk.Fault is not null, SmallDisk.Fault ?? "");
        await using var disk = await SmallDisk.MountAsync(mebibytes: 64, Cancellation);
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation, silo => silo.DataDirectory = disk.Path);
        using var http = new HttpClient { BaseAddress = silo.Address };
        using var client = new SyncOpsClient(http);
        await client.PutFloor(SmallFloor.Live(Site, sectors: 1, resources: 1), cancellation: Cancellation);
        for (var i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, await Post(http));

        await disk.FillAsync(Cancellation);
        using var over = new CancellationTokenSource(Full);
        while (!over.IsCancellationRequested)
        {
            await Post(http);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"api/v1/sites/{Site}/floor", Cancellation)).StatusCode);
        }
        Assert.NotEmpty(_refused);
        Told.Line($"{_acknowledged.Count} events acknowledged, {_refused.Count} refused on the full disk.");

        await disk.EmptyAsync();
        await client.PostEvents(Site, [.. _refused.Select(Arrival)], Cancellation);
        Assert.Equal(HttpStatusCode.OK, await Post(http));
        await AssertAllCounted(client);
        await silo.KillAsync();
        await silo.RunAsync(Cancellation);
        await AssertAllCounted(client);
    }

    /// <summary>Sends one more event, and keeps what was answered.</summary>
    private async Task<HttpStatusCode> Post(HttpClient http)
    {
        var number = _sent++;
        using var body = EventBatch.Of([Arrival(number)]);
        using var answer = await http.PostAsync($"api/v1/sites/{Site}/events", body, Cancellation);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            _acknowledged.Add(number);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"{answer}");
        _refused.Add(number);
        return answer.StatusCode;
    }

    private async Task AssertAllCounted(SyncOpsClient client)
    {
        var known = await client.PostEvents(Site, [.. _acknowledged.Select(Arrival)], Cancellation);
        Assert.Equal(new EventsAnswer(0, _acknowledged.Count), known);
        Assert.Equal(_sent, (await client.GetSector(Site, "s0", Cancellation)).Totals.Arrived.Value);
    }

    private static FloorEvent Arrival(int number) => new()
    {
        Kind = EventKind.WorkArrived, Source = "urn:test:disk", Id = $"{number}", Time = Began.AddMilliseconds(number), Sector = "s0",
        Units = Units.Of(1),
    };
}
