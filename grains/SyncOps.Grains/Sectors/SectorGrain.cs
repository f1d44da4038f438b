using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization;
using Orleans.Streams;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Forecast;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sectors;

/// <summary>
/// The shell around a <see cref="SectorLedger"/>: intake is interleaved and queued, one pump at a time decides, appends to the journal,
/// adopts and acknowledges. Reads answer what was last committed.
/// </summary>
[Reentrant]
public sealed partial class SectorGrain(
    IJournal journal,
    IJournalArchive archive,
    Serializer<JournalEntry> rows,
    Serializer<SectorSnapshot> snapshots,
    IStorageClock storageClock,
    FloorCache floors,
    TimeProvider time,
    TellPace pace,
    IOptions<GridOptions> options,
    ILogger<SectorGrain> logger) : Grain, ISectorGrain
{
    private const int MostLooks = 10;

    private readonly Queue<IIntake> _queue = new();
    private readonly SectorRoster _roster = new();
    private readonly HistoryForecast _forecast = new();
    private PacedTelling _telling = null!;
    private string _site = "", _sector = "";
    private SectorLedger _ledger = null!;
    private Floor _floor = null!;
    private ClockKind _clockKind;
    private long _loadVersion, _rowsSinceSnapshot, _eventsSinceSnapshot;
    private Func<Task<SectorMemory>>? _remember;
    private Task? _remembering;
    private bool _pumping, _lost, _ending;
    private JournalTrim? _trim;
    private Task _appending = Task.CompletedTask;

    private JournalKey Key => new(_site, _sector);

    /// <summary>Never before the ledger's clock, so that a replay of the rows meets the same instants.</summary>
    private DateTimeOffset Now => _clockKind == ClockKind.Live && storageClock.Now is var now && now > _ledger.Clock ? now : _ledger.Clock;

    /// <summary>
    /// Versions follow storage's clock where a row was stored, so that they rise across activations without being stored, and that of two
    /// activations the one that stores has the later ones.
    /// </summary>
    private long VersionNow => VersionAt(storageClock.Now);

    private static long VersionAt(DateTimeOffset time) => time.UtcTicks / (TimeSpan.TicksPerMillisecond / 10);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_site, _sector) = GrainKeys.Split(this.GetPrimaryKeyString());
        _telling = new PacedTelling(this, () => pace.Now, time, Tell);
        var site = GrainFactory.Site(_site);
        var header = await site.GetHeader() ?? throw new InvalidOperationException($"Site '{_site}' does not exist.");
        await ReadFloor(header.Version);
        _clockKind = _floor.Document.Clock;
        await ReadLedger(cancellationToken);
        if (_clockKind == ClockKind.Stepped) _ledger.AdvanceTo(SteppedNow(header));
        _roster.Fill(await site.GetRoster(_sector));
        // Sectors downstream are told then or at the next tick, not here: two that feed each other would wait for each other to wake up.
        _telling.Changed();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ending = true;
        // While a row is being written the ledger has noted events that may yet fail: a snapshot must not call them seen.
        if (!_lost && !_pumping && _ledger is not null && _rowsSinceSnapshot > 0) await WriteSnapshot(cancellationToken);
    }

    public Task<RecordResult> Record(FloorEvent[] events)
    {
        if (_lost) return Task.FromResult(new RecordResult(0, 0, Refusal: Lost()));
        if (_queue.Count >= options.Value.SectorQueueBatches)
        {
            return Task.FromResult(new RecordResult(0, 0, Refusal: new Refusal(
                RefusalKind.Busy, $"{_queue.Count} batches are waiting for sector '{_sector}': send this one again in a second.")));
        }
        var intake = new RecordIntake(events);
        Enqueue(intake);
        return intake.Done;
    }

    public async Task<IReadOnlyList<int>> FindConflicts(FloorEvent[] events)
    {
        await Remember();
        List<int> conflicts = [];
        for (var i = 0; i < events.Length; i++)
        {
            if (_ledger.Classify(events[i]) == Novelty.Conflict) conflicts.Add(i);
        }
        return conflicts;
    }

    public Task Credit(string upstream, CompletionMark[] completions)
    {
        var intake = new CreditIntake(upstream, completions);
        Enqueue(intake);
        return intake.Done;
    }

    public async Task<SectorLoad> Tick(DateTimeOffset now)
    {
        var intake = new TickIntake(now);
        Enqueue(intake);
        var load = await intake.Done;
        await TellDownstream();
        return load;
    }

    public Task<IReadOnlyList<TravelTally>> GetTravel() => Task.FromResult(_ledger.Accounts.Travel.Tallies);

    public async Task<HistoryPart> GetHistory(HistoryQuery query)
    {
        await BeNewest();
        return await new HistoryReader(journal, Key, Read).Read(query, _ledger.Sequence, _clockKind == ClockKind.Live);
    }

    private HistoryRow Read(byte[] payload)
    {
        var row = rows.Deserialize(payload)!;
        return new HistoryRow(row.ReceivedAt, row.Events);
    }

    public Task NotePresence(string resource, long version, Presence? presence)
    {
        if (_roster.Apply(resource, version, presence)) Changed();
        return Task.CompletedTask;
    }

    public async Task NoteFloor(long version)
    {
        if (version <= _floor.Version) return;
        var before = _floor.Document;
        await ReadFloor(version);
        Changed();
        var floor = _floor.Document;
        if (before.Clock == floor.Clock && before.Start == floor.Start) return;
        // The clock changes only before the first event: there is nothing yet that the old one counted, except who was here.
        if (_pumping || _ledger.Sequence > 0)
        {
            GiveUp(new StorageUnavailableException($"The clock of site '{_site}' was changed."), []);
            return;
        }
        _clockKind = floor.Clock;
        _ledger = SectorLedger.Empty(floor.Clock);
        if (floor is { Clock: ClockKind.Stepped, Start: { } start }) _ledger.AdvanceTo(start);
    }

    /// <summary>A clock is edited with its floor, and only before the first event: of an older floor it may be another.</summary>
    private DateTimeOffset SteppedNow(SiteHeader header)
        => header.HasEvents || header.Version == _floor.Version ? header.Clock.Now : _floor.Document.Start!.Value;

    private async Task ReadFloor(long version)
    {
        _floor = await floors.Get(_site, version) ?? throw new InvalidOperationException($"Site '{_site}' does not exist.");
        if (_floor.Sector(_sector) is null) throw new InvalidOperationException($"Site '{_site}' has no sector '{_sector}'.");
    }

    private async Task ReadLedger(CancellationToken cancellation)
    {
        var stored = await journal.ReadSnapshot(Key, cancellation);
        var snapshot = stored is { } row ? snapshots.Deserialize(row.Payload) : null;
        if (snapshot is null)
        {
            _ledger = SectorLedger.Empty(_clockKind);
            await ReadRows(_ledger.Replay, cancellation);
            return;
        }
        // Reads are answered from here on. The ids of a day may be a million: they are read once events come.
        _ledger = SectorLedger.From(_clockKind, snapshot);
        await ReadRows(_ledger.Adopt, cancellation);
        var last = _ledger.Sequence;
        _remember = async () =>
        {
            var memory = new SectorMemory(snapshot.Marks);
            await foreach (var (sequence, payload) in journal.Read(Key, snapshot.WindowFromSequence, CancellationToken.None))
            {
                if (sequence > last) break;
                memory.Replay(sequence, rows.Deserialize(payload)!);
            }
            return memory;
        };
        Trim(snapshot);
    }

    /// <summary>
    /// Reads all rows after the ledger's. Where another activation may still be at work, a row of its own without events follows them: the
    /// other is behind from then on, and lets go when it is asked (see <see cref="BeNewest"/>) or stores. Until the first event there is
    /// nothing to be behind of.
    /// </summary>
    private async Task ReadRows(Action<long, JournalEntry> take, CancellationToken cancellation)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            // By storage's clock itself: this silo's reading of it may lag, and what another told must not be later.
            var askedAt = journal.IsShared ? (await journal.ReadEnd(Key).WaitAsync(cancellation)).AskedAt : storageClock.Now;
            await foreach (var (sequence, payload) in journal.Read(Key, _ledger.Sequence + 1, cancellation))
                take(sequence, rows.Deserialize(payload)!);
            _loadVersion = Math.Max(VersionAt(askedAt), VersionNow);
            if (!journal.IsShared || _ledger.Sequence == 0) return;
            var (next, opening) = (_ledger.Sequence + 1, JournalEntry.Opening(_ledger.Clock));
            if (await journal.Append(Key, next, rows.SerializeToArray(opening), CancellationToken.None) == AppendResult.Fenced) continue;
            take(next, opening);
            return;
        }
        throw new StorageUnavailableException($"Another activation of sector '{_site}/{_sector}' goes on storing: ask again.");
    }

    /// <summary>Returns once the ledger knows which events it has recorded; read beside the grain's turns, as it takes a while.</summary>
    private Task Remember()
    {
        return _remember is { } remember ? _remembering ??= Recall(Task.Run(remember)) : Task.CompletedTask;

        async Task Recall(Task<SectorMemory> memory)
        {
            try
            {
                _ledger.Recall(await memory);
                _remember = null;
            }
            finally
            {
                _remembering = null;
            }
        }
    }

    private void Enqueue(IIntake intake)
    {
        if (_lost)
        {
            intake.Refuse(Lost());
            return;
        }
        _queue.Enqueue(intake);
        if (!_pumping) _ = Pump();
    }

    /// <summary>Works the queue off, one journal row after another. Never throws: what fails is told to those who wait for it.</summary>
    private async Task Pump()
    {
        _pumping = true;
        var taken = new List<IIntake>();
        try
        {
            await Remember();
            while (_queue.Count > 0)
            {
                taken.Clear();
                await Flush(taken);
            }
        }
        catch (Exception e)
        {
            GiveUp(e, taken);
        }
        finally
        {
            _pumping = false;
        }
    }

    /// <summary>Takes what waits, up to a row's size or the next tick, writes it as one row, adopts it and answers.</summary>
    private async Task Flush(List<IIntake> taken)
    {
        var receivedAt = Now;
        var admitted = new List<FloorEvent>();
        while (_queue.TryPeek(out var next) && admitted.Count < options.Value.EventsPerRow)
        {
            if (next is TickIntake && taken.Count > 0) break;
            taken.Add(_queue.Dequeue());
            if (next is TickIntake tick)
            {
                await Flush(tick);
                break;
            }
            admitted.AddRange(next.Admit(_ledger, _floor, _sector, receivedAt));
        }
        if (admitted.Count > 0) await Append(new JournalEntry { ReceivedAt = receivedAt, Events = [.. admitted] });
        foreach (var intake in taken) intake.Acknowledge();
        // What was refused or known already changes nothing, and nobody is told of it.
        if (admitted.Count > 0 || taken.Any(t => t is TickIntake)) Changed();
    }

    /// <summary>
    /// The load is built from what is stored by then, the news of the tick among it: the same tick once more, after a crash, answers
    /// the same.
    /// </summary>
    private async Task Flush(TickIntake tick)
    {
        _ledger.AdvanceTo(tick.Now);
        _loadVersion++;
        if (JournalEntry.News(_floor, _sector, _roster.InOrder(_floor), Now, _ledger.Accounts) is { } news) await Append(news);
        tick.Answer(BuildLoad());
    }

    private Task Append(JournalEntry row) => _appending = AppendAndAdopt(row);

    private async Task AppendAndAdopt(JournalEntry row)
    {
        var sequence = _ledger.Sequence + 1;
        var result = await journal.Append(Key, sequence, rows.SerializeToArray(row), CancellationToken.None);
        if (result == AppendResult.Fenced)
            throw new StorageUnavailableException($"Another activation of sector '{_site}/{_sector}' wrote row {sequence} first.");
        _ledger.Adopt(sequence, row);
        _loadVersion = Math.Max(_loadVersion + 1, VersionNow);
        _rowsSinceSnapshot++;
        _eventsSinceSnapshot += row.Events.Length;
        // What is pending is in every snapshot: many of those are not written again for every few that come.
        var mostEvents = Math.Max(options.Value.EventsPerSnapshot, _ledger.PendingEvents);
        if (_rowsSinceSnapshot >= options.Value.RowsPerSnapshot || _eventsSinceSnapshot >= mostEvents)
            Trim(await WriteSnapshot(CancellationToken.None));
    }

    /// <summary>Begins to let go of rows that are past, beside everything else.</summary>
    private void Trim(SectorSnapshot stored)
    {
        if (options.Value.JournalDays == 0) return;
        _trim ??= new JournalTrim(journal, archive, rows, Key, time, logger);
        var now = _clockKind == ClockKind.Live ? storageClock.Now : _ledger.Clock;
        _ = _trim.Run(stored, now, TimeSpan.FromDays(options.Value.JournalDays), () => _lost || _ending);
    }

    private async Task<SectorSnapshot> WriteSnapshot(CancellationToken cancellation)
    {
        var snapshot = _ledger.Snapshot();
        var state = snapshots.SerializeToArray(snapshot);
        _rowsSinceSnapshot = _eventsSinceSnapshot = 0;
        await journal.WriteSnapshot(Key, snapshot.Sequence, state, cancellation);
        return snapshot;
    }

    /// <summary>After a storage failure what is in memory may differ from what is stored: refuse who waits, read again.</summary>
    private void GiveUp(Exception e, List<IIntake> taken)
    {
        _lost = true;
        logger.LogWarning(e, "Sector {Site}/{Sector} lets go of its state and will read it again", _site, _sector);
        var refusal = Lost();
        foreach (var intake in taken) intake.Refuse(refusal);
        while (_queue.TryDequeue(out var intake)) intake.Refuse(refusal);
        DeactivateOnIdle();
    }

    private Refusal Lost() => new(RefusalKind.Unavailable, $"Sector '{_sector}' could not store the events: send them again.");

    private void Changed()
    {
        _loadVersion++;
        _telling.Changed();
    }

    private async Task Tell()
    {
        pace.Note();
        var load = BuildLoad();
        var streams = this.GetStreamProvider(LiveFeed.Provider);
        var area = _floor.Sector(_sector)!.Area;
        await streams.GetStream<SectorLoad>(LiveFeed.LoadsNamespace, $"{_site}/{area}").OnNextAsync(load);
        await streams.GetStream<LiveChange>(LiveFeed.ViewersNamespace, _site).OnNextAsync(new LiveChange { Load = load });
        if (_clockKind == ClockKind.Live) await TellDownstream();
    }

    /// <summary>Tells sectors that book their inside arrivals from this one's completions. Told twice does no harm.</summary>
    private async Task TellDownstream()
    {
        var untold = _ledger.Accounts.Untold.ToArray();
        if (untold.Length == 0) return;
        foreach (var route in _floor.Sector(_sector)?.Next ?? [])
        {
            if (_floor.Sector(route.To) is { Arrivals: ArrivalsFrom.Upstream, Retired: false })
                await GrainFactory.Sector(_site, route.To).Credit(_sector, untold);
        }
        _ledger.Accounts.ToldThrough(untold[^1].CompletedTotal);
    }
}
