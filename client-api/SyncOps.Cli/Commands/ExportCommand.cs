using System.CommandLine;
using SyncOps.Cli.Exports;
using SyncOps.Cli.Terminal;

namespace SyncOps.Cli.Commands;

/// <summary><c>export</c>: what a site has recorded, as a file for others to read.</summary>
internal static class ExportCommand
{
    public static Command Create(Screen screen)
    {
        var site = new Argument<string>("SITE") { Description = "Site whose history to write." };
        var output = new Option<FileInfo>("--out")
        {
            Description = "File to write: .csv, .jsonl, .xes or .json (OCEL).", HelpName = "FILE", Required = true,
        };
        var format = new Option<ExportFormat?>("--format") { Description = "csv, jsonl, xes or ocel. Default: by the file's ending." };
        var from = InstantOption.Create("--from", "Events that happened at this instant or later.");
        var to = InstantOption.Create("--to", "Events that happened before this instant.");
        var sector = new Option<string?>("--sector") { Description = "Events of this sector alone." };
        var resource = new Option<string?>("--resource") { Description = "Events of this resource alone." };
        var command = new Command("export", "Write a site's history: a table (CSV), CloudEvents (JSON lines), or an event log (XES, OCEL).")
        {
            site, output, format, from, to, sector, resource,
        };
        command.SetAction((parsed, cancellation) => Guard.Run(screen, async () =>
        {
            var path = parsed.GetValue(output)!.FullName;
            if ((parsed.GetValue(format) ?? Exports.Exports.OfFile(path)) is not { } kind)
            {
                screen.Error($"error: '{path}' does not say what to write: end it with .csv, .jsonl, .xes or .json, or give --format.");
                return Exit.Failed;
            }
            using var client = GlobalOptions.Client(parsed);
            var (name, written, left, part) = (parsed.GetValue(site)!, 0L, 0L, path + ".part");
            try
            {
                await using (var file = File.Create(part))
                using (var export = Exports.Exports.To(file, kind))
                {
                    var history = client.History(
                        name, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(sector), parsed.GetValue(resource), cancellation);
                    await foreach (var item in history)
                    {
                        if (export.Add(new ExportedEvent(item))) written++;
                        else left++;
                    }
                }
                File.Move(part, path, overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }
            if (parsed.GetValue(GlobalOptions.Json)) screen.Json(new { Site = name, Out = path, Events = written, LeftOut = left });
            else screen.Line($"Wrote {written} events of site '{name}' to {parsed.GetValue(output)}.{LeftOut(left)}");
            return Exit.Done;
        }));
        return command;
    }

    private static string LeftOut(long left) => left == 0 ? ""
        : $" {left} events of resources, counts, or work without an item belong to no trace and were left out: "
            + "OCEL, CSV and JSON lines have them.";
}
