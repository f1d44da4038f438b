using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Sectors;

/// <summary>
/// Which events a sector has recorded, and which journal rows tell of those that are remembered by their ids. It is needed to admit
/// events, and for nothing else: a sector can tell what it holds before it remembers what made it.
/// </summary>
public sealed class SectorMemory
{
    private readonly EventWindow _window = EventWindow.ForSector();
    private readonly Queue<RowMark> _rows = new();
    private long _eventsInRows;

    /// <summary>A memory of sequence numbers alone; rows from <see cref="SectorSnapshot.WindowFromSequence"/> on bring the ids.</summary>
    public SectorMemory(IReadOnlyList<SourceMarks> marks) => _window.Restore(marks);

    /// <summary>The first row that identities must be read from when it is restored; null when there is none.</summary>
    public long? FirstRow => _rows.TryPeek(out var row) ? row.Sequence : null;

    /// <summary>A copy of the sequence numbers seen.</summary>
    public IReadOnlyList<SourceMarks> Marks() => _window.Marks();

    /// <inheritdoc cref="EventWindow.Classify(FloorEvent, EventFingerprint)"/>
    public Novelty Classify(FloorEvent e, EventFingerprint fingerprint) => _window.Classify(e, fingerprint);

    /// <inheritdoc cref="EventWindow.TryAdd"/>
    public bool TryAdd(FloorEvent e, EventFingerprint fingerprint, DateTimeOffset receivedAt, ClockKind clock)
        => _window.TryAdd(e, fingerprint, receivedAt, clock);

    /// <inheritdoc cref="EventWindow.Add"/>
    public void Add(FloorEvent e, DateTimeOffset receivedAt) => _window.Add(e, receivedAt);

    /// <summary>The highest sequence number seen of a source; -1 before the first.</summary>
    public long HighestOf(string source) => _window.HighestOf(source);

    /// <summary>Reads a row back after a restart. Rows come in sequence.</summary>
    public void Replay(long sequence, JournalEntry row)
    {
        foreach (var e in row.Events) Add(e, row.ReceivedAt);
        Mark(sequence, row);
    }

    /// <summary>Notes a row whose events it knows.</summary>
    public void Mark(long sequence, JournalEntry row)
    {
        _rows.Enqueue(new RowMark(sequence, row.ReceivedAt, row.Events.Length));
        _eventsInRows += row.Events.Length;
        var oldest = row.ReceivedAt - EventWindow.SectorSpan;

        // A row is past once it is too old, or the rows after it fill the window by themselves.
        while (_rows.TryPeek(out var first)
            && (first.ReceivedAt < oldest || _eventsInRows - first.Events >= EventWindow.SectorMaxIds))
            _eventsInRows -= _rows.Dequeue().Events;
    }

    private readonly record struct RowMark(long Sequence, DateTimeOffset ReceivedAt, int Events);
}
