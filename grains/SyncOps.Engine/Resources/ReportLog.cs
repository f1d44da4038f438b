using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Resources;

/// <summary>
/// Which reports of one resource were recorded. Immutable, and small enough for the resource's row: without a sequence the last 24 h up
/// to <see cref="MaxIds"/> ids are remembered, with one every number.
/// </summary>
[GenerateSerializer, Alias("reportLog")]
public sealed record ReportLog
{
    public const int MaxIds = 1_000;
    private const int MaxGaps = 200;
    private static readonly TimeSpan Span = TimeSpan.FromHours(24);

    [Id(0)] public IReadOnlyList<ReportMark> Ids { get; init; } = [];

    /// <summary>Sequence numbers seen by source, in ordinal order of the source; never changed in place.</summary>
    [Id(1)] public IReadOnlyList<SourceMarks> Sources { get; init; } = [];

    /// <summary>
    /// What a report would be if it were recorded at a reading of the site's clock. A number in doubt counts as seen, unless the report is
    /// surely new (<see cref="EventWindow.IsSurelyNew"/>).
    /// </summary>
    public Novelty Classify(FloorEvent e, ClockReading clock)
    {
        var identity = EventIdentity.Of(e);
        foreach (var mark in Ids)
        {
            if (mark.Identity == identity)
                return mark.Payload == EventIdentity.PayloadHash(e) ? Novelty.Repeat : Novelty.Conflict;
        }
        if (e.Sequence is not { } sequence) return Novelty.New;
        if (Sources.FirstOrDefault(s => s.Source == e.Source)?.Marks is not { } marks || !marks.Contains(sequence)) return Novelty.New;
        var isNew = clock.Kind == ClockKind.Live && marks.IsInDoubt(sequence)
            && EventWindow.IsSurelyNew(e.Time, KnownSince(clock.Now), clock.Now);
        return isNew ? Novelty.New : Novelty.Repeat;
    }

    public ReportLog With(FloorEvent e, DateTimeOffset recordedAt)
    {
        var oldest = recordedAt - Span;
        var ids = Ids.Where(m => m.RecordedAt >= oldest).ToList();
        if (ids.Count >= MaxIds) ids.RemoveAt(0);
        ids.Add(new ReportMark(EventIdentity.Of(e), EventIdentity.PayloadHash(e), recordedAt));
        return this with { Ids = ids, Sources = e.Sequence is { } sequence ? SourcesWith(e.Source, sequence) : Sources };
    }

    private DateTimeOffset KnownSince(DateTimeOffset now)
    {
        var since = now - Span;
        return Ids.Count == MaxIds && Ids[0].RecordedAt is var oldest && oldest > since ? oldest : since;
    }

    private List<SourceMarks> SourcesWith(string source, long sequence)
    {
        var sources = Sources.ToList();
        var index = sources.FindIndex(s => string.CompareOrdinal(s.Source, source) >= 0);
        var known = index >= 0 && sources[index].Source == source;
        var marks = known ? sources[index].Marks.Copy() : new SequenceMarks();
        marks.Add(sequence, MaxGaps);
        if (known) sources[index] = new SourceMarks(source, marks);
        else sources.Insert(index < 0 ? sources.Count : index, new SourceMarks(source, marks));
        return sources;
    }
}

[GenerateSerializer, Alias("reportMark")]
public readonly record struct ReportMark(
    [property: Id(0)] UInt128 Identity, [property: Id(1)] ulong Payload, [property: Id(2)] DateTimeOffset RecordedAt);
