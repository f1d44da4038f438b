using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Replays;

/// <summary>The real log of a job shop, read without the product: plain fields between commas, none quoted.</summary>
internal sealed record JobShop(string Path, IReadOnlyDictionary<string, int> Executions, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    /// <summary>What the commands that read the log are told of it.</summary>
    public static readonly IReadOnlyList<string> Options =
    [
        "--case", "case:concept:name", "--activity", "Activity", "--resource", "Resource", "--start", "start_timestamp",
        "--end", "time:timestamp", "--exclude", "Start,End",
    ];

    /// <summary>Counts the log's executions by activity; the test is skipped when the log is not there.</summary>
    public static JobShop Read()
    {
        var path = SharedData.JobShop();
        var rows = File.ReadLines(path).Select(line => line.Split(',')).ToArray();
        var (activity, start, end) = (Column("Activity"), Column("start_timestamp"), Column("time:timestamp"));
        var work = rows.Skip(1).Where(row => row[activity] is not ("Start" or "End")).ToArray();
        return new JobShop(
            path,
            work.CountBy(row => row[activity], StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            work.Min(row => DateTimeOffset.Parse(row[start])),
            work.Max(row => DateTimeOffset.Parse(row[end])));

        int Column(string name) => Array.IndexOf(rows[0], name);
    }
}
