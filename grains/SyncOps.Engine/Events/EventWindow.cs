using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Events;

/// <summary>
/// Remembers which events one sector or resource has recorded, so that each counts once: by source and id within a window of time and
/// number, and without limit by sequence where the source gives one. Where the numbers of a source are broken more often than gaps are
/// kept, one far behind is in doubt: it counts as seen, unless it is surely new, which an id that changed when it was sent again would
/// make it (<see cref="IsSurelyNew"/>).
/// </summary>
public sealed class EventWindow(TimeSpan span, int maxIds)
{
    /// <summary>How long a sector remembers an id, unless there are too many.</summary>
    public static readonly TimeSpan SectorSpan = TimeSpan.FromHours(24);

    /// <summary>Most ids that a sector remembers.</summary>
    public const int SectorMaxIds = 1_000_000;

    /// <summary>What a sector remembers: 24 h or 1,000,000 ids, whichever is reached first.</summary>
    public static EventWindow ForSector() => new(SectorSpan, SectorMaxIds);

    private readonly IdentityTable _ids = new();
    private readonly Dictionary<string, SequenceMarks> _marks = new(StringComparer.Ordinal);

    public int Count => _ids.Count;

    /// <inheritdoc cref="Classify(FloorEvent, EventFingerprint)"/>
    public Novelty Classify(FloorEvent e) => Classify(e, EventFingerprint.Of(e));

    /// <summary>
    /// New, a repeat (a remembered identity with the same payload, or a sequence number already seen), or a conflict (a remembered
    /// identity with another payload). A number in doubt counts as seen here.
    /// </summary>
    public Novelty Classify(FloorEvent e, EventFingerprint fingerprint)
    {
        if (_ids.TryGetPayload(fingerprint.Identity, out var payload))
            return payload == fingerprint.Payload ? Novelty.Repeat : Novelty.Conflict;
        return HasSeenSequenceOf(e) ? Novelty.Repeat : Novelty.New;
    }

    /// <summary>
    /// Notes a new event as recorded at an instant, which must not be before that of the event noted last. False, and nothing is noted,
    /// when it is a repeat or a conflict.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="fingerprint">Its own.</param>
    /// <param name="recordedAt">By the site's clock.</param>
    /// <param name="clock">On a live one an event tells of about now, on a stepped one of any time.</param>
    public bool TryAdd(FloorEvent e, EventFingerprint fingerprint, DateTimeOffset recordedAt, ClockKind clock)
    {
        if (HasSeenSequenceOf(e) && !(IsInDoubt(e, clock) && IsSurelyNew(e.Time, KnownSince(recordedAt), recordedAt))) return false;
        if (!_ids.TryAdd(fingerprint.Identity, fingerprint.Payload, recordedAt.UtcTicks)) return false;
        NoteSequenceOf(e);
        Forget(recordedAt);
        return true;
    }

    /// <summary>
    /// Notes an event that was recorded before and is read back: its sequence number may be known already from stored marks.
    /// </summary>
    public void Add(FloorEvent e, DateTimeOffset recordedAt)
    {
        var fingerprint = EventFingerprint.Of(e);
        if (!_ids.TryAdd(fingerprint.Identity, fingerprint.Payload, recordedAt.UtcTicks)) return;
        NoteSequenceOf(e);
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

    /// <summary>
    /// Whether an event of a live site, whose id is unknown, was certainly never recorded: it would have been when it happened, and so
    /// lately that its id were known. Lately is the newer half of the time over which ids are known, so that a sender's clock may be ahead
    /// by as much.
    /// </summary>
    public static bool IsSurelyNew(DateTimeOffset time, DateTimeOffset idsKnownSince, DateTimeOffset now)
        => time > idsKnownSince + (now - idsKnownSince) / 2;

    private DateTimeOffset KnownSince(DateTimeOffset now)
    {
        var since = now.UtcTicks - span.Ticks;
        return new DateTimeOffset(_ids.Count < maxIds ? since : Math.Max(since, _ids.OldestRecordedAtTicks), TimeSpan.Zero);
    }

    private bool HasSeenSequenceOf(FloorEvent e)
        => e.Sequence is { } sequence && _marks.TryGetValue(e.Source, out var marks) && marks.Contains(sequence);

    private bool IsInDoubt(FloorEvent e, ClockKind clock)
        => clock == ClockKind.Live && e.Sequence is { } sequence && _marks[e.Source].IsInDoubt(sequence);

    private void NoteSequenceOf(FloorEvent e)
    {
        if (e.Sequence is not { } sequence) return;
        if (!_marks.TryGetValue(e.Source, out var marks)) _marks[e.Source] = marks = new SequenceMarks();
        marks.Add(sequence);
    }

    private void Forget(DateTimeOffset now)
    {
        var oldest = now.UtcTicks - span.Ticks;
        while (_ids.Count > maxIds || (_ids.Count > 0 && _ids.OldestRecordedAtTicks < oldest)) _ids.RemoveOldest();
    }
}

/// <summary>What an event is to the one who records it.</summary>
public enum Novelty { New, Repeat, Conflict }

[GenerateSerializer, Alias("sourceMarks")]
public sealed record SourceMarks([property: Id(0)] string Source, [property: Id(1)] SequenceMarks Marks);
