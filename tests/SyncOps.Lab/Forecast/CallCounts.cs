using System.Globalization;
using SyncOps.Engine.Forecast;

namespace SyncOps.Lab.Forecast;

/// <summary>
/// Counts by day and bucket out of a table of instants and counts at an even, finer step. Every day has the same buckets; what is left of
/// a day after its last whole bucket is left out.
/// </summary>
/// <param name="Starts">Start of each bucket, time of day as the file tells it.</param>
/// <param name="Days">Rising dates.</param>
public sealed record CallCounts(TimeSpan Bucket, IReadOnlyList<TimeOnly> Starts, IReadOnlyList<DayCounts> Days)
{
    public static CallCounts Read(string path, TimeSpan bucket)
    {
        var rows = LabText.Lines(path).Skip(1).Select(line => Row(path, line)).ToList();
        if (rows.Count < 2) throw new InstanceException($"{path} holds fewer than two rows of counts.");
        var step = rows[1].At - rows[0].At;
        if (step <= TimeSpan.Zero || bucket < step || bucket.Ticks % step.Ticks != 0)
            throw new InstanceException($"{path} steps by {step}, of which a bucket of {bucket} is not a multiple.");

        var perBucket = (int)(bucket / step);
        var days = rows.GroupBy(row => DateOnly.FromDateTime(row.At)).OrderBy(day => day.Key)
            .Select(day => (day.Key, Rows: day.ToList())).ToList();
        var buckets = days[0].Rows.Count / perBucket;
        if (buckets == 0) throw new InstanceException($"{path}: a day is shorter than a bucket of {bucket}.");
        var first = days[0].Rows[0].At.TimeOfDay;
        foreach (var (date, day) in days)
        {
            for (var i = 0; i < buckets * perBucket; i++)
                if (i >= day.Count || day[i].At.TimeOfDay != first + i * step)
                    throw new InstanceException($"{path}: {date:yyyy-MM-dd} has no row at {first + i * step}.");
        }
        return new CallCounts(
            bucket,
            [.. Enumerable.Range(0, buckets).Select(b => TimeOnly.FromTimeSpan(first + b * bucket))],
            [.. days.Select(day => new DayCounts(
                day.Key, [.. day.Rows.Take(buckets * perBucket).Chunk(perBucket).Select(chunk => (float)chunk.Sum(row => row.Calls))]))]);
    }

    private static (DateTime At, double Calls) Row(string path, string line)
    {
        var cells = line.Split(',');
        const DateTimeStyles utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        return cells.Length == 2 && DateTime.TryParse(cells[0], CultureInfo.InvariantCulture, utc, out var at)
            ? (at, LabText.Number(path, cells[1]))
            : throw new InstanceException($"{path}: \"{line}\" is not an instant and a count.");
    }
}
