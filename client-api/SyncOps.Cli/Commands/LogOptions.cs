using System.CommandLine;
using NodaTime;
using SyncOps.Cli.Logs;
using SyncOps.Engine.Contract;

namespace SyncOps.Cli.Commands;

/// <summary>Options of the commands that read a log.</summary>
internal static class LogOptions
{
    public static readonly Argument<FileInfo> Log = new("LOG") { Description = "Event log: CSV or XES, also gzipped." };
    public static readonly Option<string?> Case = new("--case") { Description = "Column of the case.", HelpName = "COLUMN" };
    public static readonly Option<string?> Activity = new("--activity") { Description = "Column of the activity.", HelpName = "COLUMN" };
    public static readonly Option<string?> Resource = new("--resource") { Description = "Column of the resource.", HelpName = "COLUMN" };
    public static readonly Option<string?> Start = new("--start") { Description = "Column of the start time.", HelpName = "COLUMN" };
    public static readonly Option<string?> End = new("--end") { Description = "Column of the end time.", HelpName = "COLUMN" };

    public static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Activities that are no work, parted by commas; may be given again.",
        HelpName = "X,Y",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string?> Site = new("--site") { Description = "Id of the site. Default: the file's name as a slug." };

    static LogOptions()
    {
        Log.AcceptExistingOnly();
        Site.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } site && !Names.IsValid(site))
                result.AddError($"'{site}' is not an id: {Names.Rule}.");
        });
    }

    public static void AddTo(Command command)
    {
        command.Arguments.Add(Log);
        command.Options.Add(Site);
        AddColumnsTo(command);
    }

    public static void AddColumnsTo(Command command)
    {
        foreach (var option in (Option[])[Case, Activity, Resource, Start, End, Exclude]) command.Options.Add(option);
    }

    public static ColumnOptions Columns(ParseResult parsed) => new(
        parsed.GetValue(Case), parsed.GetValue(Activity), parsed.GetValue(Resource), parsed.GetValue(Start), parsed.GetValue(End));

    public static IReadOnlyList<string> Excluded(ParseResult parsed)
        => [.. parsed.GetValue(Exclude)!.SelectMany(x => x.Split(',', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>An option that must name an IANA zone.</summary>
    public static Option<string> TimeZone()
    {
        var option = new Option<string>("--time-zone")
        {
            Description = "IANA zone of the site, and of times without an offset.", HelpName = "ZONE", DefaultValueFactory = _ => "UTC",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
                result.AddError($"'{zone}' is not an IANA time zone such as Europe/Amsterdam.");
        });
        return option;
    }
}
