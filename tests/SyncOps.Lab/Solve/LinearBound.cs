using Google.OrTools.LinearSolver;
using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Solve;

/// <summary>
/// The linear relaxation of a horizon: people and work in any fractions, and serving less than possible allowed. Its optimum is a bound
/// that no plan can be below. Every move must lose the same share of a bucket, and there are no limits to staff, no breaks and no trucks.
/// </summary>
public sealed class LinearBound
{
    private readonly HorizonModel _model;
    private readonly Solver _solver = Solver.CreateSolver("GLOP");
    private readonly Constraint[] _capacity;

    private LinearBound(HorizonModel model)
    {
        _model = model;
        _capacity = new Constraint[model.Sectors * model.Buckets];
        _solver.Objective().SetMinimization();
        AddWork();
        for (var c = 0; c < model.Classes; c++) AddPeople(c);
    }

    /// <summary>The bound, by the simplex method; null when it was not found within the limit.</summary>
    public static double? Solve(HorizonModel model, TimeSpan limit)
    {
        Check(model);
        var bound = new LinearBound(model);
        using var solver = bound._solver;
        solver.SetTimeLimit((long)limit.TotalMilliseconds);
        return solver.Solve() == Solver.ResultStatus.OPTIMAL ? solver.Objective().Value() : null;
    }

    /// <summary>Throws where a floor has what the laboratory's programmes do not know.</summary>
    public static void Check(HorizonModel model)
    {
        if (model.MinStaff is not null || model.MaxStaff is not null || model.CutOffs.Length > 0 || model.Attendance is not null)
            throw new InstanceException("Bounds are not known with limits to staff, breaks or trucks.");
        if (model.MoveLoss?.Distinct().Count() > 1) throw new InstanceException("Bounds are not known where moves lose different shares.");
    }

    /// <summary>
    /// Serving and waiting: q' = q + arrivals - served + what upstream served, served at most q + arrivals and the capacity.
    /// </summary>
    private void AddWork()
    {
        var waits = new Variable?[_model.Sectors];
        for (var t = 0; t < _model.Buckets; t++)
        {
            var balance = new Constraint[_model.Sectors];
            var next = new Variable[_model.Sectors];
            for (var j = 0; j < _model.Sectors; j++)
            {
                var comes = _model.Arrivals[t * _model.Sectors + j] + (t == 0 ? _model.Backlog[j] : 0);
                next[j] = Positive(_model.WaitCost[j]);
                balance[j] = _solver.MakeConstraint(comes, comes);
                balance[j].SetCoefficient(next[j], 1);
                if (waits[j] is { } before) balance[j].SetCoefficient(before, -1);
            }
            for (var j = 0; j < _model.Sectors; j++)
            {
                var served = Positive(0);
                balance[j].SetCoefficient(served, 1);
                var available = AtMost(_model.Arrivals[t * _model.Sectors + j] + (t == 0 ? _model.Backlog[j] : 0));
                available.SetCoefficient(served, 1);
                if (waits[j] is { } before) available.SetCoefficient(before, -1);
                (_capacity[t * _model.Sectors + j] = AtMost(0)).SetCoefficient(served, 1);
                foreach (var link in _model.Links)
                    if (link.From == j) balance[link.To].SetCoefficient(served, -link.Units);
            }
            waits = next;
        }
    }

    /// <summary>One class: who stands where at the end of each bucket, and who comes during it; all others have stayed.</summary>
    private void AddPeople(int c)
    {
        var sectors = Enumerable.Range(0, _model.Sectors).Where(j => _model.Rates[c * _model.Sectors + j] > 0).ToArray();
        var start = sectors.Select(j => _model.Staff[c * _model.Sectors + j]).ToArray();
        var loss = _model.MoveLoss is null ? 1 : _model.MoveLoss[0];
        var stands = new Variable?[sectors.Length];
        for (var t = 0; t < _model.Buckets; t++)
        {
            var everybody = _solver.MakeConstraint(start.Sum(), start.Sum());
            for (var i = 0; i < sectors.Length; i++)
            {
                var rate = _model.Rates[c * _model.Sectors + sectors[i]];
                var (then, comes) = (Positive(0), Positive(_model.MoveCost));
                everybody.SetCoefficient(then, 1);
                // Who comes is at least who is there less who was there; more would cost and serve nothing.
                var more = AtMost(t == 0 ? start[i] : 0);
                more.SetCoefficient(then, 1);
                more.SetCoefficient(comes, -1);
                if (stands[i] is { } before) more.SetCoefficient(before, -1);
                var capacity = _capacity[t * _model.Sectors + sectors[i]];
                capacity.SetCoefficient(then, -rate);
                capacity.SetCoefficient(comes, rate * loss);
                stands[i] = then;
            }
        }
    }

    private Variable Positive(double cost)
    {
        var variable = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        _solver.Objective().SetCoefficient(variable, cost);
        return variable;
    }

    private Constraint AtMost(double limit) => _solver.MakeConstraint(double.NegativeInfinity, limit);
}
