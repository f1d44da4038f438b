namespace SyncOps.Engine.Alerts;

/// <summary>
/// log-odds = b_0 + sum_k b_k x_k, by Newton's method on the likelihood less ridge / 2 x sum of squares of b_k, k > 0 (T. Hastie,
/// R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 4.4.1). With the log-odds of another model as its only input it is
/// Platt's calibration (1999).
/// </summary>
public sealed class LogisticRegression
{
    private const int MaxSteps = 50;
    private readonly double[] _weights;

    private LogisticRegression(double[] weights) => _weights = weights;

    /// <summary>The fitted b_0, b_1, ...</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Probability (0..1) for finite inputs, as many as in the fit.</summary>
    public double Probability(ReadOnlySpan<double> inputs)
    {
        var sum = _weights[0];
        for (var k = 0; k < inputs.Length; k++) sum += _weights[k + 1] * inputs[k];
        return Logistic.Probability(sum);
    }

    /// <summary>Fits to at least one row of finite inputs; ridge must be above 0, so that the optimum is unique.</summary>
    public static LogisticRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> events, double ridge = 1e-3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var model = new LogisticRegression(new double[rows[0].Length + 1]);
        for (var step = 0; step < MaxSteps; step++)
        {
            var change = model.NewtonStep(rows, events, ridge);
            for (var k = 0; k < change.Length; k++) model._weights[k] += change[k];
            if (change.Max(Math.Abs) < 1e-9) break;
        }
        return model;
    }

    private double[] NewtonStep(IReadOnlyList<double[]> rows, IReadOnlyList<bool> events, double ridge)
    {
        var n = _weights.Length;
        var gradient = new double[n];
        var curvature = new double[n, n];
        var x = new double[n];
        x[0] = 1;
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].CopyTo(x, 1);
            var p = Probability(rows[i]);
            for (var k = 0; k < n; k++)
            {
                gradient[k] += ((events[i] ? 1 : 0) - p) * x[k];
                for (var l = 0; l <= k; l++) curvature[k, l] += p * (1 - p) * x[k] * x[l];
            }
        }
        for (var k = 0; k < n; k++)
        {
            if (k > 0) gradient[k] -= ridge * _weights[k];
            curvature[k, k] += k > 0 ? ridge : 1e-9;    // Keeps the intercept solvable when every p is next to 0 or 1.
        }
        return SolveByCholesky(curvature, gradient);
    }

    // A b = y for a positive definite A whose lower half is given; both are overwritten.
    private static double[] SolveByCholesky(double[,] a, double[] y)
    {
        var n = y.Length;
        for (var j = 0; j < n; j++)
        {
            for (var k = 0; k < j; k++)
            {
                for (var i = j; i < n; i++) a[i, j] -= a[i, k] * a[j, k];
            }
            var root = Math.Sqrt(a[j, j]);
            for (var i = j; i < n; i++) a[i, j] /= root;
            for (var k = 0; k < j; k++) y[j] -= a[j, k] * y[k];
            y[j] /= a[j, j];
        }
        for (var j = n - 1; j >= 0; j--)
        {
            for (var k = j + 1; k < n; k++) y[j] -= a[k, j] * y[k];
            y[j] /= a[j, j];
        }
        return y;
    }
}
