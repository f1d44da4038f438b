using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
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

/// <summary>Completions upstream, booked as arrivals here.</summary>
internal sealed class CreditIntake(string upstream, CompletionMark[] completions) : IIntake
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public IReadOnlyList<FloorEvent> Admit(SectorLedger ledger, Floor floor, string sector, DateTimeOffset receivedAt)
        => ledger.Admit(UpstreamCredit.Arrivals(ledger, floor, sector, upstream, completions), receivedAt).Admitted;

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

    /// <summary>Brings no events: its row tells of people alone.</summary>
    public IReadOnlyList<FloorEvent> Admit(SectorLedger ledger, Floor floor, string sector, DateTimeOffset receivedAt) => [];

    public void Answer(SectorLoad load) => _load = load;

    public void Acknowledge() => _done.TrySetResult(_load!);

    public void Refuse(Refusal refusal) => _done.TrySetException(new StorageUnavailableException(refusal.Reason));
}
