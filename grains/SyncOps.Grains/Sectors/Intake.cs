using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sectors;

/// <summary>One thing waiting in front of a sector. It is decided in its turn and answered once its row is durable.</summary>
internal interface IIntake
{
    /// <summary>The events to write for it; none when there is nothing new.</summary>
    IReadOnlyList<FloorEvent> Admit(SectorLedger ledger, Floor floor, string sector, DateTimeOffset receivedAt);

    void Acknowledge();

    void Refuse(Refusal refusal);
}

/// <summary>A batch from the floor.</summary>
internal sealed class RecordIntake(FloorEvent[] events) : IIntake
{
    private readonly TaskCompletionSource<RecordResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RecordResult _result = new(0, 0);

    public Task<RecordResult> Done => _done.Task;

    public IReadOnlyList<FloorEvent> Admit(SectorLedger ledger, Floor floor, string sector, DateTimeOffset receivedAt)
    {
        var intake = ledger.Admit(events, receivedAt);
        _result = new RecordResult(intake.Admitted.Count, intake.Duplicates, intake.Conflicts);
        return intake.Admitted;
    }

    public void Acknowledge() => _done.TrySetResult(_result);

    public void Refuse(Refusal refusal) => _done.TrySetResult(new RecordResult(0, 0, Refusal: refusal));
}

/// <summary>
/// Completions upstream, booked as arrivals here: share x units per unit of the cumulative total, less what was credited before. The
/// total is the event's sequence number, so that a repeat or an older total adds nothing.
/// </summary>
internal sealed class CreditIntake(string upstream, CompletionMark[] completions) : IIntake
{
    private const double MaxCreditedUnits = 1e12;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public IReadOnlyList<FloorEvent> Admit(SectorLedger ledger, Floor floor, string sector, DateTimeOffset receivedAt)
    {
        if (floor.Sector(upstream)?.Next.FirstOrDefault(r => r.To == sector) is not { } route) return [];
        var source = UpstreamCredit.SourceOf(upstream);
        var credited = Math.Max(0, ledger.HighestSequenceOf(source));
        var factor = route.Share * route.UnitsPerUnit;
        var arrivals = new List<FloorEvent>();
        foreach (var (at, total) in completions)
        {
            if (total.Millionths <= credited) continue;
            arrivals.Add(new FloorEvent
            {
                Kind = EventKind.WorkArrived, Source = source, Id = total.ToString(), Sequence = total.Millionths,
                Time = at.AddMinutes(route.DelayMinutes), Sector = sector, From = upstream,
                Units = Converted(total.Value * factor) - Converted(credited / 1e6 * factor),
            });
            credited = total.Millionths;
        }
        return ledger.Admit(arrivals, receivedAt).Admitted;
    }

    /// <summary>No floor has as much work, and a sum that passed the range would stop the sector for good.</summary>
    private static Units Converted(double units) => Units.Of(Math.Min(units, MaxCreditedUnits));

    public void Acknowledge() => _done.TrySetResult();

    public void Refuse(Refusal refusal) => _done.TrySetException(new StorageUnavailableException(refusal.Reason));
}

/// <summary>The clock has moved; it waits its turn, so that what came before it is counted first.</summary>
internal sealed class TickIntake(DateTimeOffset now) : IIntake
{
    private readonly TaskCompletionSource<SectorLoad> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SectorLoad? _load;

    public DateTimeOffset Now => now;

    public Task<SectorLoad> Done => _done.Task;

    public IReadOnlyList<FloorEvent> Admit(SectorLedger ledger, Floor floor, string sector, DateTimeOffset receivedAt) => [];

    public void Answer(SectorLoad load) => _load = load;

    public void Acknowledge() => _done.TrySetResult(_load!);

    public void Refuse(Refusal refusal) => _done.TrySetException(new StorageUnavailableException(refusal.Reason));
}
