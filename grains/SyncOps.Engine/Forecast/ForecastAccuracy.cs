namespace SyncOps.Engine.Forecast;

/// <summary>
/// Measures of a forecast against what came. Series measures as the M4 competition defines them (Makridakis, Spiliotis, Assimakopoulos,
/// International Journal of Forecasting 36, 2020). Actual and forecast have the same length, at least 1; else they throw.
/// </summary>
public static class ForecastAccuracy
{
    /// <summary>Symmetric mean absolute percentage error, 0..200 %; a pair of zeros counts as exact.</summary>
    public static double Smape(ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        Check(actual, forecast);
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var scale = Math.Abs(actual[i]) + Math.Abs(forecast[i]);
            if (scale > 0) sum += 200 * Math.Abs(actual[i] - forecast[i]) / scale;
        }
        return sum / actual.Length;
    }

    /// <summary>
    /// Mean absolute error over the in-sample mean absolute step from one season to the next (Hyndman, Koehler 2006). Throws when the
    /// history is no longer than a season; infinite when it repeats itself exactly and the forecast is not exact.
    /// </summary>
    public static double Mase(ReadOnlySpan<double> history, int season, ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        Check(actual, forecast);
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(history.Length, season);
        double step = 0, error = 0;
        for (var i = season; i < history.Length; i++) step += Math.Abs(history[i] - history[i - season]);
        for (var i = 0; i < actual.Length; i++) error += Math.Abs(actual[i] - forecast[i]);
        return error == 0 ? 0 : error / actual.Length / (step / (history.Length - season));
    }

    /// <summary>Overall weighted average: the mean of both measures, each relative to Naive2's average over the same series.</summary>
    public static double Owa(double smape, double mase, double naive2Smape, double naive2Mase)
        => (smape / naive2Smape + mase / naive2Mase) / 2;

    /// <summary>Root mean square error, in the unit of the values.</summary>
    public static double Rmse(ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        Check(actual, forecast);
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++) sum += (actual[i] - forecast[i]) * (actual[i] - forecast[i]);
        return Math.Sqrt(sum / actual.Length);
    }

    /// <summary>Loss of naming a quantile, in the value's unit: least in expectation at the true one (Koenker, Bassett 1978).</summary>
    public static double Pinball(double actual, double quantile, double probability)
        => actual >= quantile ? probability * (actual - quantile) : (1 - probability) * (quantile - actual);

    /// <summary>Mean pinball loss of the three percentiles of a range.</summary>
    public static double Pinball(double actual, Range3 range)
        => (Pinball(actual, range.P20, 0.2) + Pinball(actual, range.P50, 0.5) + Pinball(actual, range.P80, 0.8)) / 3;

    /// <summary>Share of values within P20..P80, ends included, 0..1; a calibrated forecast has 0.6.</summary>
    public static double Coverage(ReadOnlySpan<double> actual, ReadOnlySpan<Range3> ranges)
    {
        if (actual.Length == 0 || actual.Length != ranges.Length)
            throw new ArgumentException($"{actual.Length} values cannot be held against {ranges.Length} ranges.", nameof(ranges));
        var inside = 0;
        for (var i = 0; i < actual.Length; i++)
            if (actual[i] >= ranges[i].P20 && actual[i] <= ranges[i].P80) inside++;
        return (double)inside / actual.Length;
    }

    private static void Check(ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        if (actual.Length == 0 || actual.Length != forecast.Length)
            throw new ArgumentException($"{actual.Length} values cannot be held against {forecast.Length} forecasts.", nameof(forecast));
    }
}
