using System.CommandLine;
using NodaTime;
using SyncOps.Cli.Backtests;
using SyncOps.Cli.Floors;
using SyncOps.Cli.Logs;
using SyncOps.Cli.Terminal;
using SyncOps.Engine.Backtest;
using SyncOps.Engine.Backtest.Record;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Floors;

namespace SyncOps.Cli.Commands;

/// <summary><c>backtest</c>: what the advice would have been worth on a record of one's own. Needs no server.</summary>
internal static class BacktestCommand
{
    private static readonly Argument<FileInfo> Record = new("LOG|HISTORY")
    {
        Description = "Event log (CSV or XES), or events as a site takes them (.jsonl, .ndjson, .json); each also gzipped.",
    };

    private static readonly Option<FileInfo> FloorOption = new("--floor")
    {
        Description = "The floor, as written by 'floor discover' or applied to a site.", HelpName = "FLOOR.json", Required = true,
    };

    private static readonly Option<DirectoryInfo> Days = new("--days")
    {
        Description = "Folder of day documents, each yyyy-MM-dd.json: rosters, forecasts, cut-offs.", HelpName = "DIR",
    };

    private static readonly Option<string?> From = Date("--from", "First local date to play. Default: that of the first fact.");
    private static readonly Option<string?> Until = Date("--until", "Last local date to play, included. Default: that of the last fact.");

    static BacktestCommand()
    {
        Record.AcceptExistingOnly();
        FloorOption.AcceptExistingOnly();
        Days.AcceptExistingOnly();
    }

    public static Command Create(Screen screen)
    {
        var command = new Command(
            "backtest", "What the advice would have been worth on your own record: against staying, a tuned rule and a proven bound.")
        {
            Record, FloorOption, From, Until, Days,
        };
        LogOptions.AddColumnsTo(command);
        command.SetAction((parsed, cancellation) => Guard.Run(screen, async () =>
        {
            var floor = FloorFile.Read(parsed.GetValue(FloorOption)!.FullName);
            if (floor.Refusal is { } broken) return Guard.Refuse(screen, broken);
            var options = Options(parsed, floor.Value!);
            if (options.Refusal is { } wrong) return Guard.Refuse(screen, wrong);
            var @case = Case(parsed, Floor.Of(floor.Value!), options.Value!);
            if (@case.Refusal is { } refusal) return Guard.Refuse(screen, refusal);

            var report = await screen.Progress($"Playing {floor.Value!.Site}", 1, done => Task.Run(
                () => BacktestRun.Of(@case.Value!, share =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    done(share);
                }),
                cancellation));
            if (parsed.GetValue(GlobalOptions.Json)) screen.Json(report);
            else BacktestScreen.Tell(screen, report);
            return Exit.Done;
        }));
        return command;
    }

    private static Outcome<BacktestCase> Case(ParseResult parsed, Floor floor, CaseOptions options)
    {
        var path = parsed.GetValue(Record)!.FullName;
        if (HistoryFile.IsHistory(path))
        {
            var events = HistoryFile.Read(path, floor);
            return events.Refusal is { } refusal ? refusal : HistoryCase.Of(events.Value!, floor, options);
        }
        var reading = new LogReading { TimeZone = floor.Document.TimeZone, Exclude = LogOptions.Excluded(parsed) };
        return LogCase.Of(LogFile.Read(path, LogOptions.Columns(parsed), reading).Log, floor, options);
    }

    private static Outcome<CaseOptions> Options(ParseResult parsed, FloorDocument floor)
    {
        var (from, until) = (DateOf(parsed.GetValue(From)), DateOf(parsed.GetValue(Until)));
        if (parsed.GetValue(Days) is not { } folder) return CaseOptions.Whole with { From = from, Until = until };
        var days = DayFiles.Read(folder.FullName, floor);
        return days.Refusal is { } refusal ? refusal : new CaseOptions(from, until, days.Value!);
    }

    private static LocalDate? DateOf(string? text) => text is null ? null : LocalDay.ReadDate(text, new FaultList());

    private static Option<string?> Date(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "yyyy-MM-dd" };
        option.Validators.Add(result =>
        {
            var faults = new FaultList();
            if (result.GetValueOrDefault<string?>() is { } text && LocalDay.ReadDate(text, faults) is null)
                result.AddError($"{name}: {faults.ToList()[0].Reason}");
        });
        return option;
    }
}
