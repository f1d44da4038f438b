using System.CommandLine;
using System.Globalization;
using SyncOps.Benchmarks.Table.Rows;

namespace SyncOps.Benchmarks.Table;

/// <summary>
/// The whole table in one command, which starts everything that it measures: each figure beside what it is to reach, beside what this
/// machine can do at most, measured in the same run, and beside a stored run.
/// </summary>
internal static class TableCommand
{
    private static readonly IRow[] Rows =
    [
        new LimitsRow(), .. EventsRow.All, new SectorsRow(), new LiveRow(), new StreamsRow(), new MemoryRow(), new WakeUpRow(),
        new ColdStartRow(), new OverloadRow(),
    ];

    public static Command Create()
    {
        var rows = new Option<string[]>("--rows")
        {
            Description = $"Only these, separated by commas: {string.Join(", ", Rows.Select(row => row.Name))}",
            CustomParser = result => Chosen(result),
        };
        var baseline = new Option<string>("--baseline")
        {
            Description = "The stored run to compare with", DefaultValueFactory = _ => "tests/Benchmarks/baseline.json",
        };
        var save = new Option<bool>("--save-baseline") { Description = "Store this run's ratios as the baseline" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("table", "Measures everything, each against its limit; takes a quarter of an hour")
        {
            rows, baseline, save, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (path, chosen) = (parsed.GetValue(baseline)!, parsed.GetValue(rows));
            var known = await Baseline.Read(path, cancellation);
            await using var bench = new Workbench();
            var readings = new List<Reading>();
            foreach (var row in Rows.Where(row => chosen is null or [] || chosen.Contains(row.Name)))
            {
                var measured = await Measure(row, bench, cancellation);
                readings.AddRange(measured);
                foreach (var reading in measured) Workbench.Say(Line(reading, known));
            }
            var lines = readings.Select(reading => Line(reading, known));
            Report.Print(
                new { Machine = Machine.This(), Readings = readings.Select(reading => With(reading, known)) },
                parsed.GetValue(json), [Heading, .. lines]);
            if (parsed.GetValue(save)) await Baseline.Save(path, readings, known, cancellation);
            return readings.Any(reading => reading.IsMet == false) ? 1 : 0;
        });
        return command;
    }

    /// <summary>A row that fails says so in the table, and the others are measured all the same.</summary>
    private static async Task<IReadOnlyList<Reading>> Measure(IRow row, Workbench bench, CancellationToken cancellation)
    {
        try
        {
            return await row.Measure(bench, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Workbench.Say($"{row.Name} failed: {e}");
            return [new Reading($"{row.Name} failed: {e.Message}", 1, "failure", Reach.AtMost(0))];
        }
    }

    private static string Heading
        => $"{"what",-78} {"measured",14} {"",-8} {"to reach",12} {"",-4} {"ratio",8} {"baseline",8} {"change",8}";

    private static string[] Chosen(System.CommandLine.Parsing.ArgumentResult result)
    {
        var names = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
        foreach (var name in names.Where(name => Rows.All(row => row.Name != name)))
            result.AddError($"--rows has '{name}': choose from {string.Join(", ", Rows.Select(row => row.Name))}.");
        return names;
    }

    private static string Line(Reading reading, Baseline? known)
    {
        var reach = reading.Reach is { } wanted ? (wanted.IsLeast ? ">= " : "<= ") + Number(wanted.Value) : "";
        var met = reading.IsMet switch { true => "yes", false => "NO", null => "" };
        var (before, change) = Compare(reading, known);
        return $"{reading.What,-78} {Number(reading.Value),14} {reading.Unit,-8} {reach,12} {met,-4} {Number(reading.Ratio),8} "
            + $"{Number(before),8} {(change is { } by ? $"{by:+0;-0;0} %" : ""),8}";
    }

    private static object With(Reading reading, Baseline? known)
    {
        var (before, change) = Compare(reading, known);
        return new
        {
            reading.What, reading.Value, reading.Unit, reading.Reach, reading.Limit, reading.IsMet, reading.Ratio, Baseline = before,
            ChangePercent = change,
        };
    }

    private static (double? Before, double? ChangePercent) Compare(Reading reading, Baseline? known)
        => known is not null && known.Ratios.TryGetValue(reading.What, out var before) && reading.Ratio is { } ratio
            ? (before, before == 0 ? null : 100 * (ratio / before - 1))
            : (null, null);

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
