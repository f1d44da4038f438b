using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;

namespace SyncOps.Cli.Floors;

/// <summary>Day documents in a folder, each a file <c>yyyy-MM-dd.json</c>; other files are passed over.</summary>
internal static class DayFiles
{
    /// <summary>By date. Refused where a document breaks the rules of days, and where the folder holds none.</summary>
    public static Outcome<SortedDictionary<DateOnly, DayDocument>> Read(string folder, FloorDocument floor)
    {
        var days = new SortedDictionary<DateOnly, DayDocument>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (!DateOnly.TryParseExact(name, "yyyy-MM-dd", out var date)) continue;
            var (day, faults) = DayReader.Read(FloorFile.WithoutMark(File.ReadAllBytes(path)), floor, name);
            if (day is null) return Refusal.Invalid([.. faults.Select(f => f with { Reason = $"{path}: {f.Path}: {f.Reason}" })]);
            days.Add(date, day);
        }
        if (days.Count > 0) return days;
        return Refusal.Invalid(new Fault(
            "$", FaultCodes.TooFew, $"'{folder}' holds no day document: name each file by its date, such as 2026-03-02.json."));
    }
}
