using System.CommandLine;
using System.Globalization;
using SyncOps.Engine.Alerts;

namespace SyncOps.Lab.Alerts;

/// <summary>From when a horizon counts; either way only whole rows that have ended are used.</summary>
public enum HorizonCounts
{
    /// <summary>To the target hour's start: rows ending by start - h. The default; no reading of the rule allows less.</summary>
    ToStart,

    /// <summary>To the target hour's end: rows ending by end - h, so at 1 h ahead the row just before the target hour.</summary>
    ToEnd,
}

/// <summary>Predicts waits above an hour in a border hall, and says how well beside climatology and a logistic regression.</summary>
public static class AlertsCommand
{
    public static Command Create()
    {
        var train = new Option<string[]>("--train")
        {
            Required = true, AllowMultipleArgumentsPerToken = true, Description = "Years to learn from",
        };
        var test = new Option<string>("--test") { Required = true, Description = "The year to predict" };
        var output = new Option<string>("--out") { Required = true, Description = "CSV: date,hour,horizonHours,probability" };
        var counts = new Option<HorizonCounts>("--horizon") { Description = "What a horizon counts to: the target hour's start or end" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("alerts", "Predicts waits above 60 minutes, 1 to 3 hours ahead") { train, test, output, counts, json };
        command.SetAction(parsed =>
        {
            var run = AlertsRun.Of(
                [.. parsed.GetValue(train)!.SelectMany(BorderHall.Read)], BorderHall.Read(parsed.GetValue(test)!),
                new AlertsOptions { Counts = parsed.GetValue(counts) }, Progress);
            Write(parsed.GetValue(output)!, run.Rows);
            LabJson.Print(run.Result, parsed.GetValue(json), Lines(run.Result));
        });
        return command;
    }

    private static void Progress(string text)
    {
        if (!Console.IsErrorRedirected) Console.Error.WriteLine(text);
    }

    private static void Write(string path, IEnumerable<AlertsRow> rows)
    {
        try
        {
            File.WriteAllLines(path, rows
                .Select(row => string.Create(
                    CultureInfo.InvariantCulture, $"{row.Date},{row.Hour},{row.HorizonHours},{row.Probability:0.000000}"))
                .Prepend("date,hour,horizonHours,probability"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstanceException($"{path} could not be written: {e.Message}");
        }
    }

    private static string[] Lines(AlertsResult result) =>
    [
        $"{result.TestRows} hours, base rate {result.BaseRate:0.000}, horizons count {result.HorizonCounts}; AUC, Brier, reliability error",
        .. result.Horizons.Select(h => string.Create(
            CultureInfo.InvariantCulture,
            $"{h.HorizonHours} h: syncops {Text(h.Syncops)}; logistic {Text(h.Logistic)}; climatology {Text(h.Climatology)}")),
    ];

    private static string Text(ProbabilityScore s)
        => string.Create(CultureInfo.InvariantCulture, $"{s.Auc:0.000} {s.Brier:0.0000} {s.ReliabilityError:0.000}");
}
