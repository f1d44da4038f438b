using System.Buffers;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Sectors;

/// <summary>
/// The work of one sector: which events it has recorded, which of them have taken effect, and what they add up to. It is the fold of
/// the sector's journal: the same rows in the same order give the same ledger, on any machine.
/// </summary>
/// <remarks>
/// On a stepped clock an event takes effect when the clock reaches its time; until then it is pending. On a live clock, and when it is
/// late, it takes effect at its receipt; only work on its way from upstream is waited for on either clock.
/// </remarks>
public sealed class SectorLedger
{
    private readonly ClockKind _clock;
    private readonly SectorAccounts _accounts;
    private readonly SortedSet<FloorEvent> _pending = new(EffectOrder.Instance);
    private SectorMemory _memory;

    private SectorLedger(ClockKind clock, SectorAccounts accounts, SectorMemory memory)
        => (_clock, _accounts, _memory) = (clock, accounts, memory);

    /// <summary>The last journal row that the ledger holds; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Everything up to and including this instant has taken effect.</summary>
    public DateTimeOffset Clock { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Events that are recorded and have not taken effect yet.</summary>
    public int PendingEvents => _pending.Count;

    /// <summary>What the events that took effect add up to.</summary>
    public SectorAccounts Accounts => _accounts;

    /// <summary>The first journal row that identities must be read from when the ledger is restored.</summary>
    public long WindowFromSequence => _memory.FirstRow ?? Sequence + 1;

    public static SectorLedger Empty(ClockKind clock) => new(clock, new SectorAccounts(), new SectorMemory([]));

    /// <summary>
    /// A ledger as of a snapshot. Either rows from <see cref="SectorSnapshot.WindowFromSequence"/> on are replayed into it; or those after
    /// the snapshot are adopted, and before it admits anything it is to <see cref="Recall"/> a memory of all.
    /// </summary>
    public static SectorLedger From(ClockKind clock, SectorSnapshot snapshot)
    {
        var ledger = new SectorLedger(clock, snapshot.Accounts, new SectorMemory(snapshot.Marks))
        {
            Sequence = snapshot.Sequence, Clock = snapshot.Clock,
        };
        foreach (var e in snapshot.Pending) ledger._pending.Add(e);
        return ledger;
    }

    /// <summary>The ledger's state, sharing nothing that later changes except <see cref="Accounts"/>: serialise it at once.</summary>
    public SectorSnapshot Snapshot() => new()
    {
        Sequence = Sequence, Clock = Clock, WindowFromSequence = WindowFromSequence,
        Accounts = _accounts, Marks = _memory.Marks(), Pending = [.. _pending],
    };

    /// <summary>What an event would be if it were recorded now.</summary>
    public Novelty Classify(FloorEvent e) => _memory.Classify(e, EventFingerprint.Of(e));

    /// <summary>
    /// Takes a batch in if none of its events conflicts, and returns the new ones in order; their identities count as seen from here
    /// on. The caller must write them as the next row and then <see cref="Adopt"/> it, or give the ledger up. Of events that share an
    /// identity or a sequence number within the batch the first counts, as between batches.
    /// </summary>
    public Intake Admit(IReadOnlyList<FloorEvent> batch, DateTimeOffset receivedAt)
    {
        var fingerprints = ArrayPool<EventFingerprint>.Shared.Rent(batch.Count);
        try
        {
            return Admit(batch, fingerprints, receivedAt);
        }
        finally
        {
            ArrayPool<EventFingerprint>.Shared.Return(fingerprints);
        }
    }

    private Intake Admit(IReadOnlyList<FloorEvent> batch, EventFingerprint[] fingerprints, DateTimeOffset receivedAt)
    {
        List<int>? conflicts = null;
        for (var i = 0; i < batch.Count; i++) fingerprints[i] = EventFingerprint.Of(batch[i]);
        // By itself: where each is remembered is far from all others, and the processor waits for several of them at once.
        for (var i = 0; i < batch.Count; i++)
        {
            if (_memory.Classify(batch[i], fingerprints[i]) == Novelty.Conflict) (conflicts ??= []).Add(i);
        }
        if (conflicts is not null) return new Intake([], 0, conflicts);

        var admitted = new List<FloorEvent>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            // It may still fail, because an event before it in this batch may have taken its identity or sequence number.
            if (_memory.TryAdd(batch[i], fingerprints[i], receivedAt, _clock)) admitted.Add(batch[i]);
        }
        return new Intake(admitted, batch.Count - admitted.Count, null);
    }

    /// <summary>The highest sequence number seen of a source; -1 before the first.</summary>
    public long HighestSequenceOf(string source) => _memory.HighestOf(source);

    /// <summary>Puts the next row, just written, into effect. Rows come in sequence.</summary>
    public void Adopt(long sequence, JournalEntry row)
    {
        if (sequence != Sequence + 1)
            throw new InvalidOperationException($"Row {sequence} cannot follow row {Sequence}: journal rows are adopted in sequence.");
        Sequence = sequence;
        if (row.IsOpening) return;
        _memory.Mark(sequence, row);
        AdvanceTo(row.ReceivedAt);
        // What is late on a stepped clock counts from here on, in whatever order it comes; on a live one the row tells what was until now.
        if (_clock == ClockKind.Stepped) _accounts.NoteStaff(row);
        foreach (var mark in row.Travels ?? []) _accounts.Travel.Note(mark);
        foreach (var e in row.Events)
        {
            if (e.Time > Clock && (_clock == ClockKind.Stepped || UpstreamCredit.Is(e)))
            {
                _pending.Add(e);
                continue;
            }
            if (_clock == ClockKind.Live) _accounts.SeeBacklog(Clock);
            _accounts.Fold(e, Clock);
        }
        if (_clock == ClockKind.Live) _accounts.NoteStaff(row);
    }

    /// <summary>
    /// Reads a row back after a restart: identities of every row in the window, effects only of those after the snapshot.
    /// </summary>
    public void Replay(long sequence, JournalEntry row)
    {
        if (sequence <= Sequence)
        {
            _memory.Replay(sequence, row);
            return;
        }
        foreach (var e in row.Events) _memory.Add(e, row.ReceivedAt);
        Adopt(sequence, row);
    }

    /// <summary>Takes a memory of all rows that count, up to <see cref="Sequence"/>, in place of the one it has.</summary>
    public void Recall(SectorMemory memory) => _memory = memory;

    /// <summary>Lets everything take effect that the clock has reached. An instant before <see cref="Clock"/> changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset now)
    {
        if (now <= Clock) return;
        while (_pending.Min is { } next && next.Time <= now)
        {
            _pending.Remove(next);
            _accounts.SeeBacklog(next.Time);
            _accounts.Fold(next, next.Time);
        }
        Clock = now;
    }
}

/// <summary>What became of a batch: the new events in order and how many were repeats; or the places of those that conflict.</summary>
public sealed record Intake(IReadOnlyList<FloorEvent> Admitted, int Duplicates, IReadOnlyList<int>? Conflicts);

/// <summary>A ledger as it is stored now and then, so that waking up reads only the journal's tail.</summary>
[GenerateSerializer, Alias("sectorSnapshot")]
public sealed record SectorSnapshot
{
    [Id(0)] public required long Sequence { get; init; }
    [Id(1)] public required DateTimeOffset Clock { get; init; }
    [Id(2)] public required long WindowFromSequence { get; init; }
    [Id(3)] public required SectorAccounts Accounts { get; init; }
    [Id(4)] public required IReadOnlyList<SourceMarks> Marks { get; init; }
    [Id(5)] public required IReadOnlyList<FloorEvent> Pending { get; init; }
}
