using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>Work that came from outside: units that entered a sector at an instant, and by when they are promised.</summary>
internal readonly record struct Entry(DateTimeOffset At, int Sector, double Units, DateTimeOffset? DueAt);

/// <summary>
/// Keeps the accounts of a history, event by event in time order: what came from outside, what was removed, how much was there. A count
/// that finds more than was booked is work that came in unseen; one that finds less, work that left.
/// </summary>
internal sealed class HistoryBook(Floor floor, BacktestPeriod period)
{
    private readonly double[] _backlog = new double[floor.Sectors.Count];
    private readonly List<Entry> _entries = [];
    private readonly List<Removal> _removals = [];
    private DateTimeOffset _last = period.Start;
    private bool _isOpen;

    public IReadOnlyList<Entry> Entries => _entries;
    public IReadOnlyList<Removal> Removals => _removals;

    /// <summary>Units times hours in the sectors within the period, so far.</summary>
    public double UnitHours { get; private set; }

    /// <summary>Books an event; those of resources and those after the period change nothing.</summary>
    public void Book(FloorEvent e)
    {
        if (!e.IsWork || e.Time >= period.End) return;
        if (e.Time >= period.Start) WaitUntil(e.Time);
        var sector = floor.SectorIndex(e.Sector);
        switch (e.Kind)
        {
            case EventKind.WorkArrived:
                _backlog[sector] += e.Units.Value;
                if (e.From is null) Enter(e.Time, sector, e.Units.Value, e.DueAt);
                break;
            case EventKind.WorkCompleted:
                _backlog[sector] -= e.Units.Value;
                Credit(sector, e.Units.Value);
                break;
            case EventKind.WorkRemoved:
                _backlog[sector] -= e.Units.Value;
                Remove(e.Time, sector, e.Units.Value);
                break;
            default:
                var found = e.Units.Value - _backlog[sector];
                _backlog[sector] = e.Units.Value;
                if (found > 0) Enter(e.Time, sector, found, null);
                if (found < 0) Remove(e.Time, sector, -found);
                break;
        }
    }

    /// <summary>Nothing more happens.</summary>
    public void Close() => WaitUntil(period.End);

    private void WaitUntil(DateTimeOffset at)
    {
        if (!_isOpen)
        {
            // What was there before the period began is there when it does.
            _isOpen = true;
            for (var s = 0; s < _backlog.Length; s++) Enter(period.Start, s, _backlog[s], null);
        }
        UnitHours += _backlog.Sum(b => Math.Max(0, b)) * (at - _last).TotalHours;
        _last = at;
    }

    private void Enter(DateTimeOffset at, int sector, double units, DateTimeOffset? dueAt)
    {
        if (at >= period.Start && units > 0) _entries.Add(new Entry(at, sector, units, dueAt));
    }

    private void Remove(DateTimeOffset at, int sector, double units)
    {
        if (at >= period.Start) _removals.Add(new Removal(at, sector, units));
    }

    // A sector that books its inside arrivals from upstream is told of none.
    private void Credit(int from, double units)
    {
        foreach (var route in floor.Sectors[from].Next)
            if (floor.Sector(route.To) is { Arrivals: ArrivalsFrom.Upstream })
                _backlog[floor.SectorIndex(route.To)] += units * route.Share * route.UnitsPerUnit;
    }
}
