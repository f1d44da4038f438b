using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using SyncOps.Engine.Queueing;

namespace SyncOps.Lab.Queueing;

/// <summary>The engine's waits beside published ones, and its service levels beside simulated queues.</summary>
public static partial class ErlangCommand
{
    /// <summary>Published times are in units of one mean service, told here as an hour.</summary>
    private const double UnitsPerHour = 1;

    /// <summary>Variations of service that every published system is also simulated with: constant, less, Poisson's, more.</summary>
    private static readonly double[] Variations = [0, 0.25, 1, 2, 4];

    /// <summary>Service levels are compared within these shares of the mean wait of those who wait.</summary>
    private static readonly double[] Within = [0.25, 0.5, 1, 2];

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Instance: rows of systems M/M/c with Wq and Pwait" };
        var replications = new Option<int>("--replications") { DefaultValueFactory = _ => 50 };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("erlang", "Compares waits with published and simulated ones") { file, replications, seed, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var report = new ErlangReport(Compare(path), Simulate(path, parsed.GetValue(replications), 40_000, parsed.GetValue(seed)));
            LabJson.Print(report, parsed.GetValue(json), [.. report.Published.Select(Line), .. report.Simulated.Select(Line)]);
        });
        return command;
    }

    /// <summary>Every published row beside the engine's figures, times in hours of one mean service each.</summary>
    public static IReadOnlyList<PublishedRow> Compare(string path) =>
    [
        .. Rows(path).Select(row =>
        {
            var waits = row.Group.Waits(row.Servers);
            return new PublishedRow(row.System, row.Wq, waits.MeanMinutes / 60, row.Pwait, waits.Probability);
        }),
    ];

    /// <summary>Every system with each variation of service: mean wait and service levels, the engine's beside the simulated.</summary>
    public static IReadOnlyList<SimulatedRow> Simulate(string path, int replications, int customers, ulong seed)
    {
        var rows = new List<SimulatedRow>();
        foreach (var row in Rows(path))
        {
            foreach (var cs2 in Variations)
            {
                var group = row.Group with { Cs2 = cs2 };
                var waits = group.Waits(row.Servers);
                double[] within = [0, .. Within.Select(w => w * waits.MeanMinutes / waits.Probability)];
                var simulated = QueueSimulation.Run(group, row.Servers, within, replications, customers, seed);
                rows.Add(new SimulatedRow(
                    row.System, cs2, waits.MeanMinutes / 60, simulated.MeanMinutes.Mean / 60, simulated.MeanMinutes.HalfWidth / 60,
                    [.. within.Select((w, k) => new LevelRow(
                        w / 60, waits.ShareWithin(w), simulated.SharesWithin[k].Mean, simulated.SharesWithin[k].HalfWidth))]));
            }
        }
        return rows;
    }

    private static IEnumerable<(string System, ServerGroup Group, int Servers, double Wq, double Pwait)> Rows(string path)
    {
        foreach (var row in LabJson.Read<ErlangInstance>(path).Rows)
        {
            var match = System().Match(row.System);
            if (!match.Success) throw new InstanceException($"{path}: \"{row.System}\" is not of the form M/M/c lam=x.");
            var servers = int.Parse(match.Groups["c"].Value, CultureInfo.InvariantCulture);
            var lambda = double.Parse(match.Groups["lam"].Value, CultureInfo.InvariantCulture);
            yield return (row.System, new ServerGroup(lambda, UnitsPerHour), servers, row.Wq, row.Pwait);
        }
    }

    private static string Line(PublishedRow row)
        => $"{row.System}: Wq {row.Wq:0.000000} published, {row.EngineWq:0.000000} here; "
            + $"Pwait {row.Pwait:0.000000}, {row.EnginePwait:0.000000}";

    private static string Line(SimulatedRow row)
        => $"{row.System} cs2 {row.Cs2}: Wq {row.EngineWq:0.0000}, simulated {row.Wq:0.0000} +- {row.HalfWidth:0.0000}; service levels "
            + string.Join(", ", row.Levels.Select(l => $"{l.Engine:0.000}/{l.Simulated:0.000}"));

    [GeneratedRegex(@"M/M/(?<c>\d+) lam=(?<lam>\d+(\.\d+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex System();

    private sealed record ErlangInstance(string Id, InstanceRow[] Rows);

    private sealed record InstanceRow(string System, double Wq, double Pwait);
}

/// <summary>As printed: both parts.</summary>
public sealed record ErlangReport(IReadOnlyList<PublishedRow> Published, IReadOnlyList<SimulatedRow> Simulated);

/// <summary>A published system; times in mean services.</summary>
public sealed record PublishedRow(string System, double Wq, double EngineWq, double Pwait, double EnginePwait);

/// <summary>A simulated queue M/G/c; times in mean services.</summary>
public sealed record SimulatedRow(
    string System, double Cs2, double EngineWq, double Wq, double HalfWidth, IReadOnlyList<LevelRow> Levels);

/// <summary>Share that waits at most so long.</summary>
public sealed record LevelRow(double Within, double Engine, double Simulated, double HalfWidth);
