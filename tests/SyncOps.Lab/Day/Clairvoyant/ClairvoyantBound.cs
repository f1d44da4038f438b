using System.Numerics;
using Google.OrTools.LinearSolver;
using SyncOps.Engine.Floors;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Clairvoyant;

/// <summary>
/// What a day must lose under any policy, even one that knows all that is to come: the optimum of a linear programme of which every run of
/// the plant is a feasible point that costs no more than the run lost. So its optimum is a lower bound. Why every run is feasible, with
/// C(t) units completed, A(t) arrived and B = A - C waiting in a sector, x people at work there, mu the rate, s the work done on units that
/// are not yet complete:
/// <list type="bullet">
/// <item>Per tick the plant adds mu x min(x, B) to s, completes whole units of it and keeps at most one: C + s grows by at most the
/// bucket's mu x mean x (row "people") and mu x mean B (row "work"), 0 &lt;= s &lt;= 1. Where mu changes within a bucket its largest
/// counts.</item>
/// <item>Policies act at decision instants, which are edges, and breaks begin and end at edges. So within a bucket people only join: the
/// mean of C is at most C at its start + s + half of what the mean staff can do (row "mean").</item>
/// <item>Downstream gets whole units of share x completed, the delay before: A(t) is at most share x C(t - delay) and at least that less
/// one. The first is used where more arrivals help, the second in the cost. C never falls, so it may be read at the next edge.</item>
/// <item>People are counted per group and turn of breaks: those located somewhere, less those who left, plus those who left elsewhere and
/// arrive after the move's minutes; on a break nobody works. Fractions of people and units are a relaxation. Whoever is sent on while
/// under way counts as having left only then, which costs less.</item>
/// <item>Money is the plant's own: waiting by the mean backlog over the ticks, units due and not loaded when a truck leaves (an edge),
/// backlog at closing time (an edge), moves.</item>
/// </list>
/// It knows the roster of the setting: another table's places and breaks give another bound.
/// </summary>
public sealed class ClairvoyantBound
{
    private readonly DaySetting _setting;
    private readonly Floor _floor;
    private readonly BoundGrid _grid;
    private readonly KnownDay _day;
    private readonly Solver _solver;
    private readonly Variable[][] _completed;
    private readonly Variable[][] _mean;
    private readonly List<(int From, Route Route)>[] _into;
    private double _constant;

    private ClairvoyantBound(DaySetting setting, int day, Solver solver)
    {
        (_setting, _floor, _solver) = (setting, setting.Floor, solver);
        _grid = new BoundGrid(setting);
        _day = new KnownDay(setting, day, _grid);
        var sectors = _floor.Sectors.Count;
        _completed = [.. Enumerable.Range(0, sectors).Select(_ => Variables(_grid.Buckets + 1))];
        _mean = [.. Enumerable.Range(0, sectors).Select(_ => Variables(_grid.Buckets))];
        _into = [.. _floor.Sectors.Select(to => _floor.Sectors.SelectMany((from, i) => from.Next.Where(r => r.To == to.Id)
            .Select(r => (i, r))).ToList())];
    }

    /// <summary>No policy loses less than this on the n-th day of the setting.</summary>
    public static double Of(DaySetting setting, int day)
    {
        using var solver = Solver.CreateSolver("GLOP");
        return new ClairvoyantBound(setting, day, solver).Solve();
    }

    private double Solve()
    {
        var people = new BoundStaff(_setting, _day, _grid, _solver);
        for (var s = 0; s < _floor.Sectors.Count; s++)
        {
            Serve(s, people);
            Arrive(s);
            Wait(s);
            Leave(s);
        }
        for (var i = 0; i < _day.Due.Length; i++) Depart(i);
        // The dual simplex takes half the time of the primal one here; the optimum is the same.
        _solver.SetSolverSpecificParametersAsString("use_dual_simplex: true");
        var status = _solver.Solve();
        return status == Solver.ResultStatus.OPTIMAL
            ? Math.Max(0, _constant + _solver.Objective().Value())
            : throw new InvalidOperationException($"The bound of day {_day.Plan.Date} ended as {status}.");
    }

    /// <summary>What is completed, bucket by bucket: by people, and of what is there.</summary>
    private void Serve(int s, BoundStaff people)
    {
        var begun = _solver.MakeNumVarArray(_grid.Buckets + 1, 0, 1);
        begun[0].SetUb(0);
        _completed[s][0].SetUb(0);
        for (var k = 0; k < _grid.Buckets; k++)
        {
            var (now, next, units) = (_completed[s][k], _completed[s][k + 1], _day.UnitsPerPerson[s][k]);
            var byPeople = Row(0, (next, -1), (begun[k + 1], -1), (now, 1), (begun[k], 1));
            var byWork = Row(-units * _day.MeanArrived[s][k],
                (next, -1), (begun[k + 1], -1), (now, 1), (begun[k], 1), (_mean[s][k], -units));
            foreach (var (variable, share) in MeanFromUpstream(s, k)) Add(byWork, variable, units * share);
            var mean = Row(0, (_mean[s][k], -1), (now, 1), (begun[k], 1));
            foreach (var (working, share) in people.Working(s, k))
            {
                byPeople.SetCoefficient(working, units * share);
                mean.SetCoefficient(working, units * share / 2);
            }
            Row(0, (next, 1), (_mean[s][k], -1));
            Row(0, (_mean[s][k], 1), (now, -1));
        }
    }

    /// <summary>Nothing is completed before it has arrived: at edges, and on average over each bucket.</summary>
    private void Arrive(int s)
    {
        for (var k = 0; k <= _grid.Buckets; k++)
        {
            var row = Row(-_day.Arrived[s][k], (_completed[s][k], -1));
            foreach (var (from, route) in _into[s])
                if (_grid.Edge(k) >= route.DelayMinutes)
                    row.SetCoefficient(_completed[from][_grid.EdgeFrom(_grid.Edge(k) - route.DelayMinutes)], Units(route));
        }
        for (var k = 0; k < _grid.Buckets; k++)
        {
            var row = Row(-_day.MeanArrived[s][k], (_mean[s][k], -1));
            foreach (var (variable, share) in MeanFromUpstream(s, k)) Add(row, variable, share);
        }
    }

    /// <summary>
    /// At least so much waits: all arrivals over time less all completions. What upstream completes arrives the delay later, so its own
    /// mean until closing less the delay tells it exactly, but for a fraction of one unit.
    /// </summary>
    private void Wait(int s)
    {
        var price = _floor.Sectors[s].WaitCostPerUnitHour / 60;
        for (var k = 0; k < _grid.Buckets; k++)
        {
            _constant += price * _grid.Minutes(k) * _day.MeanArrived[s][k];
            Cost(_mean[s][k], -price * _grid.Minutes(k));
        }
        foreach (var (from, route) in _into[s])
        {
            _constant -= price * Fraction(route) * _grid.Edge(_grid.Buckets);
            for (var k = 0; _grid.Edge(k) < _grid.Edge(_grid.Buckets) - route.DelayMinutes; k++)
                Cost(_mean[from][k], price * Units(route) * _grid.Minutes(k));
        }
    }

    private void Leave(int s)
    {
        var left = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        Cost(left, _floor.Sectors[s].LeftCostPerUnit);
        var row = Row(_day.Arrived[s][_grid.Buckets] - _into[s].Sum(i => Fraction(i.Route)), (left, 1), (_completed[s][_grid.Buckets], 1));
        foreach (var (from, route) in _into[s])
        {
            var edge = _grid.EdgeFrom(_grid.Edge(_grid.Buckets) - route.DelayMinutes);
            row.SetCoefficient(_completed[from][edge], -Units(route));
        }
    }

    private void Depart(int truck)
    {
        var late = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        var spec = _setting.Scenario.Trucks[truck];
        Cost(late, spec.CostPerLateUnit);
        var edge = _grid.EdgeFrom((_day.Plan.Trucks[truck].Leaves - _day.Plan.Opens).TotalMinutes);
        Row(_day.Due[truck], (late, 1), (_completed[_floor.SectorIndex(spec.Sector)][edge], 1));
    }

    /// <summary>
    /// At least the mean, over a bucket, of what has come from upstream, as variables and their shares. The beginning of an upstream bucket
    /// has at most the bucket's mean; of another part of one the end counts.
    /// </summary>
    private IEnumerable<(Variable Variable, double Share)> MeanFromUpstream(int s, int k)
    {
        foreach (var (from, route) in _into[s])
        {
            var (start, end) = (_grid.Edge(k) - route.DelayMinutes, _grid.Edge(k + 1) - route.DelayMinutes);
            for (var m = 0; m < _grid.Buckets && _grid.Edge(m) < end; m++)
            {
                var (a, b) = (Math.Max(start, _grid.Edge(m)), Math.Min(end, _grid.Edge(m + 1)));
                if (b <= a) continue;
                yield return (a == _grid.Edge(m) ? _mean[from][m] : _completed[from][m + 1], Units(route) * (b - a) / _grid.Minutes(k));
            }
        }
    }

    private static double Units(Route route) => route.Share * route.UnitsPerUnit;

    /// <summary>
    /// What of a unit may be on neither side of a route. Whole units complete, so it is a multiple of the greatest common divisor of one
    /// unit and what a completion becomes, in millionths: at most 0.8 where one becomes 0.4, nothing where one becomes one.
    /// </summary>
    private static double Fraction(Route route)
        => 1 - (double)BigInteger.GreatestCommonDivisor((long)Math.Round(Units(route) * 1e6), 1_000_000) / 1e6;

    private Variable[] Variables(int count) => _solver.MakeNumVarArray(count, 0, double.PositiveInfinity);

    private void Cost(Variable variable, double price)
        => _solver.Objective().SetCoefficient(variable, _solver.Objective().GetCoefficient(variable) + price);

    /// <summary>The sum of the terms is at least a number.</summary>
    private Constraint Row(double least, params ReadOnlySpan<(Variable Variable, double Factor)> terms)
    {
        var row = _solver.MakeConstraint(least, double.PositiveInfinity);
        foreach (var (variable, factor) in terms) row.SetCoefficient(variable, factor);
        return row;
    }

    private static void Add(Constraint row, Variable variable, double factor)
        => row.SetCoefficient(variable, row.GetCoefficient(variable) + factor);
}
