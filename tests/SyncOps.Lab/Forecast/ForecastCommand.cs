using System.CommandLine;
using SyncOps.Engine.Forecast;

namespace SyncOps.Lab.Forecast;

/// <summary>Forecasts every series of a file, and scores the forecasts where the truth is given.</summary>
public static class ForecastCommand
{
    public static Command Create()
    {
        var train = new Option<string>("--train") { Description = "Series: id, values", Required = true };
        var season = new Option<int>("--season") { Description = "Steps of a season: 24 for hours of a day", Required = true };
        var horizon = new Option<int>("--horizon") { Description = "Steps to forecast", Required = true };
        var output = new Option<string>("--out") { Description = "Forecasts: id, values", Required = true };
        var test = new Option<string?>("--test") { Description = "What came: id, values; used for scoring alone" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("forecast", "Forecasts series and scores them") { train, season, horizon, output, test, json };
        command.SetAction(parsed =>
        {
            var (path, steps) = (parsed.GetValue(train)!, parsed.GetValue(season));
            var series = SeriesFile.Read(path);
            var forecasts = Forecast(series, steps, parsed.GetValue(horizon));
            SeriesFile.Write(parsed.GetValue(output)!, forecasts);
            var scores = parsed.GetValue(test) is { } truth ? Score(series, steps, SeriesFile.Read(truth), forecasts) : [];
            LabJson.Print(
                new ForecastResult(series.Count, scores), parsed.GetValue(json),
                [$"{series.Count} series", .. scores.Select(Line)]);
        });
        return command;
    }

    private static string Line(ForecastScore s) => $"{s.Policy,-8} sMAPE {s.Smape,7:0.000}  MASE {s.Mase:0.000}  OWA {s.Owa:0.000}";

    /// <summary>The engine's forecast of every series, in file order.</summary>
    public static IReadOnlyList<Series> Forecast(IReadOnlyList<Series> series, int season, int horizon)
    {
        if (season < 1 || horizon < 1) throw new InstanceException($"--season {season} and --horizon {horizon} must be at least 1.");
        return [.. series.Select(s => new Series(s.Id, SeriesForecaster.Forecast(s.Values, season, horizon)))];
    }

    /// <summary>The forecasts' scores and, over the same series, those of the seasonal naive forecast and Naive2.</summary>
    public static IReadOnlyList<ForecastScore> Score(
        IReadOnlyList<Series> history, int season, IReadOnlyList<Series> truth, IReadOnlyList<Series> forecasts)
    {
        var known = truth.ToDictionary(s => s.Id, s => s.Values, StringComparer.Ordinal);
        var naive2 = Average(s => NaiveForecast.Naive2(history[s].Values, season, forecasts[s].Values.Length));
        return
        [
            Against("syncops", Average(s => forecasts[s].Values)),
            Against("snaive", Average(s => NaiveForecast.Seasonal(history[s].Values, season, forecasts[s].Values.Length))),
            Against("naive2", naive2),
        ];

        ForecastScore Against(string policy, (double Smape, double Mase) score) => new(
            policy, score.Smape, score.Mase, ForecastAccuracy.Owa(score.Smape, score.Mase, naive2.Smape, naive2.Mase));

        (double Smape, double Mase) Average(Func<int, double[]> forecast)
        {
            double smape = 0, mase = 0;
            for (var s = 0; s < history.Count; s++)
            {
                var values = forecast(s);
                if (!known.TryGetValue(history[s].Id, out var actual) || actual.Length != values.Length)
                    throw new InstanceException($"The test needs {values.Length} values of series {history[s].Id}.");
                if (history[s].Values.Length <= season)
                    throw new InstanceException($"Series {history[s].Id} is no longer than a season, so MASE has no scale.");
                var scaled = ForecastAccuracy.Mase(history[s].Values, season, actual, values);
                if (!double.IsFinite(scaled))
                    throw new InstanceException($"Series {history[s].Id} repeats its season exactly, so MASE has no scale.");
                smape += ForecastAccuracy.Smape(actual, values) / history.Count;
                mase += scaled / history.Count;
            }
            return (smape, mase);
        }
    }
}

/// <summary>As printed; scores are empty without a test file.</summary>
public sealed record ForecastResult(int Series, IReadOnlyList<ForecastScore> Scores);

/// <summary>Averages over the series; sMAPE in percent.</summary>
public sealed record ForecastScore(string Policy, double Smape, double Mase, double Owa);
