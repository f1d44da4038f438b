using System.Globalization;

namespace SyncOps.Lab.Forecast;

/// <summary>A named series, oldest value first.</summary>
public sealed record Series(string Id, double[] Values);

/// <summary>Series in the form of the M4 competition: one a line, the id and then the values, quoted or not.</summary>
public static class SeriesFile
{
    public static IReadOnlyList<Series> Read(string path)
    {
        var series = new List<Series>();
        foreach (var line in LabText.Lines(path))
        {
            var cells = line.Split(',').Select(cell => cell.Trim().Trim('"')).ToList();
            // Shorter series may be filled up with empty cells at the end.
            while (cells.Count > 0 && cells[^1].Length == 0) cells.RemoveAt(cells.Count - 1);
            if (cells.Count == 0) continue;
            if (cells.Count == 1) throw new InstanceException($"{path}: series {cells[0]} has no values.");
            series.Add(new Series(cells[0], [.. cells.Skip(1).Select(cell => LabText.Number(path, cell))]));
        }
        return series.Count > 0 ? series : throw new InstanceException($"{path} holds no series.");
    }

    public static void Write(string path, IEnumerable<Series> series)
        => LabText.Write(path, series.Select(s =>
            string.Join(',', [s.Id, .. s.Values.Select(value => value.ToString("0.######", CultureInfo.InvariantCulture))])));
}
