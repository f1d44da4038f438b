using SyncOps.Engine.Discovery;

namespace SyncOps.Cli.Logs;

/// <summary>The names of a log's columns as the user gave them; null leaves the choice to <see cref="LogColumns"/>.</summary>
internal sealed record ColumnOptions(
    string? Case = null, string? Activity = null, string? Resource = null, string? Start = null, string? End = null);

/// <summary>Which column of a table holds what; -1 where there is none.</summary>
internal sealed record LogColumns(int Case, int Activity, int Resource, int Start, int End)
{
    // Names in use, the most telling first; compared without case, spaces and punctuation.
    private static readonly string[] Cases =
        ["case:concept:name", "case id", "case", "case key", "trace", "trace id", "process instance", "order id", "order"];

    private static readonly string[] Activities =
        ["activity", "concept:name", "activity name", "activity id", "operation", "task", "step", "event", "event name"];

    private static readonly string[] Resources =
        ["resource", "org:resource", "resource id", "worker", "worker id", "employee", "operator", "user", "performer", "machine"];

    private static readonly string[] Starts =
        ["start_timestamp", "start", "start time", "started", "started at", "begin", "begin time", "start date"];

    private static readonly string[] Ends =
    [
        "time:timestamp", "end", "end time", "end_timestamp", "complete", "complete timestamp", "completion time", "completed at", "finish",
        "finish time", "ended at", "timestamp", "time", "date",
    ];

    /// <summary>Given names are taken exactly, others are found among the usual ones. Throws listing the columns.</summary>
    public static LogColumns Find(IReadOnlyList<string> header, ColumnOptions given)
    {
        var columns = new LogColumns(
            Pick(header, given.Case, Cases, "--case"),
            Pick(header, given.Activity, Activities, "--activity"),
            Pick(header, given.Resource, Resources, "--resource"),
            Pick(header, given.Start, Starts, "--start"),
            Pick(header, given.End, Ends, "--end"));
        if (columns.Case < 0) throw Missing(header, "a case", "--case");
        if (columns.Activity < 0) throw Missing(header, "an activity", "--activity");
        if (columns.Start < 0 && columns.End < 0) throw Missing(header, "a time", "--start or --end");
        return columns;
    }

    public LogRow Row(int number, Func<int, string?> field) => new(
        number, Field(field, Case), Field(field, Activity), Field(field, Resource), Field(field, Start), Field(field, End));

    private static string? Field(Func<int, string?> field, int column) => column < 0 ? null : field(column);

    private static int Pick(IReadOnlyList<string> header, string? given, string[] usual, string option)
    {
        if (given is null)
        {
            return usual.Select(name => IndexOf(header, column => Plain(column) == Plain(name)))
                .FirstOrDefault(index => index >= 0, -1);
        }
        var exact = IndexOf(header, column => column == given);
        return exact >= 0 ? exact : throw new LogException($"The log has no column '{given}' ({option}). Its columns: {Names(header)}.");
    }

    private static int IndexOf(IReadOnlyList<string> header, Func<string, bool> matches)
    {
        for (var i = 0; i < header.Count; i++)
            if (matches(header[i])) return i;
        return -1;
    }

    private static LogException Missing(IReadOnlyList<string> header, string what, string option)
        => new($"No column of the log is known to hold {what}: name it with {option}. Its columns: {Names(header)}.");

    private static string Names(IReadOnlyList<string> header) => string.Join(", ", header.Select(name => $"'{name}'"));

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
