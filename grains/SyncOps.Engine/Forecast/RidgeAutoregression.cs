using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Forecast;

/// <summary>
/// A series as a linear function of its own past: z(t) = c + sum_k b_k z(t - lag_k), where z is the standardised series (its logarithm
/// where all values are above 0), differenced over <see cref="Difference"/> steps when that is above 0. Coefficients are least squares
/// with a ridge (Hoerl, Kennard 1970), the constant free of it; forecasts are iterated, each step feeding the next.
/// </summary>
internal sealed record RidgeAutoregression(int[] Lags, int Difference)
{
    /// <summary>Ridge, in standardised squared units over the whole history: it only settles lags that tell the same.</summary>
    private const double Ridge = 0.1;

    /// <summary>An iterated forecast may leave the range seen so far by this share of it; beyond lies divergence.</summary>
    private const double Overshoot = 0.3;

    /// <summary>Fewer equations than this for each coefficient, and the fit tells more of chance than of the series.</summary>
    private const int MinEquationsPerCoefficient = 8;

    /// <summary>Values that the model needs.</summary>
    public int MinValues => Difference + Lags.Max() + MinEquationsPerCoefficient * (Lags.Length + 1);

    /// <summary>The next values, in the unit of the history, which is at least <see cref="MinValues"/> long.</summary>
    public double[] Forecast(ReadOnlySpan<double> history, int horizon)
    {
        var scale = Scale.Of(history);
        var path = new double[history.Length + horizon];
        for (var i = 0; i < history.Length; i++) path[i] = scale.To(history[i]);

        var (low, high) = (path[..history.Length].Min(), path[..history.Length].Max());
        var slack = Overshoot * (high - low);
        var coefficients = Fit(Differenced(path.AsSpan(0, history.Length)));
        for (var t = history.Length; t < path.Length; t++)
        {
            var next = coefficients[^1] + (Difference > 0 ? path[t - Difference] : 0);
            for (var k = 0; k < Lags.Length; k++)
                next += coefficients[k] * (path[t - Lags[k]] - (Difference > 0 ? path[t - Lags[k] - Difference] : 0));
            path[t] = Math.Clamp(next, low - slack, high + slack);
        }
        return [.. path.Skip(history.Length).Select(scale.From)];
    }

    private double[] Differenced(ReadOnlySpan<double> path)
    {
        if (Difference == 0) return path.ToArray();
        var steps = new double[path.Length - Difference];
        for (var i = 0; i < steps.Length; i++) steps[i] = path[i + Difference] - path[i];
        return steps;
    }

    private double[] Fit(double[] z)
    {
        var size = Lags.Length + 1;
        var (gram, moments, row) = (new double[size * size], new double[size], new double[size]);
        row[^1] = 1;
        for (var t = Lags.Max(); t < z.Length; t++)
        {
            for (var k = 0; k < Lags.Length; k++) row[k] = z[t - Lags[k]];
            for (var i = 0; i < size; i++)
            {
                moments[i] += row[i] * z[t];
                for (var j = 0; j <= i; j++) gram[i * size + j] += row[i] * row[j];
            }
        }
        for (var i = 0; i < Lags.Length; i++) gram[i * size + i] += Ridge;
        new Cholesky(size, (i, j) => gram[i * size + j]).Solve(moments);
        return moments;
    }

    /// <summary>To mean 0 and deviation 1, by logarithms where they exist, and back: never below 0 if the series never was.</summary>
    private readonly record struct Scale(bool IsLog, bool IsNonNegative, double Mean, double Deviation)
    {
        public static Scale Of(ReadOnlySpan<double> values)
        {
            var min = double.PositiveInfinity;
            foreach (var value in values) min = Math.Min(min, value);
            var isLog = min > 1e-300;
            double mean = 0, squares = 0;
            foreach (var value in values) mean += (isLog ? PortableMath.Log(value) : value) / values.Length;
            foreach (var value in values)
            {
                var distance = (isLog ? PortableMath.Log(value) : value) - mean;
                squares += distance * distance / values.Length;
            }
            return new Scale(isLog, min >= 0, mean, squares > 0 ? Math.Sqrt(squares) : 1);
        }

        public double To(double value) => ((IsLog ? PortableMath.Log(value) : value) - Mean) / Deviation;

        public double From(double z)
        {
            var value = z * Deviation + Mean;
            if (IsLog) return PortableMath.Exp(Math.Min(value, 700));
            return IsNonNegative ? Math.Max(0, value) : value;
        }
    }
}
