using System.Diagnostics;
using System.Globalization;

namespace SyncOps.Benchmarks.Table;

/// <summary>Processor time that processes have used, user and kernel.</summary>
internal static class ProcessTimes
{
    // What Linux tells user programs, whatever its own clock does.
    private const double TicksPerSecond = 100;

    public static TimeSpan Own => Environment.CpuUsage.TotalTime;

    public static TimeSpan Of(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime;
    }

    /// <summary>A process, its children that live and its children that have ended, as PostgreSQL's connections do. Linux only.</summary>
    public static TimeSpan OfFamily(int parent)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)) continue;
            if (Stat(folder) is not { } stat) continue;
            if (process == parent) ticks += stat[11] + stat[12] + stat[13] + stat[14];
            else if (stat[1] == parent) ticks += stat[11] + stat[12];
        }
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>The numbers behind the name in proc(5)'s stat, state as 0; null for a process that has just ended.</summary>
    private static long[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Take(15)
                .Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
