using Microsoft.Extensions.Hosting;
using Orleans.Serialization;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;

namespace SyncOps.Grains.Sectors;

/// <summary>
/// Goes the way once that a sector goes when it wakes up, beside the start of its host, so that it is compiled by the time that the first
/// sectors come: half a second that they would otherwise wait.
/// </summary>
public sealed class SectorWarmUp(Serializer<JournalEntry> rows, Serializer<SectorSnapshot> snapshots) : BackgroundService
{
    private const int Rows = 3;
    private const string Sector = "sector";
    private static readonly EventKind[] Kinds =
        [EventKind.WorkArrived, EventKind.WorkCompleted, EventKind.WorkRemoved, EventKind.WorkCounted];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        foreach (var clock in new[] { ClockKind.Live, ClockKind.Stepped })
        {
            var ledger = SectorLedger.Empty(clock);
            for (var sequence = 1; sequence <= Rows && !stoppingToken.IsCancellationRequested; sequence++)
            {
                ledger.Adopt(sequence, rows.Deserialize(rows.SerializeToArray(Row(sequence)))!);
                ledger = SectorLedger.From(clock, snapshots.Deserialize(snapshots.SerializeToArray(ledger.Snapshot()))!);
            }
        }
    }

    private static JournalEntry Row(int sequence)
    {
        var at = DateTimeOffset.UnixEpoch.AddMinutes(sequence);
        return new JournalEntry
        {
            ReceivedAt = at,
            Staff = new StaffMark(sequence, 1),
            Events = [.. Kinds.Select(kind => new FloorEvent
            {
                Kind = kind, Source = "urn:syncops:warm-up", Id = $"{kind}-{sequence}", Sequence = sequence, Time = at, Sector = Sector,
                Units = new Units(1_000_000), From = "before", To = "behind", Class = "class", DueAt = at, Item = "item", Reason = "reason",
            })],
        };
    }
}
