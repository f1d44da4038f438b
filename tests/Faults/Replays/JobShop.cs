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

    /// <summary>The whole log; the test is skipped when it is not there.</summary>
    public static JobShop Read() => Of(SharedData.JobShop());

    /// <summary>The cases of the log that ended within its first days, written to a new file in a directory.</summary>
    public static JobShop ReadFirst(int days, DirectoryInfo directory)
    {
        var lines = File.ReadAllLines(SharedData.JobShop());
        var column = Columns(lines[0]);
        var cases = lines.Skip(1).GroupBy(line => line.Split(',')[column("case:concept:name")], StringComparer.Ordinal).ToList();
        var until = lines.Skip(1).Min(line => DateTimeOffset.Parse(line.Split(',')[column("start_timestamp")])).AddDays(days);
        var ended = cases.Where(rows => rows.All(row => DateTimeOffset.Parse(row.Split(',')[column("time:timestamp")]) <= until));
        var path = System.IO.Path.Combine(directory.FullName, "production.csv");
        File.WriteAllLines(path, [lines[0], .. ended.SelectMany(rows => rows)]);
        return Of(path);
    }

    /// <summary>Counts the log's executions by activity.</summary>
    private static JobShop Of(string path)
    {
        var lines = File.ReadAllLines(path);
        var column = Columns(lines[0]);
        var work = lines.Skip(1).Select(line => line.Split(',')).Where(row => row[column("Activity")] is not ("Start" or "End")).ToArray();
        return new JobShop(
            path,
            work.CountBy(row => row[column("Activity")], StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            work.Min(row => DateTimeOffset.Parse(row[column("start_timestamp")])),
            work.Max(row => DateTimeOffset.Parse(row[column("time:timestamp")])));
    }

    private static Func<string, int> Columns(string header)
    {
        var names = header.Split(',');
        return name => Array.IndexOf(names, name);
    }
}
