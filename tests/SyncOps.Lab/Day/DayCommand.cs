using System.CommandLine;
using SyncOps.Lab.Day.Onsets;
using SyncOps.Lab.Day.Pictures;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;
using SyncOps.Lab.Day.Promises;
using SyncOps.Lab.Day.Tuning;

namespace SyncOps.Lab.Day;

/// <summary>Policy against policy on whole days of a floor, the same chance for all.</summary>
public static class DayCommand
{
    private static readonly string All = string.Join(',', [.. DayPolicies.Names, DayExperiment.Clairvoyant]);

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Scenario of a day" };
        var days = new Option<int>("--days") { Description = "Number of days", DefaultValueFactory = _ => 300 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the days", DefaultValueFactory = _ => 1 };
        var policies = new Option<string>("--policies") { Description = $"Some of {All}", DefaultValueFactory = _ => All };
        var shocks = new Option<bool>("--shocks") { Description = "With the file's shocks" };
        var output = new Option<string?>("--out") { Description = "Folder for pictures" };
        var tune = new Option<string?>("--tune") { Description = "Tune all policies anew and write what was found to this file" };
        var keep = new Option<bool>("--keep-plans") { Description = "Tune thresholds only, on the plans that are stored" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("day", "Compares policies on whole days") { 
            file, days, seed, policies, shocks, output, tune, keep, json,
        };
        command.SetAction(parsed =>
        {
            var scenario = LabJson.Read<DayFile>(parsed.GetValue(file)!);
            if (parsed.GetValue(tune) is { } path)
            {
                File.WriteAllText(path, Tune(scenario, parsed.GetValue(keep)).ToJson() + "\n");
                return;
            }
            var tuned = TunedPolicies.Stored();
            var experiment = DayExperiment.Run(
                scenario, parsed.GetValue(shocks) ? tuned.Shocks : tuned.Plain, parsed.GetValue(shocks),
                [.. parsed.GetValue(policies)!.Split(',')], parsed.GetValue(days), parsed.GetValue(seed));
            var result = DayResult.Of(experiment);
            if (parsed.GetValue(output) is { } folder) DayPictures.Draw(experiment, folder);
            LabJson.Print(result, parsed.GetValue(json), [.. Lines(result)]);
        });
        return command;
    }

    private static TunedPolicies Tune(DayFile scenario, bool keepPlans)
    {
        var kept = keepPlans ? TunedPolicies.Stored() : null;
        return new TunedPolicies(
            new DayTuning(scenario, shocks: false, Console.Error.WriteLine).Tune(kept?.Plain),
            new DayTuning(scenario, shocks: true, Console.Error.WriteLine).Tune(kept?.Shocks));
    }

    private static IEnumerable<string> Lines(DayResult result)
    {
        yield return $"{result.Id}: {result.Days} days of seed {result.Seed}{(result.Shocks ? " with shocks" : "")}, mean loss a day";
        if (result.ClairvoyantMean is { } bound) yield return $"{DayExperiment.Clairvoyant,-18} {bound,8:0.0}";
        foreach (var p in result.Policies)
        {
            var m = p.Mean;
            var prevented = p.PreventedShare is { } s ? $"; prevents {s.Value:P1} ({s.Low:P1} to {s.High:P1})" : "";
            var worse = p.WorseDaysShare is { } w ? $"; worse days {w:P1}, worst {p.WorstDay:P0}" : "";
            yield return $"{p.Name,-18} {m.Total,8:0.0} = waiting {m.Waiting:0.0} + late {m.Late:0.0} + left {m.Left:0.0}"
                + $" + moves {m.Moves:0.0}{prevented}{worse}; {p.SecondsADay:0.000} s a day";
        }
        if (result.PromisedMoney is { } money) yield return Line("money", money);
        if (result.PromisedMinutes is { } minutes) yield return Line("minutes", minutes);
        if (result.Alerts is { } alerts) yield return Line(alerts);
        foreach (var p in result.Policies) yield return $"{p.Name}: {p.How}";
    }

    private static string Line(OnsetScore score)
        => $"alerts, nobody acting: {score.Foreseeable} foreseeable onsets, {score.Recall:P0} of them alerted "
            + $"{OnsetScore.LeastLeadMinutes} min before or earlier (median {score.MedianLeadMinutes:0} min), "
            + $"{score.Precision:P0} of alerts right, "
            + $"{score.FalseAlarmsPerSectorWeek:0.00} false a sector and week; {score.ShockOnsets} onsets of shocks"
            + (score.ShocksSeen is { } seen ? $", {seen:P0} seen within {OnsetScore.ShockMinutes} min of their cause, "
                + $"{score.ShocksEarly:P0} alerted {OnsetScore.LeastLeadMinutes} min before or earlier" : "");

    private static string Line(string what, PromiseScore score)
        => $"promised {what}, {score.Cards} cards: slope {score.Slope.Value:0.00} ({score.Slope.Low:0.00} to {score.Slope.High:0.00}), "
            + $"bias {score.MeanBias.Value:P0} ({score.MeanBias.Low:P0} to {score.MeanBias.High:P0}), "
            + $"within P20-P80 {score.Coverage.Value:P0} ({score.Coverage.Low:P0} to {score.Coverage.High:P0})";
}
