using SyncOps.Engine.Flow;
using SyncOps.Engine.Horizon;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// What the best reallocation of the hours ahead begins with, were they to come as in the median roll-out (<see cref="HorizonSearch"/>): a
/// start for a plan of moves, which exact roll-outs then judge like any other. It sees what several people do together, one after the other
/// and with the way of the work, which no single move shows. Left out: fields of the floor that bound or hold up work (stations, crews,
/// tools, ramps, buffers, batches, gates), waits by chance, and that a route may take less or more than a bucket.
/// </summary>
internal sealed class HorizonStart
{
    /// <summary>Work and rounds of a solve: some 4 ms for sixty people in five sectors.</summary>
    private static readonly HorizonBudget Budget = new(Work: 80_000, Rounds: 3);

    /// <summary>A longer horizon has longer buckets, not more.</summary>
    private const int MaxBuckets = 16;

    /// <summary>People times sectors up to which it takes little beside the roll-outs; larger floors do without.</summary>
    private const int MaxCells = 50_000;

    /// <summary>Shares of a bucket closer than this are the same attendance.</summary>
    private const double AttendanceStep = 0.05;

    private readonly SearchRequest _request;
    private readonly SiteSnapshot _site;
    private readonly Projection _run;
    private readonly double _interval;
    private readonly int _sectors, _buckets;
    private readonly List<(double[] Rates, double[] Attendance)> _classes = [];
    private readonly List<(int Resource, int Class, int Sector)> _people = [];

    private HorizonStart(SearchRequest request)
    {
        (_request, _site, _run) = (request, request.Site, request.Without.Median);
        _sectors = _site.Floor.Sectors.Count;
        var (projector, interval) = (request.Without.Projector, _site.Floor.Document.Interval.TotalMinutes);
        var horizon = projector.EndsWithinHorizon && _site.Floor.Sectors.Any(s => s.LeftCostPerUnit > 0)
            ? projector.WorkEndsMinutes : _run.Grid.HorizonMinutes;
        _buckets = (int)Math.Min(MaxBuckets, horizon / interval);
        _interval = horizon / Math.Max(1, _buckets);
    }

    /// <summary>
    /// Who would set off within the first bucket, by sectors from and to; empty when nobody should, and on a floor that is too large.
    /// <paramref name="open"/>: which resource could go to which sector.
    /// </summary>
    public static IReadOnlyList<HorizonGroup> Of(SearchRequest request, IReadOnlySet<(int Resource, int To)> open)
    {
        var start = new HorizonStart(request);
        if (start._buckets < 1 || start._sectors * (long)start._site.Floor.Resources.Count > MaxCells) return [];
        start.Gather(open);
        if (start._people.Count == 0) return [];
        var model = start.Model();
        // Who has been moved least goes; of equals the first.
        var named = NamedMoves.Choose(
            HorizonSearch.Solve(model, Budget).FirstMoves(model), start._people.ConvertAll(p => (p.Class, p.Sector)),
            (p, _) => start._site.Presence(start._people[p].Resource)?.MovesThisShift ?? 0);
        return
        [
            .. named.GroupBy(n => (From: start._people[n.Person].Sector, n.To))
                .Select(g => new HorizonGroup(g.Key.From, g.Key.To, [.. g.Select(n => start._people[n.Person].Resource)])),
        ];
    }

    // Alike are people with the same rates wherever they may be and the same hours. Who may not be moved can stand nowhere else.
    private void Gather(IReadOnlySet<(int Resource, int To)> open)
    {
        var pace = Pace();
        for (var r = 0; r < _site.Floor.Resources.Count; r++)
        {
            var attendance = Attendance(r, out var sector);
            if (sector < 0) continue;
            var rates = new double[_sectors];
            for (var s = 0; s < _sectors; s++)
                if (s == sector || open.Contains((r, s))) rates[s] = _site.SkillOf(r, s).UnitsPerHour * _interval / 60 * pace[s];
            var alike = _classes.FindIndex(c => c.Rates.AsSpan().SequenceEqual(rates) && c.Attendance.AsSpan().SequenceEqual(attendance));
            if (alike < 0)
            {
                alike = _classes.Count;
                _classes.Add((rates, attendance));
            }
            _people.Add((r, alike, sector));
        }
    }

    // By bucket, the share that somebody works; and where somebody is, or begins to work.
    private double[] Attendance(int resource, out int sector)
    {
        var attendance = new double[_buckets];
        sector = _site.SectorOf(resource);
        foreach (ref readonly var stint in _site.StintsOf(resource))
        {
            if (sector < 0) sector = stint.Sector;
            if (stint.Sector != sector) continue;
            for (var t = 0; t < _buckets; t++)
                attendance[t] += Math.Max(0, Math.Min(stint.End, (t + 1) * _interval) - Math.Max(stint.Start, t * _interval)) / _interval;
        }
        for (var t = 0; t < _buckets; t++) attendance[t] = Math.Round(attendance[t] / AttendanceStep) * AttendanceStep;
        return attendance;
    }

    // What people complete there over their rates, as the median roll-out has it.
    private double[] Pace()
    {
        var could = new double[_sectors];
        foreach (ref readonly var stint in _site.Stints)
            could[stint.Sector] += _site.SkillOf(stint.Resource, stint.Sector).UnitsPerHour * (stint.End - stint.Start) / 60;
        for (var s = 0; s < _sectors; s++)
            could[s] = could[s] > 0 ? Math.Min(1.5, _run.CapacityUntil(s, _run.Grid.HorizonMinutes) / could[s]) : 1;
        return could;
    }

    private HorizonModel Model()
    {
        var sectors = _site.Floor.Sectors;
        var staff = new int[_classes.Count * _sectors];
        foreach (var (_, c, s) in _people) staff[c * _sectors + s]++;
        var there = Enumerable.Range(0, _sectors).Select(s => _people.Count(p => p.Sector == s)).ToArray();
        var loss = new double[_sectors * _sectors];
        for (var i = 0; i < _sectors; i++)
            for (var j = 0; j < _sectors; j++) loss[i * _sectors + j] = i == j ? 0 : Math.Min(1, _site.TravelMinutes(i, j) / _interval);
        return new HorizonModel
        {
            Sectors = _sectors, Classes = _classes.Count, Buckets = _buckets,
            Rates = [.. _classes.SelectMany(c => c.Rates)], Attendance = [.. _classes.SelectMany(c => c.Attendance)], Staff = staff,
            Links = [.. Links()], Arrivals = Outside(),
            Backlog = [.. Enumerable.Range(0, _sectors).Select(_run.StartBacklog)],
            WaitCost = [.. sectors.Select(s => s.WaitCostPerUnitHour * _interval / 60)],
            MoveCost = _site.Floor.Document.Moves.Cost, MoveLoss = loss,
            // What is broken already is not mended by advice.
            MinStaff = [.. sectors.Select((s, j) => Math.Min(s.MinStaff, there[j]))],
            MaxStaff = [.. sectors.Select((s, j) => Math.Max(s.MaxStaff ?? int.MaxValue, there[j]))],
            CutOffs = [.. CutOffs()],
        };
    }

    private IEnumerable<HorizonLink> Links()
    {
        var network = _request.Without.Projector.Network;
        for (var s = 0; s < _sectors; s++)
            foreach (var link in network.LinksOf(s).ToArray()) yield return new HorizonLink(s, link.To, link.Units);
    }

    // What arrives in the median roll-out, less what comes from upstream in it.
    private double[] Outside()
    {
        var network = _request.Without.Projector.Network;
        var arrivals = new double[_sectors * _buckets];
        for (var t = 0; t < _buckets; t++)
        {
            var (from, until) = (t * _interval, (t + 1) * _interval);
            for (var s = 0; s < _sectors; s++)
            {
                arrivals[t * _sectors + s] += _run.ArrivedUntil(s, until) - _run.ArrivedUntil(s, from);
                foreach (var link in network.LinksOf(s))
                {
                    var served = _run.ServedUntil(s, Math.Max(0, until - link.DelayMinutes))
                        - _run.ServedUntil(s, Math.Max(0, from - link.DelayMinutes));
                    arrivals[t * _sectors + link.To] -= served * link.Units;
                }
            }
        }
        for (var i = 0; i < arrivals.Length; i++) arrivals[i] = Math.Max(0, arrivals[i]);
        return arrivals;
    }

    // Trucks; and where work ends within the horizon, what is left is late for the end.
    private IEnumerable<HorizonCutOff> CutOffs()
    {
        var projector = _request.Without.Projector;
        foreach (var demand in projector.CutOffs)
        {
            var bucket = (int)(demand.LeavesMinutes / _interval) - 1;
            if (bucket >= 0)
                yield return new HorizonCutOff(demand.Sector, bucket, demand.Units(DemandScenario.Median), demand.CutOff.CostPerLateUnit);
        }
        if (!projector.EndsWithinHorizon) yield break;
        for (var s = 0; s < _sectors; s++)
        {
            if (_site.Floor.Sectors[s].LeftCostPerUnit is not (> 0 and var price)) continue;
            yield return new HorizonCutOff(s, _buckets - 1, _run.StartBacklog(s) + _run.ArrivedUntil(s, _buckets * _interval), price);
        }
    }
}

/// <summary>Resources, by index, who go from one sector to another.</summary>
internal sealed record HorizonGroup(int From, int To, IReadOnlyList<int> People);
