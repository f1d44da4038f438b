namespace SyncOps.Engine.Forecast;

/// <summary>
/// Point forecasts of an evenly spaced series with a season (24 for hours of a day) and a week of seven of them: for each step the median
/// of six ridge autoregressions, on two sets of lags (around now and a week ago; around now and each of the last seven seasons), each on
/// the series itself and on its differences over a season and over a week. The median shrugs off a model that the series does not suit.
/// Ignores calendar, prices and other series.
/// </summary>
public static class SeriesForecaster
{
    private const int SeasonsPerWeek = 7;

    /// <summary>
    /// The next <paramref name="horizon"/> values (at least 1), in the unit of the history: finite values, any sign, oldest first.
    /// Models that the history is too short for are left out; with none left it is the seasonal naive forecast. Throws for an empty
    /// history or a value that is not finite.
    /// </summary>
    public static double[] Forecast(ReadOnlySpan<double> history, int season, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(history.Length, 1, nameof(history));
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        foreach (var value in history)
            if (!double.IsFinite(value)) throw new ArgumentException($"{value} is not a finite number.", nameof(history));

        var paths = new List<double[]>();
        foreach (var model in Models(season))
            if (history.Length >= model.MinValues) paths.Add(model.Forecast(history, horizon));
        return paths.Count == 0 ? NaiveForecast.Seasonal(history, season, horizon) : Medians(paths, horizon);
    }

    private static IEnumerable<RidgeAutoregression> Models(int season)
    {
        var week = SeasonsPerWeek * season;
        int[] weekly = [1, 2, 3, .. Around(season), .. Around(week)];
        int[] daily = [1, 2, 3, .. Enumerable.Range(1, SeasonsPerWeek).SelectMany(k => Around(k * season))];
        foreach (var lags in new[] { weekly, daily })
            foreach (var difference in new[] { 0, season, week })
                yield return new RidgeAutoregression([.. lags.Where(lag => lag > 0).Distinct().Order()], difference);
    }

    private static int[] Around(int lag) => [lag - 1, lag, lag + 1];

    private static double[] Medians(List<double[]> paths, int horizon)
    {
        var (forecast, values) = (new double[horizon], new double[paths.Count]);
        for (var h = 0; h < horizon; h++)
        {
            for (var p = 0; p < values.Length; p++) values[p] = paths[p][h];
            Array.Sort(values);
            forecast[h] = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        }
        return forecast;
    }
}
