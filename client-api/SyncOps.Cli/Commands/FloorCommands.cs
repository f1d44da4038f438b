using System.CommandLine;
using System.Text.Json;
using SyncOps.Cli.Floors;
using SyncOps.Cli.Logs;
using SyncOps.Cli.Terminal;
using SyncOps.Client;
using SyncOps.Engine.Discovery;

namespace SyncOps.Cli.Commands;

/// <summary><c>floor discover</c> and <c>floor apply</c>.</summary>
internal static class FloorCommands
{
    public static Command Create(Screen screen, TimeProvider time)
        => new("floor", "Learn floors and store them.") { Discover(screen, time), Apply(screen) };

    private static Command Discover(Screen screen, TimeProvider time)
    {
        var output = new Option<FileInfo>("--out") { Description = "Where to write the floor.", HelpName = "FLOOR.json", Required = true };
        var zone = LogOptions.TimeZone();
        var targetWait = new Option<double>("--target-wait")
        {
            Description = "Longest acceptable queue time of every sector, minutes.", HelpName = "MINUTES", DefaultValueFactory = _ => 60,
        };
        targetWait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 10_080))
                result.AddError("--target-wait must be above 0 and at most 10080 minutes.");
        });
        var command = new Command("discover", "Learn sectors, routes, skills, rates and move times from an event log.");
        LogOptions.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(zone);
        command.Options.Add(targetWait);
        command.SetAction((parsed, _) => Guard.Run(screen, () =>
        {
            var began = time.GetTimestamp();
            var path = parsed.GetValue(LogOptions.Log)!.FullName;
            var reading = new LogReading { TimeZone = parsed.GetValue(zone)!, Exclude = LogOptions.Excluded(parsed) };
            var file = LogFile.Read(path, LogOptions.Columns(parsed), reading);
            var learned = FloorDiscovery.Learn(file.Log, new DiscoveryOptions
            {
                Site = parsed.GetValue(LogOptions.Site) ?? Slug.OfFile(path),
                TimeZone = reading.TimeZone,
                TargetWaitMinutes = parsed.GetValue(targetWait),
            });
            if (learned.Refusal is { } refusal) return Task.FromResult(Guard.Refuse(screen, refusal));

            var target = parsed.GetValue(output)!;
            FloorFile.Write(target.FullName, learned.Value!.Floor);
            var seconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 2);
            if (parsed.GetValue(GlobalOptions.Json))
                screen.Json(new { learned.Value.Floor.Site, Out = target.FullName, Seconds = seconds, learned.Value.Report });
            else
                Tell(screen, learned.Value, target.ToString(), seconds);
            return Task.FromResult(Exit.Done);
        }));
        return command;
    }

    private static Command Apply(Screen screen)
    {
        var document = new Argument<FileInfo>("FLOOR.json") { Description = "A floor document; its \"site\" says where it goes." };
        document.AcceptExistingOnly();
        var command = new Command("apply", "Store a floor on the server.") { document };
        command.SetAction((parsed, cancellation) => Guard.Run(screen, async () =>
        {
            var path = parsed.GetValue(document)!.FullName;
            var json = await File.ReadAllBytesAsync(path, cancellation);
            string site;
            try
            {
                site = FloorFile.SiteOf(json);
            }
            catch (JsonException broken)
            {
                screen.Error($"error: '{path}' is not a floor document: {broken.Message}");
                return Exit.Failed;
            }

            using var client = GlobalOptions.Client(parsed);
            var version = await client.PutFloor(site, FloorFile.WithoutMark(json), cancellation: cancellation);
            if (parsed.GetValue(GlobalOptions.Json)) screen.Json(new { Site = site, ETag = version });
            else screen.Line($"Stored the floor of site '{site}', version {version}.");
            return Exit.Done;
        }));
        return command;
    }

    private static void Tell(Screen screen, DiscoveredFloor learned, string output, double seconds)
    {
        var report = learned.Report;
        screen.Line(
            $"Site '{learned.Floor.Site}': {report.Sectors} sectors and {report.Resources} resources, learned in {seconds:0.0} s from "
            + $"{report.Executions} executions in {report.Cases} cases ({report.RowsRead} rows, "
            + $"{report.FirstAt:yyyy-MM-dd} to {report.LastAt:yyyy-MM-dd}).");
        if (report.Findings.Count > 0) screen.Line("Not plain in the log:");
        foreach (var finding in report.Findings)
        {
            var more = finding.Count > finding.Rows.Count ? ", ..." : "";
            var rows = finding.Rows.Count == 0 ? "" : $" Rows {string.Join(", ", finding.Rows)}{more}.";
            var action = finding.Action.ToString().ToLowerInvariant();
            screen.Line($"  {action} {finding.Count} x {finding.Code}: {finding.Reason}{rows}");
        }
        screen.Line("Guessed:");
        foreach (var guess in report.Guesses) screen.Line($"  {guess.Path} = {guess.Value}: {guess.Why}");
        screen.Line($"Written to {output}. Check it, then: syncops floor apply {output}");
    }
}
