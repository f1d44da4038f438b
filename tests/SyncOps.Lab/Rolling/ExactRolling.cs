using Google.OrTools.Sat;

namespace SyncOps.Lab.Rolling;

/// <summary>
/// The exact optimum of a rolling-horizon instance, as an integer programme. Serving less than possible is allowed in it; as every unit
/// costs the same wherever it waits, that never pays, so the optimum is that of the plant, which always serves.
/// </summary>
public static class ExactRolling
{
    /// <summary>The least cost; null when it could not be proven within the limit. Amounts and costs must be whole numbers.</summary>
    public static double? Solve(RollingInstance instance, int moveCost, TimeSpan limit)
    {
        if (instance.H.Distinct().Count() != 1) throw new InstanceException($"{instance.Id}: holding costs differ by sector.");
        var model = new CpModel();
        var cost = LinearExpr.NewBuilder();
        var capacities = Capacities(model, instance, moveCost, cost);
        var most = (long)(instance.Q0.Sum() + instance.Arr.Sum(row => row.Sum()));
        var queue = instance.Q0.Select(q => LinearExpr.Constant((long)q)).ToArray();
        for (var t = 0; t < instance.Buckets; t++)
        {
            var next = new LinearExpr[instance.Sectors];
            var served = new IntVar[instance.Sectors];
            for (var j = 0; j < instance.Sectors; j++)
            {
                served[j] = model.NewIntVar(0, most, "");
                model.Add(served[j] <= capacities[t][j]);
                next[j] = queue[j] + (long)instance.Arr[j][t] - served[j];
                model.Add(next[j] >= 0);
            }
            for (var j = 0; j < instance.Sectors; j++)
                if (instance.Next[j] >= 0) next[instance.Next[j]] += served[j];
            for (var j = 0; j < instance.Sectors; j++)
            {
                var waiting = model.NewIntVar(0, most, "");
                model.Add(waiting == next[j]);
                cost.AddTerm(waiting, (long)instance.H[j]);
                queue[j] = waiting;
            }
        }
        model.Minimize(cost);
        var solver = new CpSolver { StringParameters = $"max_time_in_seconds:{limit.TotalSeconds:0},num_workers:2" };
        return solver.Solve(model) == CpSolverStatus.Optimal ? Math.Round(solver.ObjectiveValue) : null;
    }

    /// <summary>What can be served by bucket and sector; adds the cost of moves.</summary>
    private static LinearExpr[][] Capacities(CpModel model, RollingInstance instance, int moveCost, LinearExprBuilder cost)
    {
        var (rates, start) = (instance.Rates, instance.Start);
        var builders = Enumerable.Range(0, instance.Buckets)
            .Select(_ => Enumerable.Range(0, instance.Sectors).Select(_ => LinearExpr.NewBuilder()).ToArray()).ToArray();
        for (var c = 0; c < rates.Length; c++)
        {
            var workers = start[c].Sum();
            var now = start[c].Select(n => LinearExpr.Constant(n)).ToArray();
            for (var t = 0; t < instance.Buckets; t++)
            {
                var then = new LinearExpr[instance.Sectors];
                for (var j = 0; j < instance.Sectors; j++)
                {
                    var standing = model.NewIntVar(0, rates[c][j] > 0 ? workers : 0, "");
                    var active = model.NewIntVar(0, workers, "");
                    var comes = model.NewIntVar(0, workers, "");
                    model.Add(active <= now[j]);
                    model.Add(active <= standing);
                    model.Add(comes >= standing - now[j]);
                    builders[t][j].AddTerm(active, (long)rates[c][j]);
                    cost.AddTerm(comes, moveCost);
                    then[j] = standing;
                }
                model.Add(LinearExpr.Sum(then) == workers);
                now = then;
            }
        }
        return [.. builders.Select(row => row.Select(b => (LinearExpr)b).ToArray())];
    }
}
