using System.Globalization;
using SyncOps.Engine.Alerts;

namespace SyncOps.Lab.Alerts;

/// <summary>One row of a border hall's file: its date and hour as written, and what was observed.</summary>
public sealed record BorderHallRow(string Date, string HourText, QueueHour Observed);

/// <summary>
/// Reads the hourly files that U.S. Customs and Border Protection publishes of an airport's passport queue (Airport Wait Times): a header,
/// then one row per hour in which somebody was processed. Flights are batches, booths are stations, minutes are minutes.
/// </summary>
public static class BorderHall
{
    /// <summary>The event to be predicted, as a wait in minutes.</summary>
    public const double ThresholdMinutes = 60;

    private static readonly string[] Counts =
        ["all_n_0..15", "all_n_16..30", "all_n_31..45", "all_n_46..60", "all_n_61..90", "all_n_91..120", "all_n_120.."];

    /// <summary>The file's rows in its order. Throws <see cref="InstanceException"/> for a file that cannot be read.</summary>
    public static IReadOnlyList<BorderHallRow> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstanceException($"{path} could not be read: {e.Message}");
        }
        if (lines.Length < 2) throw new InstanceException($"{path} has no rows.");
        string[] header = lines[0].Split(',');
        return [.. lines.Skip(1).Select((line, i) => Row(new Cells($"{path}:{i + 2}", header, line.Split(','))))];
    }

    private static BorderHallRow Row(Cells cells)
    {
        string date = cells.Text("date"), hour = cells.Text("hour");
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || hour.Length < 2 || !int.TryParse(hour.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || start > 23)
        {
            throw new InstanceException($"{cells.Place}: {date} {hour} is no date and hour such as 2018-01-31 and 0400 - 0500.");
        }
        double[] counts = [.. Counts.Select(cells.Number)];
        var timed = Math.Max(1, counts.Sum());
        return new BorderHallRow(date, hour, new QueueHour
        {
            Hour = QueueHour.HourOf(day, start),
            MeanWaitMinutes = cells.Number("all_avg_wait"),
            MaxWaitMinutes = cells.Number("all_max_wait"),
            ShareOverThreshold = counts[4..].Sum() / timed,
            ShareOverHalf = counts[2..].Sum() / timed,
            Served = cells.Number("all_total"),
            Batches = cells.Number("all_flights"),
            Stations = cells.Number("all_booths"),
        });
    }

    private sealed record Cells(string Place, string[] Header, string[] Values)
    {
        public string Text(string column)
        {
            var i = Array.IndexOf(Header, column);
            if (i < 0 || i >= Values.Length) throw new InstanceException($"{Place}: there is no {column}.");
            return Values[i];
        }

        public double Number(string column)
            => double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value
                : throw new InstanceException($"{Place}: {column} is {Text(column)}; it must be a number of at least 0.");
    }
}
