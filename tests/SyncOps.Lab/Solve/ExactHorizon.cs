using Google.OrTools.Sat;
using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Solve;

/// <summary>
/// A horizon as an integer programme, for floors of whole numbers on which every move loses the same share of a bucket. Serving less than
/// possible is allowed in it; as every unit costs the same wherever it waits, that never pays, so the optimum is that of the plant, which
/// always serves.
/// </summary>
public sealed class ExactHorizon
{
    /// <summary>Threads of a proof: two cores are what figures are measured on.</summary>
    private const int Threads = 2;

    private readonly HorizonModel _model;
    private readonly HorizonPlan? _hint;
    private readonly CpModel _programme = new();
    private readonly LinearExprBuilder _cost = LinearExpr.NewBuilder();
    private readonly LinearExprBuilder[] _capacity;
    private readonly IntVar?[] _firstRow;

    private ExactHorizon(HorizonModel model, HorizonPlan? hint)
    {
        if (model.WaitCost.Distinct().Count() != 1) throw new InstanceException("Waiting costs differ by sector.");
        LinearBound.Check(model);
        (_model, _hint) = (model, hint);
        _capacity = [.. Enumerable.Range(0, model.Sectors * model.Buckets).Select(_ => LinearExpr.NewBuilder())];
        _firstRow = new IntVar[model.Classes * model.Sectors];
        for (var c = 0; c < model.Classes; c++) AddPeople(c);
        AddWork();
        _programme.Minimize(_cost);
    }

    /// <summary>The best plan and the bound below which none can be, after so much time at most; a hint is where it starts.</summary>
    public static ExactResult Solve(HorizonModel model, TimeSpan limit, HorizonPlan? hint = null)
    {
        var exact = new ExactHorizon(model, hint);
        var solver = new CpSolver { StringParameters = $"max_time_in_seconds:{limit.TotalSeconds:0},num_workers:{Threads}" };
        var status = solver.Solve(exact._programme);
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            return new ExactResult(double.PositiveInfinity, 0, false, []);
        var row = Enumerable.Range(0, model.Classes).Select(c => Enumerable.Range(c * model.Sectors, model.Sectors)
            .Select(i => exact._firstRow[i] is { } stands ? (int)solver.Value(stands) : 0).ToArray()).ToArray();
        return new ExactResult(
            Math.Round(solver.ObjectiveValue), Math.Ceiling(solver.BestObjectiveBound - 1e-6), status == CpSolverStatus.Optimal, row);
    }

    private void AddPeople(int c)
    {
        var all = Enumerable.Range(c * _model.Sectors, _model.Sectors).ToArray();
        var pairs = all.Where(i => _model.Rates[i] > 0).ToArray();
        var people = all.Sum(i => _model.Staff[i]);
        var loss = _model.MoveLoss is null ? 1 : _model.MoveLoss[0];
        var now = pairs.Select(i => LinearExpr.Constant(_model.Staff[i])).ToArray();
        for (var t = 0; t < _model.Buckets; t++)
        {
            var then = new LinearExpr[pairs.Length];
            for (var i = 0; i < pairs.Length; i++)
            {
                var (stands, comes) = (_programme.NewIntVar(0, people, ""), _programme.NewIntVar(0, people, ""));
                _programme.Add(comes >= stands - now[i]);
                _programme.Add(comes <= stands);
                var rate = _model.Rates[pairs[i]];
                var capacity = _capacity[t * _model.Sectors + pairs[i] % _model.Sectors];
                capacity.AddTerm(stands, (long)rate);
                capacity.AddTerm(comes, -(long)Math.Round(rate * loss));
                _cost.AddTerm(comes, (long)_model.MoveCost);
                if (_hint is not null)
                {
                    var (before, after) = (_hint.Staff[t * all.Length * _model.Classes + pairs[i]], Hinted(t + 1, pairs[i]));
                    _programme.AddHint(stands, after);
                    _programme.AddHint(comes, Math.Max(0, after - before));
                }
                if (t == 0) _firstRow[pairs[i]] = stands;
                then[i] = stands;
            }
            _programme.Add(LinearExpr.Sum(then) == people);
            now = then;
        }

        int Hinted(int row, int pair) => _hint.Staff[row * all.Length * _model.Classes + pair];
    }

    private void AddWork()
    {
        var most = (long)(_model.Backlog.Sum() + _model.Arrivals.Sum());
        var queue = _model.Backlog.Select(q => LinearExpr.Constant((long)q)).ToArray();
        for (var t = 0; t < _model.Buckets; t++)
        {
            var next = new LinearExpr[_model.Sectors];
            var served = new IntVar[_model.Sectors];
            for (var j = 0; j < _model.Sectors; j++)
            {
                served[j] = _programme.NewIntVar(0, most, "");
                _programme.Add(served[j] <= _capacity[t * _model.Sectors + j]);
                next[j] = queue[j] + (long)_model.Arrivals[t * _model.Sectors + j] - served[j];
                _programme.Add(next[j] >= 0);
            }
            foreach (var link in _model.Links) next[link.To] += served[link.From] * (long)link.Units;
            for (var j = 0; j < _model.Sectors; j++)
            {
                var waits = _programme.NewIntVar(0, most, "");
                _programme.Add(waits == next[j]);
                _cost.AddTerm(waits, (long)_model.WaitCost[j]);
                queue[j] = waits;
            }
        }
    }
}

/// <summary>
/// Cost of the best plan that was found, the bound that was proven, whether they are the same, and where everybody is at the end of the
/// first bucket, by class and sector.
/// </summary>
public sealed record ExactResult(double Cost, double Bound, bool IsOptimal, int[][] FirstRow);
