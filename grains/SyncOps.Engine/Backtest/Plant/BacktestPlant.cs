using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Plant;

/// <summary>
/// The floor as it would have worked: jobs enter, go their ways and are served first come first served, each by one person at a time at
/// that person's standard rate; who leaves puts the work back as far as it is done. From one happening to the next, without chance: the
/// same case and moves give the same run on every machine. Not safe for use by several threads at once.
/// </summary>
public sealed class BacktestPlant
{
    private readonly BacktestCase _case;
    private readonly Floor _floor;
    private readonly bool _followsRecord;
    private readonly PriorityQueue<Happening, (long At, HappeningKind Kind, long Number)> _ahead = new();
    private readonly PlantPerson[] _people;
    private readonly PlantSector[] _sectors;
    private readonly PlantTrucks _trucks;
    private readonly PlantMeter _meter;
    private readonly PlantReports? _reports;
    private long _now;
    private long _number;

    private BacktestPlant(BacktestCase @case, bool followsRecord, bool reports)
    {
        (_case, _floor, _followsRecord) = (@case, @case.Floor, followsRecord);
        _now = Ticks(@case.Period.Start);
        _people = [.. _floor.Resources.Select(_ => new PlantPerson())];
        _sectors = [.. _floor.Sectors.Select(s => new PlantSector(s))];
        _trucks = new PlantTrucks(@case);
        _meter = new PlantMeter(_floor, _now);
        _reports = reports ? new PlantReports(_floor) : null;
        foreach (var job in @case.Jobs) Plan(job.EntersAt, new Happening(HappeningKind.Arrived, 0) { Job = job });
        foreach (var removal in @case.Removals)
            Plan(removal.At, new Happening(HappeningKind.Removed, removal.Sector) { Units = removal.Units });
        for (var r = 0; r < _people.Length; r++)
            foreach (var stretch in @case.Duties[r]) PlanDuty(r, stretch);
        foreach (var (leaves, index) in _trucks.Departures) Plan(leaves, new Happening(HappeningKind.Departed, index));
    }

    public Floor Floor => _floor;

    /// <summary>Everything up to here has happened.</summary>
    public DateTimeOffset Now => new(_now, TimeSpan.Zero);

    /// <summary>Plays a whole case under one policy; what it lost, day by day.</summary>
    /// <param name="followsRecord">People go where they were recorded, and the policy may not move them.</param>
    /// <param name="reports">Keep what the floor would report, for <see cref="TakeReports"/>.</param>
    /// <param name="days">Told how many days are over.</param>
    public static IReadOnlyList<DayFigures> Play(
        BacktestCase @case, IBacktestPolicy? policy, bool followsRecord = false, bool reports = false, Action<int>? days = null)
    {
        var plant = new BacktestPlant(@case, followsRecord, reports);
        var edges = @case.Period.Edges;
        var day = 1;
        for (var due = edges[0]; due < edges[^1]; due += @case.Floor.Document.DecideEvery)
        {
            while (edges[day] <= due) plant.CloseDay(edges[day++], days);
            plant.RunUntil(Ticks(due));
            policy?.Decide(plant);
        }
        while (day < edges.Count) plant.CloseDay(edges[day++], days);
        plant._meter.CloseSite();
        return plant._meter.Days;
    }

    /// <summary>Units in a sector, waiting or being worked on.</summary>
    public double Units(int sector) => _meter.Present(sector);

    /// <summary>Index of the sector that a resource works in or travels to; -1 when it is off duty.</summary>
    public int SectorOf(int resource) => _people[resource].Sector;

    /// <summary>True when a resource is at work: on duty, in no pause and not on the way.</summary>
    public bool IsAtWork(int resource) => _people[resource].IsAtWork(_now);

    /// <summary>When a resource's last move began; null before any in its stretch of duty.</summary>
    public DateTimeOffset? LastMoveAt(int resource)
        => _people[resource].LastMoveAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null;

    /// <summary>What the floor reported since this was last asked, in order; empty unless reports are kept.</summary>
    public IReadOnlyList<FloorEvent> TakeReports() => _reports?.Take() ?? [];

    /// <summary>
    /// Sends a resource to another sector now: it puts its work back, walks, and works there. Nothing happens when it is off duty or there
    /// already. Throws when people follow the record.
    /// </summary>
    public void Move(int resource, int sector)
    {
        if (_followsRecord) throw new InvalidOperationException("People follow the record; nobody may be moved.");
        var person = _people[resource];
        if (person.Sector < 0 || person.Sector == sector) return;
        var travel = TimeSpan.FromMinutes(_floor.TravelMinutes(person.Sector, sector));
        Go(resource, sector, _now + travel.Ticks);
        _meter.Move(_floor.Document.Moves.Cost);
    }

    private static long Ticks(DateTimeOffset at) => at.UtcTicks;

    private void Plan(DateTimeOffset at, Happening happening) => Plan(Ticks(at), happening);

    private void Plan(long at, Happening happening) => _ahead.Enqueue(happening, (at, happening.Kind, _number++));

    private void PlanDuty(int resource, DutyStretch stretch)
    {
        Plan(stretch.Start, new Happening(HappeningKind.CheckedIn, resource) { Stretch = stretch });
        Plan(stretch.End, new Happening(HappeningKind.CheckedOut, resource));
        foreach (var pause in stretch.Pauses)
        {
            Plan(pause.Start, new Happening(HappeningKind.Paused, resource) { Step = (int)pause.State });
            if (pause.End < stretch.End) Plan(pause.End, new Happening(HappeningKind.Resumed, resource));
        }
        if (!_followsRecord) return;
        for (var i = 1; i < stretch.Places.Count; i++)
            Plan(stretch.Places[i].At, new Happening(HappeningKind.Placed, resource) { Place = stretch.Places[i].Sector });
    }

    private void RunUntil(long until)
    {
        while (_ahead.TryPeek(out var next, out var when) && when.At <= until)
        {
            _ahead.Dequeue();
            _meter.WaitUntil(when.At);
            _now = when.At;
            Happen(next);
        }
        _meter.WaitUntil(until);
        _now = until;
    }

    private void CloseDay(DateTimeOffset at, Action<int>? days)
    {
        RunUntil(Ticks(at));
        _meter.CloseDay();
        days?.Invoke(_meter.Days.Count);
    }

    private void Happen(Happening next)
    {
        switch (next.Kind)
        {
            case HappeningKind.Arrived:
                Arrive(new WorkVisit(next.Job!, next.Step, _now, _number++));
                break;
            case HappeningKind.Completed:
                Complete(next.Index, next.Stops);
                break;
            case HappeningKind.Removed:
                Remove(next.Index, next.Units);
                break;
            case HappeningKind.Departed:
                _trucks.Depart(next.Index, _meter);
                break;
            case HappeningKind.Placed:
                if (_people[next.Index].Sector == next.Place) break;
                Go(next.Index, next.Place, _now);
                _meter.Move(_floor.Document.Moves.Cost);
                break;
            case HappeningKind.Travelled:
                if (_people[next.Index].Sector >= 0) Serve(_people[next.Index].Sector);
                break;
            default:
                HappenTo(next.Index, next);
                break;
        }
    }

    private void HappenTo(int resource, Happening next)
    {
        var person = _people[resource];
        switch (next.Kind)
        {
            case HappeningKind.CheckedIn:
                (person.Sector, person.AvailableAt) = (next.Stretch!.Places[0].Sector, _now);
                (person.IsPaused, person.LastMoveAt) = (false, null);
                _reports?.CheckedIn(_now, resource, person.Sector);
                _sectors[person.Sector].People.Add(resource);
                Serve(person.Sector);
                break;
            case HappeningKind.CheckedOut:
                PutBack(person);
                _reports?.CheckedOut(_now, resource);
                var left = person.Sector;
                _sectors[left].People.Remove(resource);
                person.Sector = -1;
                Serve(left);
                break;
            case HappeningKind.Paused:
                person.IsPaused = true;
                PutBack(person);
                _reports?.Status(_now, resource, (ReportedState)next.Step);
                Serve(person.Sector);
                break;
            default:
                person.IsPaused = false;
                _reports?.Status(_now, resource, ReportedState.Working);
                Serve(person.Sector);
                break;
        }
    }

    private void Go(int resource, int sector, long availableAt)
    {
        var person = _people[resource];
        PutBack(person);
        var left = person.Sector;
        _sectors[left].People.Remove(resource);
        _sectors[sector].People.Add(resource);
        (person.Sector, person.AvailableAt, person.LastMoveAt) = (sector, availableAt, _now);
        Serve(left);
        if (availableAt > _now) Plan(availableAt, new Happening(HappeningKind.Travelled, resource));
        else Serve(sector);
    }

    private void Arrive(WorkVisit visit)
    {
        _meter.Arrive(visit.Spec);
        _sectors[visit.Spec.Sector].Waiting.Add(visit);
        _reports?.Arrived(_now, visit);
        Serve(visit.Spec.Sector);
    }

    private void Complete(int resource, int stops)
    {
        var person = _people[resource];
        if (person.Serving is not { } visit || person.Stops != stops) return;
        person.Serving = null;
        person.Stops++;
        _sectors[visit.Spec.Sector].InService--;
        _meter.Leave(visit.Spec, waiting: false);
        _reports?.Completed(_now, visit);
        _trucks.Complete(visit);
        if (!visit.IsLast)
        {
            var next = visit.Job.Steps[visit.Step + 1];
            Plan(_now + next.Delay.Ticks, new Happening(HappeningKind.Arrived, 0) { Job = visit.Job, Step = visit.Step + 1 });
        }
        Serve(visit.Spec.Sector);
    }

    /// <summary>The last that came goes first: what waits longest is nearest to being done.</summary>
    private void Remove(int sector, double units)
    {
        var waiting = _sectors[sector].Waiting;
        while (waiting.Count > 0 && waiting.Max is { } last && last.Spec.Units <= units + 1e-9)
        {
            units -= last.Spec.Units;
            waiting.Remove(last);
            _meter.Leave(last.Spec, waiting: true);
            _reports?.Removed(_now, last);
            _trucks.Remove(last);
        }
    }

    /// <summary>As long as work waits and somebody can do it, the fastest takes what came first.</summary>
    private void Serve(int sector)
    {
        var here = _sectors[sector];
        while (here.Waiting.Count > 0 && here.InService < here.MostInService)
        {
            var (best, rate) = (-1, 0.0);
            foreach (var resource in here.People)
            {
                if (!_people[resource].IsFree(_now)) continue;
                var own = _floor.UnitsPerHour(resource, sector, Now);
                if (own > rate || (own == rate && best >= 0 && resource < best)) (best, rate) = (resource, own);
            }
            if (best < 0) return;
            var visit = here.Waiting.Min!;
            here.Waiting.Remove(visit);
            here.InService++;
            _meter.Begin(visit.Spec, begun: true);
            var person = _people[best];
            (person.Serving, person.ServingSince, person.UnitsPerHour) = (visit, _now, rate);
            var takes = (long)Math.Ceiling(visit.Remaining / rate * TimeSpan.TicksPerHour);
            Plan(_now + takes, new Happening(HappeningKind.Completed, best) { Stops = person.Stops });
        }
    }

    private void PutBack(PlantPerson person)
    {
        if (person.Serving is not { } visit) return;
        visit.Remaining = Math.Max(0, visit.Remaining - person.UnitsPerHour * (_now - person.ServingSince) / TimeSpan.TicksPerHour);
        person.Serving = null;
        person.Stops++;
        _sectors[visit.Spec.Sector].InService--;
        _sectors[visit.Spec.Sector].Waiting.Add(visit);
        _meter.Begin(visit.Spec, begun: false);
    }
}
