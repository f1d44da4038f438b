using System.Text.Json;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;

namespace SyncOps.Tests.Engine.Sectors;

/// <summary>Work events in a line each, at minutes from <see cref="Start"/>, and what the laws about them share.</summary>
internal static class WorkEvents
{
    /// <summary>A Monday at noon, on the edge of a five-minute bin.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double minutes) => Start.AddMinutes(minutes);

    public static FloorEvent Arrived(string id, double units, double minutes = 0) => Of(EventKind.WorkArrived, id, units, minutes);

    public static FloorEvent Completed(string id, double units, double minutes = 0) => Of(EventKind.WorkCompleted, id, units, minutes);

    public static FloorEvent Removed(string id, double units, double minutes = 0) => Of(EventKind.WorkRemoved, id, units, minutes);

    public static FloorEvent Counted(string id, double units, double minutes = 0) => Of(EventKind.WorkCounted, id, units, minutes);

    public static FloorEvent Of(EventKind kind, string id, double units, double minutes) => new()
    {
        Kind = kind, Source = "urn:s", Id = id, Time = At(minutes), Sector = "pick", Units = Units.Of(units),
    };

    public static JournalEntry Row(double receivedMinutes, params FloorEvent[] events)
        => new() { ReceivedAt = At(receivedMinutes), Events = events };

    /// <summary>
    /// Up to 40 events, ids and the sequence numbers of one of the two sources each used once, over three hours from the start; whole
    /// units, three classes, three due times.
    /// </summary>
    public static readonly Gen<FloorEvent[]> Pools = Gen.Select(
            Gen.OneOf(EventKind.WorkArrived, EventKind.WorkArrived, EventKind.WorkCompleted, EventKind.WorkRemoved, EventKind.WorkCounted),
            Gen.Int[1, 180], Gen.Int[0, 6], Gen.OneOf<string?>(null, "a", "b"), Gen.Int[0, 3], Gen.Bool)
        .Array[1, 40]
        .Select(drawn => drawn.Select((d, i) => new FloorEvent
        {
            Kind = d.Item1, Source = d.Item6 ? "urn:numbered" : "urn:s", Id = $"e{i}", Sequence = d.Item6 ? i : null, Time = At(d.Item2),
            Sector = "pick", Units = Units.Of(d.Item1 == EventKind.WorkCounted ? d.Item3 : d.Item3 + 1), Class = d.Item4,
            DueAt = d.Item1 != EventKind.WorkCounted && d.Item5 > 0 ? At(600 + 60 * d.Item5) : null,
            From = d.Item1 == EventKind.WorkArrived && i % 3 == 0 ? "dock" : null,
        }).ToArray());

    /// <summary>All that can be seen of a ledger at an instant, as text.</summary>
    public static string Seen(SectorLedger ledger, DateTimeOffset now)
    {
        var snapshot = ledger.Snapshot();
        return JsonSerializer.Serialize(
            new
            {
                Load = ledger.Accounts.LoadAt("pick", now, 1, []), ledger.Accounts.Folded, ledger.Accounts.Untold,
                snapshot.Sequence, snapshot.Clock, snapshot.WindowFromSequence, snapshot.Pending,
                Highest = ledger.HighestSequenceOf("urn:numbered"),
            },
            ContractJson.Options);
    }

    /// <summary>What a ledger says to each event as it was and with other units.</summary>
    public static Novelty[] Answers(SectorLedger ledger, IEnumerable<FloorEvent> events)
        => [.. events.SelectMany(e => new[] { e, e with { Units = e.Units + Units.Of(1) } }).Select(ledger.Classify)];
}
