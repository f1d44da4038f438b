using System.Diagnostics;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Sectors;

namespace SyncOps.Tests.Faults.Load;

/// <summary>
/// Four clients send events, three move resources and one reads, all at once, while what serves them is killed three times under them:
/// the one process that is everything, or a silo, a gateway or the database of a cluster.
/// </summary>
public sealed class KilledUnderLoadTests
{
    private const string Site = "under-load";
    private const int Sectors = 10;
    private const int Resources = 6;
    private const int Senders = 4;
    private const int Racers = 3;
    private const int BatchesPerSender = 300;
    private const int Kills = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Victim.Host)]
    [InlineData(Victim.Silo)]
    [InlineData(Victim.Gateway)]
    [InlineData(Victim.Database)]
    public async Task Whatever_dies_what_was_acknowledged_is_kept_and_nothing_counts_twice(Victim victim)
    {
        var random = new Random(Seed.Read());
        await using var grid = await Grid.StartAsync(victim, Cancellation);
        try
        {
            await Run(grid, victim, random);
        }
        catch
        {
            Told.Line(grid.Output);
            throw;
        }
    }

    private static async Task Run(Grid grid, Victim victim, Random random)
    {
        var https = grid.Addresses.Select(address => new HttpClient { BaseAddress = address }).ToArray();
        var options = new SyncOpsClientOptions { ResendFor = TimeSpan.FromSeconds(60) };
        var clients = https.Select(http => new SyncOpsClient(http, options)).ToArray();
        var client = clients[0];
        await client.PutFloor(SmallFloor.Live(Site, Sectors, Resources), cancellation: Cancellation);
        await CheckIn(client);
        // A source without sequence numbers is known by its ids alone.
        var senders = Enumerable.Range(0, Senders)
            .Select(i => new EventSender(
                clients[i % clients.Length], Site, Sectors, $"urn:test:{i}", isSequenced: i % 4 < 2, random.Next())).ToArray();
        var racers = Enumerable.Range(0, Racers)
            .Select(i => new MoveRacer(https[i % https.Length], Site, Sectors, Resources, $"racer{i}", random.Next())).ToArray();
        var bank = new BankReader(client, Site);
        var began = Stopwatch.GetTimestamp();

        var progress = new Progress();
        var sending = Task.WhenAll(senders.Select(s => s.SendAsync(BatchesPerSender, progress.Note, Cancellation)));
        var racing = Task.WhenAll(racers.Select(r => r.MoveUntilAsync(sending, Cancellation)));
        var reading = bank.ReadUntilAsync(sending, Cancellation);
        await KillNowAndThen(grid, victim, progress, random, sending);
        await Task.WhenAll(sending, racing, reading);

        foreach (var sender in senders) await sender.SendAllAgainAsync(Cancellation);
        AssertCounted([.. senders.SelectMany(s => s.Events)], await bank.ReadAsync(Cancellation));
        foreach (var racer in racers) await racer.SendAllAgainAsync(Cancellation);
        await AssertMoved([.. racers.SelectMany(r => r.Accepted)], client);
        foreach (var each in clients) each.Dispose();
        Told.Line(
            $"{senders.Sum(s => s.Events.Count())} events in {Senders * BatchesPerSender} batches, "
            + $"{racers.Sum(r => r.Accepted.Count)} moves, "
            + $"{bank.Reads} reads and {Kills} kills: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s.");
    }

    private static async Task CheckIn(SyncOpsClient client) => await client.PostEvents(
        Site,
        [.. Enumerable.Range(0, Resources).Select(i => new FloorEvent
        {
            Kind = EventKind.ResourceCheckedIn, Source = "urn:test:clock", Id = $"in{i}", Time = TimeProvider.System.GetUtcNow(),
            Resource = SmallFloor.Resource(i), Sector = SmallFloor.Sector(i),
        })],
        Cancellation);

    /// <summary>Each kill falls in a stretch of its own of the work, a seeded moment after a seeded number of batches.</summary>
    private static async Task KillNowAndThen(
        Grid grid, Victim victim, Progress progress, Random random, Task sending)
    {
        const int stretch = Senders * BatchesPerSender / (Kills + 1);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var batches = kill * stretch + random.Next(stretch / 2);
            await Task.WhenAny(progress.Reached(batches), sending);
            await Task.Delay(random.Next(30), Cancellation);
            if (sending.IsCompleted)
            {
                await sending;
                Assert.Fail("All was sent before the last kill: send more, or kill earlier.");
            }
            Told.Line($"Kill of the {victim} past {batches} acknowledged batches.");
            await grid.KillAsync(victim, random, Cancellation);
        }
    }

    private static void AssertCounted(IReadOnlyList<FloorEvent> sent, IReadOnlyList<SectorView> views)
    {
        foreach (var view in views)
        {
            Assert.Equal(
                (view.Sector, Sum(EventKind.WorkArrived), Sum(EventKind.WorkCompleted), Sum(EventKind.WorkRemoved)),
                (view.Sector, view.Totals.Arrived.Value, view.Totals.Completed.Value, view.Totals.Removed.Value));

            double Sum(EventKind kind) => sent.Where(e => e.Kind == kind && e.Sector == view.Sector).Sum(e => e.Units.Value);
        }
    }

    private static async Task AssertMoved(IReadOnlyList<AcceptedMove> moves, SyncOpsClient client)
    {
        var resources = await client.Resources(Site, Cancellation).ToListAsync(Cancellation);
        foreach (var resource in resources)
        {
            var own = moves.Where(m => m.Resource == resource.Resource).OrderBy(m => m.Version()).ToArray();
            Assert.NotEmpty(own);
            Assert.Equal(own.Length, own.DistinctBy(m => m.Version()).Count());
            Assert.Equal((own.Length, own[^1].To), (resource.MovesThisShift, resource.Sector));
        }
        var sectors = await client.Sectors(Site, Cancellation).ToListAsync(Cancellation);
        Assert.All(sectors, s => Assert.Equal((s.Sector, resources.Count(r => r.Sector == s.Sector)), (s.Sector, s.Staff)));
    }

    /// <summary>Counts what was acknowledged, and tells when there is so much of it.</summary>
    private sealed class Progress
    {
        private readonly Lock _lock = new();
        private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
        private int _count;

        public void Note()
        {
            lock (_lock)
            {
                _count++;
                foreach (var (_, reached) in _awaited.Where(a => a.Count <= _count)) reached.TrySetResult();
            }
        }

        public Task Reached(int count)
        {
            lock (_lock)
            {
                if (_count >= count) return Task.CompletedTask;
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _awaited.Add((count, reached));
                return reached.Task;
            }
        }
    }
}
