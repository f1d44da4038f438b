using Google.OrTools.LinearSolver;

namespace SyncOps.Engine.Capacity;

/// <summary>
/// Solves the static planning problem: maximise lambda subject to sum_i n_i mu_ij d_ij >= lambda v_j in each sector j,
/// sum_j d_ij &lt;= 1 for each class i, d >= 0. Ignores chance, travel and shifts: the rate is what no policy can pass.
/// </summary>
public static class CapacityPlanner
{
    /// <summary>The optimum, by the simplex method. Throws <see cref="ArgumentException"/> for a model with a fault.</summary>
    public static CapacityPlan Solve(CapacityModel model)
    {
        if (model.Fault() is { } fault) throw new ArgumentException(fault, nameof(model));
        using var solver = Solver.CreateSolver("GLOP");
        var lambda = solver.MakeNumVar(0, double.PositiveInfinity, "lambda");
        solver.Objective().SetCoefficient(lambda, 1);
        solver.Objective().SetMaximization();

        var sectors = new Constraint[model.Sectors];
        for (var s = 0; s < sectors.Length; s++)
        {
            sectors[s] = solver.MakeConstraint(0, double.PositiveInfinity);
            sectors[s].SetCoefficient(lambda, -model.Visits[s]);
        }
        var shares = new Variable[model.Classes, model.Sectors];
        for (var c = 0; c < model.Classes; c++)
        {
            var time = solver.MakeConstraint(double.NegativeInfinity, 1);
            for (var s = 0; s < sectors.Length; s++)
            {
                shares[c, s] = solver.MakeNumVar(0, 1, "");
                time.SetCoefficient(shares[c, s], 1);
                sectors[s].SetCoefficient(shares[c, s], model.Servers[c] * model.UnitsPerHour[c][s]);
            }
        }

        var status = solver.Solve();
        // It can neither be infeasible (nobody works, lambda 0) nor unbounded (some sector has visits).
        if (status != Solver.ResultStatus.OPTIMAL) throw new InvalidOperationException($"The capacity problem ended as {status}.");
        return new CapacityPlan
        {
            MaxArrivalsPerHour = lambda.SolutionValue(),
            Prices = [.. sectors.Select(s => Math.Abs(s.DualValue()))],
            Shares = [.. Enumerable.Range(0, model.Classes)
                .Select(c => (IReadOnlyList<double>)[.. Enumerable.Range(0, sectors.Length).Select(s => shares[c, s].SolutionValue())])],
        };
    }
}
