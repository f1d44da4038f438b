using System.Diagnostics;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Tests.Faults.Load;

/// <summary>
/// Twelve clients send 5,000 events a second of four sources, three move resources and one reads, all at once, while one fault after
/// another happens under them: to the one process that is everything, or to a cluster.
/// </summary>
internal sealed class LoadRun(Grid grid, string site, int batches, IReadOnlyList<Fault> faults, Random random)
{
    private const int Sectors = 10;
    private const int Resources = 6;
    private const int Sources = 4;
    private const int SendersPerSource = 3;
    private const int Senders = Sources * SendersPerSource;
    private const int Racers = 3;
    private const double EventsPerSecond = 5_000;

    // Nobody may wait longer for an acknowledgement after the end of a fault, on a machine that has stopped and started half a cluster.
    private static readonly TimeSpan Recovers = TimeSpan.FromSeconds(40);

    private readonly List<(Fault Fault, long At)> _suffered = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Fails when an acknowledged event or move is lost or counts twice, or an answer contradicts an earlier one.</summary>
    public async Task<LoadOutcome> PlayAsync()
    {
        var https = grid.Addresses.Select(address => new HttpClient { BaseAddress = address }).ToArray();
        var options = new SyncOpsClientOptions { ResendFor = TimeSpan.FromSeconds(120) };
        var clients = https.Select(http => new SyncOpsClient(http, options)).ToArray();
        var client = clients[0];
        await client.PutFloor(SmallFloor.Live(site, Sectors, Resources), cancellation: Cancellation);
        await CheckIn(client);
        var sources = Enumerable.Range(0, Sources).Select(i => new Source($"urn:test:{i}", isSequenced: i % 2 == 0)).ToArray();
        var senders = Enumerable.Range(0, Senders)
            .Select(i => new EventSender(
                clients[i % clients.Length], site, Sectors, EventsPerSecond / Senders, sources[i / SendersPerSource], random.Next()))
            .ToArray();
        var racers = Enumerable.Range(0, Racers)
            .Select(i => new MoveRacer(https[i % https.Length], site, Sectors, Resources, $"racer{i}", random.Next())).ToArray();
        var bank = new BankReader(client, site);
        var began = Stopwatch.GetTimestamp();

        var (progress, over) = (new Progress(), new TaskCompletionSource());
        var sending = Task.WhenAll(senders.Select(s => s.SendAsync(batches / Senders, progress.Note, over.Task, Cancellation)));
        var racing = Task.WhenAll(racers.Select(r => r.MoveUntilAsync(sending, Cancellation)));
        var reading = bank.ReadUntilAsync(sending, Cancellation);
        try
        {
            await FaultNowAndThen(progress, sending);
        }
        finally
        {
            over.SetResult();
        }
        await Task.WhenAll(sending, racing, reading);

        var took = Stopwatch.GetElapsedTime(began);

        await Task.WhenAll(senders.Select(s => s.SendAllAgainAsync(Cancellation)));
        AssertCounted([.. senders.SelectMany(s => s.Events)], await bank.ReadAsync(Cancellation));
        var moves = racers.SelectMany(r => r.Accepted).ToList();
        var remembered = moves.GroupBy(m => m.Resource)
            .SelectMany(own => own.OrderBy(m => m.Version()).TakeLast(ResourceState.MaxMovesKept)).ToHashSet();
        foreach (var racer in racers) await racer.SendAgainAsync(remembered, Cancellation);
        await AssertMoved(moves, client);
        foreach (var each in clients) each.Dispose();
        var outcome = new LoadOutcome(
            senders.Sum(s => s.Events.Count()), senders.Sum(s => s.Batches), racers.Sum(r => r.Accepted.Count), bank.Reads,
            took,
            [.. _suffered.SelectMany(f => senders.Select(s => new Wait(f.Fault, s.LongestGapAfter(f.At))))]);
        Assert.All(outcome.Waits, w => Assert.True(w.Longest < grid.LongestFault + Recovers, $"{w} after {grid.LongestFault} at most."));
        return outcome;
    }

    private async Task CheckIn(SyncOpsClient client) => await client.PostEvents(
        site,
        [.. Enumerable.Range(0, Resources).Select(i => new FloorEvent
        {
            Kind = EventKind.ResourceCheckedIn, Source = "urn:test:clock", Id = $"in{i}", Time = TimeProvider.System.GetUtcNow(),
            Resource = SmallFloor.Resource(i), Sector = SmallFloor.Sector(i),
        })],
        Cancellation);

    /// <summary>Each fault falls in a stretch of its own of the work, a seeded moment after a seeded number of batches.</summary>
    private async Task FaultNowAndThen(Progress progress, Task sending)
    {
        var stretch = batches / (faults.Count + 1);
        for (var n = 1; n <= faults.Count; n++)
        {
            var past = n * stretch + random.Next(stretch / 2);
            await Task.WhenAny(progress.Reached(past), sending);
            await Task.Delay(random.Next(30), Cancellation);
            // Before the last fault they end only by failing.
            if (sending.IsCompleted) await sending;
            Told.Line($"{faults[n - 1]} past {past} acknowledged batches.");
            _suffered.Add((faults[n - 1], Stopwatch.GetTimestamp()));
            await grid.Suffer(faults[n - 1], random, Cancellation);
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

    private async Task AssertMoved(IReadOnlyList<AcceptedMove> moves, SyncOpsClient client)
    {
        var resources = await client.Resources(site, Cancellation).ToListAsync(Cancellation);
        foreach (var resource in resources)
        {
            var own = moves.Where(m => m.Resource == resource.Resource).OrderBy(m => m.Version()).ToArray();
            Assert.NotEmpty(own);
            Assert.Equal(own.Length, own.DistinctBy(m => m.Version()).Count());
            Assert.Equal((own.Length, own[^1].To), (resource.MovesThisShift, resource.Sector));
        }
        var sectors = await client.Sectors(site, Cancellation).ToListAsync(Cancellation);
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

/// <summary>The longest time that a caller went without an acknowledgement from a fault until 60 s after it.</summary>
internal readonly record struct Wait(Fault Fault, TimeSpan Longest);

/// <summary>What a run did: distinct events, their batches, moves, reads that were checked, and each caller's wait at each fault.</summary>
internal sealed record LoadOutcome(int Events, int Batches, int Moves, int Reads, TimeSpan Took, IReadOnlyList<Wait> Waits)
{
    public string Line => $"{Events} events in {Batches} batches, {Moves} moves, {Reads} reads in {Took.TotalSeconds:0.0} s; "
        + $"nobody waited longer than {Waits.Max(w => w.Longest).TotalSeconds:0.0} s for an acknowledgement.";
}
