using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;

namespace SyncOps.Engine.Rehearsal;

/// <summary>
/// A whole site in memory on a stepped clock: the ledgers, resources and coordinators that the grid keeps as grains, decided by the same
/// functions in the same order, without storage and without messages. For back-tests and the laboratory: what it advises is what a site
/// of the grid would have advised on the same floor, days and events. Not safe for use by several threads at once.
/// </summary>
public sealed class RehearsedSite
{
    private readonly IReallocationSearch _search;
    private readonly RehearsedSector[] _sectors;
    private readonly RehearsedPeople _people;
    private readonly CoordinatorState[] _areas;
    private readonly IReadOnlyList<IReadOnlyList<string>> _waves;
    private readonly SortedDictionary<DateOnly, DayDocument> _days = [];
    private readonly List<CarriedMove> _moves = [];
    private readonly List<CarriedHours> _hours = [];
    private readonly List<Recommendation> _changed = [];
    private readonly IReadOnlyList<SectorOutlook>[] _outlooks;
    private SiteClock _clock;
    private Calendar? _calendar;
    private string _calendarDate = "";

    /// <summary>A site that nothing was reported to yet. Throws when the floor's clock is not stepped.</summary>
    public RehearsedSite(Floor floor, IReallocationSearch search)
    {
        if (floor.Document is not { Clock: ClockKind.Stepped, Start: { } start })
            throw new ArgumentException($"Site '{floor.Document.Site}' has a live clock; only a stepped one is rehearsed.", nameof(floor));
        (Floor, _search) = (floor, search);
        _clock = new SiteClock { Kind = ClockKind.Stepped, Start = start, Now = start };
        _sectors = [.. floor.Sectors.Select(s => new RehearsedSector(floor, s.Id, start))];
        _people = new RehearsedPeople(floor);
        _areas = [.. floor.Areas.Select(a => CoordinatorState.Of(a.Id))];
        _outlooks = [.. floor.Areas.Select(_ => Array.Empty<SectorOutlook>())];
        _waves = TickWaves.Of(floor);
    }

    public Floor Floor { get; }

    public DateTimeOffset Now => _clock.Now;

    /// <summary>What each coordinator keeps, in the order of the floor's areas.</summary>
    public IReadOnlyList<CoordinatorState> Areas => _areas;

    /// <summary>Every sector's outlook at the last decision; empty before the first.</summary>
    public IEnumerable<SectorOutlook> Outlook => _outlooks.SelectMany(o => o);

    /// <summary>The day's roster, forecast and cut-offs, as of now.</summary>
    public void PutDay(DateOnly date, DayDocument day)
    {
        _days[date] = day;
        _calendar = null;
    }

    /// <summary>Takes events in; each takes effect when the clock reaches its time.</summary>
    public void Record(IReadOnlyList<FloorEvent> events)
    {
        foreach (var group in events.Where(e => e.IsWork).GroupBy(e => Floor.SectorIndex(e.Sector)))
            if (group.Key >= 0) _sectors[group.Key].Record([.. group]);
        foreach (var group in events.Where(e => !e.IsWork).GroupBy(e => Floor.ResourceIndex(e.Resource)))
            if (group.Key >= 0) _people.Record(group.Key, [.. group], Now);
    }

    /// <summary>Moves the clock and takes every decision that falls due on the way. An instant before now changes nothing.</summary>
    public void Advance(DateTimeOffset to)
    {
        var every = Floor.Document.DecideEvery;
        foreach (var due in _clock.DueUntil(to, every))
        {
            DecideAt(due);
            _clock = _clock with { Now = due > _clock.Now ? due : _clock.Now, LastDecided = due };
        }
        if (to <= _clock.Now) return;
        Tick(to);
        _clock = _clock with { Now = to };
    }

    /// <summary>Moves carried out since this was last asked, in order.</summary>
    public IReadOnlyList<CarriedMove> TakeMoves()
    {
        CarriedMove[] moves = [.. _moves];
        _moves.Clear();
        return moves;
    }

    /// <summary>Other hours booked since this was last asked, in order.</summary>
    public IReadOnlyList<CarriedHours> TakeHours()
    {
        CarriedHours[] hours = [.. _hours];
        _hours.Clear();
        return hours;
    }

    /// <summary>Cards that changed since this was last asked, in the order of change, each as it then was.</summary>
    public IReadOnlyList<Recommendation> TakeCards()
    {
        Recommendation[] cards = [.. _changed];
        _changed.Clear();
        return cards;
    }

    /// <summary>Everyone on duty, where the site has them at the clock, by sector and in id order.</summary>
    public IReadOnlyList<Presence> Presences() => [.. _people.Rosters().SelectMany(r => r)];

    private void DecideAt(DateTimeOffset due)
    {
        var site = Snapshot(due);
        for (var a = 0; a < _areas.Length; a++)
        {
            var change = CardDecider.Decide(_areas[a], site, _search);
            if (change.Outlook.Count > 0) _outlooks[a] = change.Outlook;
            Adopt(a, change, due);
        }
    }

    private void Adopt(int area, CoordinatorChange change, DateTimeOffset now)
    {
        foreach (var promise in change.Reservations.Where(r => r.Held))
        {
            if (_people.Reserve(promise.Resource, promise.Card)) continue;
            change = change.Then(CardDecider.ReservationRefused(change.State, promise.Card, promise.Resource, "another card has it."));
        }
        _areas[area] = change.State;
        foreach (var back in change.Reservations.Where(r => !r.Held)) _people.Release(back.Resource, back.Card);
        _changed.AddRange(change.Cards);
        foreach (var order in change.Orders)
        {
            if (change.State.Find(order.Card)?.State is not (CardState.Accepted or CardState.InProgress)) continue;
            var refusal = order.Hours is { } hours ? Book(order, hours, now) : Move(order, now);
            Adopt(area, CardDecider.CarriedOut(_areas[area], order.Card, order.Action, refusal), now);
        }
    }

    private string? Move(CardOrder order, DateTimeOffset now)
    {
        var from = _people.SectorOf(order.Resource);
        var travel = TravelTimes.Of(Floor, _sectors.Select(s => s.Travel));
        var refusal = _people.Move(order.Resource, order.ToMove(at: null), travel, now);
        if (refusal is null) _moves.Add(new CarriedMove(order.Card, order.Resource, from!, order.To!, now));
        return refusal;
    }

    private string? Book(CardOrder order, HoursCommand hours, DateTimeOffset now)
    {
        var refusal = _people.Book(order.Resource, hours, now);
        if (refusal is null) _hours.Add(new CarriedHours(order.Card, order.Resource, hours, now));
        return refusal;
    }

    private SiteSnapshot Snapshot(DateTimeOffset now)
    {
        var loads = Tick(now);
        var date = SiteDates.Of(Floor.Document.TimeZone, now);
        if (_calendar is null || _calendarDate != date)
        {
            var around = SiteDates.Around(Floor.Document.TimeZone, now);
            _calendar = Calendar.Compile(Floor, _days.Where(d => around.Contains(d.Key.ToString("yyyy-MM-dd"))));
            _calendarDate = date;
        }
        return SiteSnapshot.Of(_calendar, loads, now);
    }

    private SectorLoad[] Tick(DateTimeOffset now)
    {
        _people.Tick(now);
        var rosters = _people.Rosters();
        var loads = new SectorLoad[_sectors.Length];
        foreach (var sector in _waves.SelectMany(w => w).Select(Floor.SectorIndex))
        {
            loads[sector] = _sectors[sector].Tick(now, rosters[sector]);
            TellDownstream(sector);
        }
        return [.. loads.Where(l => l is not null)];
    }

    private void TellDownstream(int sector)
    {
        var untold = _sectors[sector].TakeUntold();
        if (untold.Length == 0) return;
        var spec = Floor.Sectors[sector];
        foreach (var route in spec.Next)
            if (Floor.Sector(route.To) is { Arrivals: ArrivalsFrom.Upstream, Retired: false })
                _sectors[Floor.SectorIndex(route.To)].Credit(spec.Id, untold);
    }
}

/// <summary>A move that a card asked for and that was carried out.</summary>
public readonly record struct CarriedMove(string Card, string Resource, string From, string To, DateTimeOffset At);

/// <summary>Other hours that a card asked for and that were booked.</summary>
public sealed record CarriedHours(string Card, string Resource, HoursCommand Hours, DateTimeOffset At);
