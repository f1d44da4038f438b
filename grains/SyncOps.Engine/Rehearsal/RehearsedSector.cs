using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Rehearsal;

/// <summary>One sector of a rehearsed site: its ledger, and what it has not yet told downstream.</summary>
internal sealed class RehearsedSector(Floor floor, string id, DateTimeOffset start)
{
    private readonly SectorLedger _ledger = Started(start);
    private long _version;

    /// <summary>The next row: events that are known already change nothing.</summary>
    public void Record(IReadOnlyList<FloorEvent> events, IReadOnlyList<Presence> roster)
    {
        if (_ledger.Admit(events, _ledger.Clock) is { Conflicts: null, Admitted: { Count: > 0 } admitted }) Append(admitted, MarkOf(roster));
    }

    public void Credit(string upstream, IReadOnlyList<CompletionMark> completions, IReadOnlyList<Presence> roster)
        => Record(UpstreamCredit.Arrivals(_ledger, floor, id, upstream, completions), roster);

    public SectorLoad Tick(DateTimeOffset now, IReadOnlyList<Presence> roster)
    {
        _ledger.AdvanceTo(now);
        if (MarkOf(roster) is var mark && _ledger.Accounts.Pace.IsNews(mark)) Append([], mark);
        return _ledger.Accounts.LoadAt(id, now, ++_version, roster);
    }

    /// <summary>Completions that sectors downstream have not been told; told from now on.</summary>
    public CompletionMark[] TakeUntold()
    {
        CompletionMark[] untold = [.. _ledger.Accounts.Untold];
        if (untold.Length > 0) _ledger.Accounts.ToldThrough(untold[^1].CompletedTotal);
        return untold;
    }

    private StaffMark? MarkOf(IReadOnlyList<Presence> roster) => StaffMark.Of(floor, id, roster, _ledger.Clock);

    private void Append(IReadOnlyList<FloorEvent> events, StaffMark? staff) => _ledger.Adopt(
        _ledger.Sequence + 1, new JournalEntry { ReceivedAt = _ledger.Clock, Events = [.. events], Staff = staff });

    private static SectorLedger Started(DateTimeOffset start)
    {
        var ledger = SectorLedger.Empty(ClockKind.Stepped);
        ledger.AdvanceTo(start);
        return ledger;
    }
}
