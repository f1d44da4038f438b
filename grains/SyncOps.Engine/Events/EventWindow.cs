namespace SyncOps.Engine.Events;

/// <summary>
/// Remembers which events one sector or resource has recorded, so that each counts once: by source and id within a window of time and
/// number, and without limit by sequence where the source gives one.
/// </summary>
public sealed class EventWindow(TimeSpan span, int maxIds)
{
    /// <summary>How long a sector remembers an id, unless there are too many.</summary>
    public static readonly TimeSpan SectorSpan = TimeSpan.FromHours(24);

    /// <summary>Most ids that a sector remembers.</summary>
    public const int SectorMaxIds = 1_000_000;

    /// <summary>What a sector remembers: 24 h or 1,000,000 ids, whichever is reached first.</summary>
    public static EventWindow ForSector() => new(SectorSpan, SectorMaxIds);

    private readonly Dictionary<UInt128, ulong> _payloads = [];
    private readonly Queue<Entry> _entries = new();
    private readonly Dictionary<string, SequenceMarks> _marks = new(StringComparer.Ordinal);

    public int Count => _payloads.Count;

    /// <summary>
    /// New, a repeat (a remembered identity with the same payload, or a sequence number already seen), or a conflict (a remembered
    /// identity with another payload).
    /// </summary>
    public Novelty Classify(FloorEvent e)
    {
        if (_payloads.TryGetValue(EventIdentity.Of(e), out var payload))
            return payload == EventIdentity.PayloadHash(e) ? Novelty.Repeat : Novelty.Conflict;
        return e.Sequence is { } sequence && _marks.TryGetValue(e.Source, out var marks) && marks.Contains(sequence)
            ? Novelty.Repeat
            : Novelty.New;
    }

    /// <summary>Notes an event as recorded at an instant, which must not be before that of the event noted last.</summary>
    public void Add(FloorEvent e, DateTimeOffset recordedAt)
    {
        var identity = EventIdentity.Of(e);
        if (_payloads.TryAdd(identity, EventIdentity.PayloadHash(e)))
            _entries.Enqueue(new Entry(identity, recordedAt.UtcTicks));
        if (e.Sequence is { } sequence) AddSequence(e.Source, sequence);
        Forget(recordedAt);
    }

    /// <summary>The highest sequence number seen of a source; -1 before the first.</summary>
    public long HighestOf(string source) => _marks.TryGetValue(source, out var marks) ? marks.Highest : -1;

    /// <summary>A copy of the sequence marks by source in ordinal order, for storing.</summary>
    public IReadOnlyList<SourceMarks> Marks()
        => [.. _marks.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new SourceMarks(m.Key, m.Value.Copy()))];

    /// <summary>Takes stored sequence marks back.</summary>
    public void Restore(IReadOnlyList<SourceMarks> marks)
    {
        foreach (var (source, seen) in marks) _marks[source] = seen;
    }

    private void AddSequence(string source, long sequence)
    {
        if (!_marks.TryGetValue(source, out var marks)) _marks[source] = marks = new SequenceMarks();
        marks.Add(sequence);
    }

    private void Forget(DateTimeOffset now)
    {
        var oldest = now.UtcTicks - span.Ticks;
        while (_entries.Count > maxIds || (_entries.TryPeek(out var entry) && entry.RecordedAtTicks < oldest))
            _payloads.Remove(_entries.Dequeue().Identity);
    }

    private readonly record struct Entry(UInt128 Identity, long RecordedAtTicks);
}

/// <summary>What an event is to the one who records it.</summary>
public enum Novelty { New, Repeat, Conflict }

[GenerateSerializer, Alias("sourceMarks")]
public sealed record SourceMarks([property: Id(0)] string Source, [property: Id(1)] SequenceMarks Marks);
