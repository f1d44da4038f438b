namespace SyncOps.Engine.Forecast;

/// <summary>The forecasts that any other has to beat, as the M4 competition defines them.</summary>
public static class NaiveForecast
{
    /// <summary>Each value is that of a season before; after less than a season of history, the last. Throws for an empty one.</summary>
    public static double[] Seasonal(ReadOnlySpan<double> history, int season, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(history.Length, 1, nameof(history));
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        var cycle = history[^Math.Min(season, history.Length)..];
        var forecast = new double[horizon];
        for (var h = 0; h < horizon; h++) forecast[h] = cycle.Length == season ? cycle[h % season] : cycle[^1];
        return forecast;
    }

    /// <summary>
    /// The last value, seasonally adjusted by classical multiplicative decomposition where the season passes the 90 % test of its
    /// autocorrelation. An even season, at least three of them in the history, values above 0; otherwise it is the last value.
    /// </summary>
    public static double[] Naive2(ReadOnlySpan<double> history, int season, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(history.Length, 1, nameof(history));
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        var factors = IsSeasonal(history, season) ? SeasonalFactors(history, season) : [1.0];
        var n = history.Length;
        var level = history[^1] / factors[(n - 1) % factors.Length];
        var forecast = new double[horizon];
        for (var h = 0; h < horizon; h++) forecast[h] = level * factors[(n + h) % factors.Length];
        return forecast;
    }

    private static bool IsSeasonal(ReadOnlySpan<double> history, int season)
    {
        if (season % 2 != 0 || history.Length < 3 * season) return false;
        double mean = 0, variance = 0;
        foreach (var value in history)
        {
            if (value <= 0) return false;
            mean += value / history.Length;
        }
        foreach (var value in history) variance += (value - mean) * (value - mean);
        if (variance == 0) return false;

        // Bartlett: the variance of r(season) grows with the squares of the shorter autocorrelations.
        double squares = 1, last = 0;
        for (var lag = 1; lag <= season; lag++)
        {
            var sum = 0.0;
            for (var i = lag; i < history.Length; i++) sum += (history[i] - mean) * (history[i - lag] - mean);
            last = sum / variance;
            if (lag < season) squares += 2 * last * last;
        }
        return Math.Abs(last) > 1.645 * Math.Sqrt(squares / history.Length);
    }

    private static double[] SeasonalFactors(ReadOnlySpan<double> history, int season)
    {
        var half = season / 2;
        var (sums, counts) = (new double[season], new int[season]);
        for (var i = half; i < history.Length - half; i++)
        {
            var trend = (history[i - half] + history[i + half]) / 2;
            for (var k = 1 - half; k < half; k++) trend += history[i + k];
            sums[i % season] += history[i] / (trend / season);
            counts[i % season]++;
        }
        for (var s = 0; s < season; s++) sums[s] /= counts[s];
        var mean = sums.Average();
        return [.. sums.Select(factor => factor / mean)];
    }
}
