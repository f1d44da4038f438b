using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Simulation;
using SyncOps.Engine.Sites;

namespace SyncOps.Tests.Engine.Estimation;

/// <summary>
/// A simulated floor and what a site on a stepped clock would know of it: the ledgers and presences that the grid keeps, fed by the
/// simulator's events and the day document, every five minutes.
/// </summary>
internal sealed class WatchedFloor
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly Floor _floor;
    private readonly FloorScenario _scenario;
    private readonly FloorSimulator _simulator;
    private readonly SectorLedger[] _ledgers;
    private readonly ResourceState[] _people;
    private Calendar _calendar;
    private DateOnly _date;
    private long _version;

    public WatchedFloor(Floor floor, FloorScenario scenario, DateTimeOffset opens)
    {
        (_floor, _scenario, Now) = (floor, scenario, opens);
        _simulator = new FloorSimulator(floor, scenario, "run", opens);
        _ledgers = [.. floor.Sectors.Select(_ => SectorLedger.Empty(ClockKind.Stepped))];
        foreach (var ledger in _ledgers) ledger.AdvanceTo(opens);
        _people = [.. floor.Resources.Select(_ => new ResourceState())];
        _calendar = DayOf(opens);
    }

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<SectorLedger> Ledgers => _ledgers;

    public double Backlog(int sector) => _ledgers[sector].Accounts.Totals.Backlog.Value;

    public SiteSnapshot Snapshot()
    {
        if (ScenarioDay.DateAt(_floor, Now) != _date) _calendar = DayOf(Now);
        var loads = _floor.Sectors.Select((s, i) => _ledgers[i].Accounts.LoadAt(s.Id, Now, ++_version, Roster(s.Id)));
        return SiteSnapshot.Of(_calendar, loads, Now);
    }

    /// <summary>Lets the floor work until an instant, reporting all the time.</summary>
    public void RunUntil(DateTimeOffset until)
    {
        while (Now < until)
        {
            var next = Now + Every;
            var events = _simulator.Step(next).ToLookup(e => e.IsWork ? e.Sector! : e.Resource!);
            for (var s = 0; s < _ledgers.Length; s++)
            {
                var ledger = _ledgers[s];
                var admitted = ledger.Admit([.. events[_floor.Sectors[s].Id]], Now).Admitted;
                if (admitted.Count > 0) Adopt(s, [.. admitted]);
            }
            for (var r = 0; r < _people.Length; r++)
            {
                var (spec, reports) = (_floor.Resources[r], events[_floor.Resources[r].Id].ToArray());
                var clock = new ClockReading(ClockKind.Stepped, Now);
                if (reports.Length > 0) _people[r] = ResourceDecider.Record(_people[r], spec, reports, clock).State;
                _people[r] = ResourceDecider.FoldDue(_people[r], spec, next);
            }
            Now = next;
            for (var s = 0; s < _ledgers.Length; s++)
            {
                _ledgers[s].AdvanceTo(Now);
                if (_ledgers[s].Accounts.Pace.IsNews(Mark(s))) Adopt(s, [], Mark(s));
            }
        }
    }

    private void Adopt(int sector, FloorEvent[] events, StaffMark? staff = null)
    {
        var row = new JournalEntry { ReceivedAt = Now, Events = events, Staff = staff };
        _ledgers[sector].Adopt(_ledgers[sector].Sequence + 1, row);
    }

    private StaffMark Mark(int sector)
        => StaffMark.Of(_floor, _floor.Sectors[sector].Id, Roster(_floor.Sectors[sector].Id), Now);

    private List<Presence> Roster(string sector)
        => [.. _people.Select((p, i) => p.PresenceOf(_floor.Resources[i].Id)).OfType<Presence>().Where(p => p.Sector == sector)];

    private Calendar DayOf(DateTimeOffset at)
    {
        _date = ScenarioDay.DateAt(_floor, at);
        return Calendar.Compile(_floor, [KeyValuePair.Create(_date, new ScenarioDay(_floor, _scenario, _date).Document())]);
    }
}
