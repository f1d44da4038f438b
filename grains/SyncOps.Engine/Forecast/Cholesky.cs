namespace SyncOps.Engine.Forecast;

/// <summary>
/// The factor L of a symmetric positive definite matrix A = L L', row by row. Own code: forecasts need it below order 200 only, rolling
/// forecasts and conditional variances need the two triangular solves apart, and plain loops give the same bits on every machine.
/// </summary>
internal sealed class Cholesky
{
    private readonly double[] _factor;
    private readonly int _order;

    /// <summary>
    /// Factors a matrix given by its lower triangle, row by row. A pivot below <paramref name="minPivot"/> is raised to it, so a row that
    /// repeats others adds nothing instead of dividing by zero.
    /// </summary>
    public Cholesky(int order, Func<int, int, double> lower, double minPivot = 1e-9)
    {
        (_order, _factor) = (order, new double[order * order]);
        for (var i = 0; i < order; i++)
        {
            var row = _factor.AsSpan(i * order, order);
            for (var j = 0; j <= i; j++)
            {
                var above = _factor.AsSpan(j * order, j);
                var rest = lower(i, j);
                for (var k = 0; k < above.Length; k++) rest -= row[k] * above[k];
                row[j] = j == i ? Math.Sqrt(Math.Max(rest, minPivot)) : rest / _factor[j * order + j];
            }
        }
    }

    /// <summary>Diagonal of L. Where A is a covariance, its square is the variance of a variable given all earlier ones.</summary>
    public double Pivot(int i) => _factor[i * _order + i];

    /// <summary>A row of L up to, without, its diagonal.</summary>
    public ReadOnlySpan<double> Row(int i) => _factor.AsSpan(i * _order, i);

    /// <summary>Replaces b, which may be shorter than the order, by the solution of L x = b.</summary>
    public void Forward(Span<double> b)
    {
        for (var i = 0; i < b.Length; i++) b[i] = (b[i] - Dot(Row(i), b)) / Pivot(i);
    }

    /// <summary>Replaces b by the solution of A x = b.</summary>
    public void Solve(Span<double> b)
    {
        Forward(b);
        for (var i = b.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < b.Length; k++) b[i] -= _factor[k * _order + i] * b[k];
            b[i] /= Pivot(i);
        }
    }

    /// <summary>Sum of products over the length of the first.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }
}
