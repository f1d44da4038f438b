using System.CommandLine;
using System.Globalization;
using System.Xml;
using SyncOps.Engine.Forecast;

namespace SyncOps.Lab.Forecast;

/// <summary>Forecasts the rest of each test day at four cuts, from what was known at each, beside two baselines.</summary>
public static class IntradayCommand
{
    private const int Patterns = 100_000;
    private const ulong Seed = 1;
    private static readonly TimeOnly[] Hours = [new(10, 0), new(12, 0), new(14, 0)];

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Table of instants and counts", Required = true };
        var bucket = new Option<string>("--bucket") { Description = "Length of a bucket, ISO 8601: PT30M", Required = true };
        var warmUp = new Option<int>("--warm-up-days") { Description = "Days before the first that is forecast", Required = true };
        var output = new Option<string>("--out") { Description = "date,cut,bucket,forecast,p20,p80", Required = true };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("intraday", "Forecasts the rest of each day and scores it") { data, bucket, warmUp, output, json };
        command.SetAction(parsed =>
        {
            var calls = CallCounts.Read(parsed.GetValue(data)!, Duration(parsed.GetValue(bucket)!));
            var forecasts = Forecast(calls, parsed.GetValue(warmUp));
            Write(parsed.GetValue(output)!, calls, forecasts);
            var result = Score(calls, forecasts);
            LabJson.Print(result, parsed.GetValue(json), [.. Lines(result)]);
        });
        return command;
    }

    /// <summary>Every test day at the start of the day, 10:00, 12:00 and 14:00, in this order.</summary>
    public static IReadOnlyList<CutForecast> Forecast(CallCounts calls, int warmUpDays)
    {
        if (warmUpDays < 1 || warmUpDays >= calls.Days.Count)
            throw new InstanceException($"--warm-up-days is {warmUpDays}: it must be in 1..{calls.Days.Count - 1}.");
        int[] cuts = [0, .. Hours.Select(hour => calls.Starts.ToList().IndexOf(hour)).Where(cut => cut > 0)];
        return RollingOrigin.Walk(calls, warmUpDays, cuts);
    }

    /// <summary>Errors per cut over all its buckets, and the policy against the ratio update over the cuts within the day.</summary>
    public static IntradayResult Score(CallCounts calls, IReadOnlyList<CutForecast> forecasts)
    {
        var cuts = forecasts.GroupBy(f => f.FirstBucket).Select(cut => ScoreCut(Label(calls, cut.Key), [.. cut])).ToList();
        var gains = forecasts.Where(f => f.FirstBucket > 0).GroupBy(f => f.Date).Select(day => day.Average(f =>
            Squared(ForecastAccuracy.Rmse(f.Actual, f.Ratio)) - Squared(ForecastAccuracy.Rmse(f.Actual, Median(f))))).ToList();
        var mean = gains.Count > 0 ? gains.Average() : 0;
        var error = Math.Sqrt(gains.Sum(gain => Squared(gain - mean)) / Math.Max(1, gains.Count - 1) / Math.Max(1, gains.Count));
        if (error == 0) return new IntradayResult(cuts, null);
        var p = SignFlipTest.PValue(gains, Patterns, Seed);
        return new IntradayResult(cuts, new PairedGain(gains.Count, gains.Count(gain => gain > 0), mean, mean / error, p));
    }

    private static CutScore ScoreCut(string label, CutForecast[] days)
    {
        double[] actual = [.. days.SelectMany(f => f.Actual)];
        var ranges = days.SelectMany(f => f.Policy).ToArray();
        double[] policy = [.. days.SelectMany(Median)];
        return new CutScore(
            label, actual.Length,
            ForecastAccuracy.Rmse(actual, policy),
            ForecastAccuracy.Rmse(actual, [.. days.SelectMany(f => f.Weekday)]),
            ForecastAccuracy.Rmse(actual, [.. days.SelectMany(f => f.Ratio)]),
            100 * actual.Zip(policy).Where(pair => pair.First > 0).Average(pair => Math.Abs(pair.First - pair.Second) / pair.First),
            ForecastAccuracy.Coverage(actual, ranges),
            actual.Zip(ranges).Average(pair => ForecastAccuracy.Pinball(pair.First, pair.Second)));
    }

    private static void Write(string path, CallCounts calls, IReadOnlyList<CutForecast> forecasts)
        => LabText.Write(path, forecasts
            .SelectMany(f => f.Policy.Select((range, i) =>
                $"{f.Date:yyyy-MM-dd},{Label(calls, f.FirstBucket)},{Label(calls, f.FirstBucket + i)}"
                + $",{range.P50:0.###},{range.P20:0.###},{range.P80:0.###}"))
            .Prepend("date,cut,bucket,forecast,p20,p80"));

    private static IEnumerable<string> Lines(IntradayResult result)
    {
        yield return "cut    buckets   RMSE  weekday    ratio   MAPE %  covered  pinball";
        foreach (var c in result.Cuts)
            yield return $"{c.Cut}  {c.Buckets,7}  {c.Rmse,5:0.0}  {c.WeekdayRmse,7:0.0}  {c.RatioRmse,7:0.0}  {c.MapePercent,7:0.00}"
                + $"  {c.Coverage,7:0.000}  {c.Pinball,7:0.00}";
        if (result.GainOverRatio is { } g)
            yield return $"mean square error below the ratio update's by {g.MeanSquaredError:0}, paired by day"
                + $" (better on {g.BetterDays} of {g.Days}, t {g.T:0.00}, sign-flip p {g.P:0.00000})";
    }

    private static string Label(CallCounts calls, int bucket) => calls.Starts[bucket].ToString("HH:mm", CultureInfo.InvariantCulture);
    private static double[] Median(CutForecast forecast) => [.. forecast.Policy.Select(range => range.P50)];
    private static double Squared(double value) => value * value;

    private static TimeSpan Duration(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            throw new InstanceException($"--bucket \"{text}\" is not an ISO 8601 duration such as PT30M.");
        }
    }
}

/// <summary>As printed; the gain is null where its days do not differ, as one alone cannot.</summary>
public sealed record IntradayResult(IReadOnlyList<CutScore> Cuts, PairedGain? GainOverRatio);

/// <summary>
/// One cut over all test days: root mean square error of the policy, of the weekday mean without update and with the ratio update; mean
/// pinball loss of P20, P50, P80.
/// </summary>
public sealed record CutScore(
    string Cut, int Buckets, double Rmse, double WeekdayRmse, double RatioRmse, double MapePercent, double Coverage, double Pinball);

/// <summary>
/// The ratio update's mean square error less the policy's, averaged over the cuts within the day, paired by day; Student's t of its mean
/// and the one-sided randomisation test.
/// </summary>
public sealed record PairedGain(int Days, int BetterDays, double MeanSquaredError, double T, double P);
