using System.Globalization;

namespace SyncOps.Lab.Forecast;

/// <summary>Lines and numbers of plain tables; a fault names the file.</summary>
internal static class LabText
{
    public static IReadOnlyList<string> Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstanceException($"{path} could not be read: {e.Message}");
        }
    }

    public static double Number(string path, string cell)
        => double.TryParse(cell, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new InstanceException($"{path}: \"{cell}\" is not a number.");

    public static void Write(string path, IEnumerable<string> lines)
    {
        try
        {
            File.WriteAllLines(path, lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstanceException($"{path} could not be written: {e.Message}");
        }
    }
}
