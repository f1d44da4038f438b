using System.CommandLine;
using SyncOps.Engine.Dispatch;

namespace SyncOps.Lab.Queueing;

/// <summary>The engine's event-triggered decisions on networks of queues, beside the exact optimum.</summary>
public static class QueueingCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Instance: networks of one kind with their optima" };
        var replications = new Option<int>("--replications") { DefaultValueFactory = _ => 50 };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1 };
        var variants = new Option<int>("--variants") { Description = "Also so many networks of the kind with random parameters" };
        var states = new Option<int>("--states")
        {
            Description = "Most states that the engine keeps values of", DefaultValueFactory = _ => new DispatchOptions().States,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("queueing", "Simulates decisions at events beside the exact optimum")
        {
            file, replications, seed, variants, states, json,
        };
        command.SetAction(parsed =>
        {
            var effort = new QueueingEffort(parsed.GetValue(replications), parsed.GetValue(seed))
            {
                Options = new DispatchOptions { States = parsed.GetValue(states) },
            };
            var report = Report(parsed.GetValue(file)!, parsed.GetValue(variants), effort);
            LabJson.Print(report, parsed.GetValue(json), [.. Lines(report)]);
        });
        return command;
    }

    /// <summary>Every row of a file, and so many variants of its kind drawn by the seed.</summary>
    public static QueueingReport Report(string path, int variants, QueueingEffort effort)
    {
        var instance = QueueingFile.Read(path);
        var leftOut = instance.LeftOut.ToList();
        return new QueueingReport(
            instance.Id, instance.Objective, Measure(instance.Cases),
            Measure(Enumerable.Range(1, variants).Select(n => QueueingVariants.Make(instance.Kind, effort.Seed, n))), leftOut);

        List<QueueingRow> Measure(IEnumerable<QueueingCase> cases)
        {
            var rows = new List<QueueingRow>();
            foreach (var of in cases)
            {
                if (QueueingRun.Measure(of, effort) is { } row) rows.Add(row);
                else leftOut.Add($"{of.Id}: too large for {effort.Options.States} states");
            }
            return rows;
        }
    }

    private static IEnumerable<string> Lines(QueueingReport report)
    {
        yield return $"{report.Id}: {report.Objective}";
        foreach (var row in report.Rows.Concat(report.Variants))
        {
            yield return $"{row.Id,-44} {row.Mean,11:0.000000} +- {row.HalfWidth:0.000000} (plain {row.PlainMean:0.0000} +- "
                + $"{row.PlainHalfWidth:0.0000}), optimum {row.Optimal:0.000000}, {row.GapPercent:0.000} % worse; "
                + $"{row.States} states{(row.Exact ? "" : ", thinned")}{(row.Converged ? "" : ", not converged")}, {row.SolveMs:0} ms";
        }
        foreach (var left in report.LeftOut) yield return $"left out: {left}";
        yield return $"mean {report.MeanGapPercent:0.000} %, worst {report.WorstGapPercent:0.000} % worse than the optimum";
        if (report.MeanThinnedGapPercent is { } thinned) yield return $"mean of those whose backlogs were thinned out {thinned:0.000} %";
    }
}

/// <summary>As printed. Gaps are in percent of the optimum, over rows and variants.</summary>
public sealed record QueueingReport(
    string Id, string Objective, IReadOnlyList<QueueingRow> Rows, IReadOnlyList<QueueingRow> Variants, IReadOnlyList<string> LeftOut)
{
    public double? MeanGapPercent => All.Select(r => (double?)r.GapPercent).Average();

    public double? WorstGapPercent => All.Select(r => (double?)r.GapPercent).Max();

    /// <summary>Over those networks that the engine had to thin out.</summary>
    public double? MeanThinnedGapPercent => All.Where(r => !r.Exact).Select(r => (double?)r.GapPercent).Average();

    private IEnumerable<QueueingRow> All => Rows.Concat(Variants);
}
