using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Forecast;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Rehearsal;

/// <summary>One sector of a rehearsed site: its ledger, its forecast, and what it has not yet told downstream.</summary>
internal sealed class RehearsedSector(Floor floor, string id, DateTimeOffset start)
{
    private readonly SectorLedger _ledger = Started(start);
    private readonly HistoryForecast _forecast = new();
    private long _version;

    /// <summary>The next row: events that are known already change nothing.</summary>
    public void Record(IReadOnlyList<FloorEvent> events)
    {
        if (_ledger.Admit(events, _ledger.Clock) is { Conflicts: null, Admitted: { Count: > 0 } admitted })
            Append(new JournalEntry { ReceivedAt = _ledger.Clock, Events = [.. admitted] });
    }

    public void Credit(string upstream, IReadOnlyList<CompletionMark> completions)
        => Record(UpstreamCredit.Arrivals(_ledger, floor, id, upstream, completions));

    public SectorLoad Tick(DateTimeOffset now, IReadOnlyList<Presence> roster)
    {
        _ledger.AdvanceTo(now);
        var expected = _forecast.At(now, floor.Document.Horizon, floor.Document.TimeZone, _ledger.Accounts.HalfHours);
        var load = _ledger.Accounts.LoadAt(id, now, ++_version, roster, expected);
        // As in the grid, the load is told before the row that tells of people.
        if (JournalEntry.News(floor, id, roster, now, _ledger.Accounts) is { } row) Append(row);
        return load;
    }

    /// <summary>What moves to it have told until now.</summary>
    public (string Sector, IReadOnlyList<TravelTally> Tallies) Travel => (id, _ledger.Accounts.Travel.Tallies);

    /// <summary>Completions that sectors downstream have not been told; told from now on.</summary>
    public CompletionMark[] TakeUntold()
    {
        CompletionMark[] untold = [.. _ledger.Accounts.Untold];
        if (untold.Length > 0) _ledger.Accounts.ToldThrough(untold[^1].CompletedTotal);
        return untold;
    }

    private void Append(JournalEntry row) => _ledger.Adopt(_ledger.Sequence + 1, row);

    private static SectorLedger Started(DateTimeOffset start)
    {
        var ledger = SectorLedger.Empty(ClockKind.Stepped);
        ledger.AdvanceTo(start);
        return ledger;
    }
}
