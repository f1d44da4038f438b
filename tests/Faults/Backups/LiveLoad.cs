using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;

namespace SyncOps.Tests.Faults.Backups;

/// <summary>Arrivals on a live site, batch after batch, and what must be true of them wherever the site is restored.</summary>
internal sealed class LiveLoad : IAsyncDisposable
{
    private const string Site = "busy";
    private const int Sectors = 3;
    private const int EventsPerBatch = 20;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<FloorEvent[]> _acknowledged = [];
    private Task _sending = Task.CompletedTask;

    public int Batches
    {
        get
        {
            lock (_acknowledged) return _acknowledged.Count;
        }
    }

    public static async Task<LiveLoad> StartAsync(SyncOpsClient client, CancellationToken cancellation)
    {
        await client.PutFloor(SmallFloor.Live(Site, Sectors, resources: 2), cancellation: cancellation);
        var load = new LiveLoad();
        load._sending = Task.Run(() => load.SendAsync(client), cancellation);
        return load;
    }

    /// <summary>Waits until so many batches were acknowledged, and answers the ids of their events.</summary>
    public async Task<IReadOnlyList<string>> AcknowledgedAsync(int batches, CancellationToken cancellation)
    {
        while (Batches < batches)
        {
            if (_sending.IsCompleted) await _sending;
            await Task.Delay(10, cancellation);
        }
        lock (_acknowledged) return [.. _acknowledged.SelectMany(batch => batch).Select(e => e.Id)];
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    /// <summary>
    /// The restored site holds the beginning of each sector's history, all that was acknowledged before the backup among it; it knows
    /// what it holds, and takes the rest in once.
    /// </summary>
    public async Task VerifyAsync(
        SyncOpsClient source, SyncOpsClient restored, IReadOnlyList<string> acknowledged, CancellationToken cancellation)
    {
        var held = new HashSet<string>();
        for (var i = 0; i < Sectors; i++)
        {
            var sector = SmallFloor.Sector(i);
            var part = await HistoryAsync(restored, sector, cancellation);
            Assert.Equal((await HistoryAsync(source, sector, cancellation)).Take(part.Count), part);
            held.UnionWith(part.Select(item => item.Id));
            var view = await restored.GetSector(Site, sector, cancellation);
            Assert.Equal(Units.Of(part.Count), view.Totals.Arrived);
        }
        Assert.Superset(acknowledged.ToHashSet(), held);
        Assert.True(held.Count < Batches * EventsPerBatch, "The load went on after the backup, so some of it must be missing.");

        foreach (var batch in _acknowledged)
        {
            var known = batch.Count(e => held.Contains(e.Id));
            Assert.Equal(new EventsAnswer(batch.Length - known, known), await restored.PostEvents(Site, batch, cancellation));
            Assert.Equal(new EventsAnswer(0, batch.Length), await restored.PostEvents(Site, batch, cancellation));
        }
        var arrived = await restored.Sectors(Site, cancellation).Select(view => view.Totals.Arrived.Millionths).SumAsync(cancellation);
        Assert.Equal(Batches * EventsPerBatch * Units.Of(1).Millionths, arrived);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task SendAsync(SyncOpsClient client)
    {
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            var now = TimeProvider.System.GetUtcNow();
            FloorEvent[] batch = [.. Enumerable.Range(0, EventsPerBatch).Select(i => new FloorEvent
            {
                Kind = EventKind.WorkArrived, Source = "urn:test:backup", Id = $"{number}-{i}", Time = now,
                Sector = SmallFloor.Sector(i % Sectors), Units = Units.Of(1),
            })];
            Assert.Equal(new EventsAnswer(batch.Length, 0), await client.PostEvents(Site, batch, CancellationToken.None));
            lock (_acknowledged) _acknowledged.Add(batch);
        }
    }

    private static async Task<List<(long Sequence, int Index, string Id)>> HistoryAsync(
        SyncOpsClient client, string sector, CancellationToken cancellation)
        => await client.History(Site, sector: sector, cancellation: cancellation)
            .Select(item => (item.Sequence, item.Index, item.Event.GetProperty("id").GetString()!)).ToListAsync(cancellation);
}
