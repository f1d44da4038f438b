using System.Diagnostics;

namespace SyncOps.Benchmarks.Table;

/// <summary>What the disk itself carries: 8 KiB written at the end of a file and made durable, one after the other.</summary>
internal static class RawSyncs
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static double Measure()
    {
        Workbench.Say("raw syncs of the disk");
        var path = Path.GetTempFileName();
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            var block = new byte[8192];
            var clock = Stopwatch.StartNew();
            long count = 0;
            for (; clock.Elapsed < Duration; count++)
            {
                RandomAccess.Write(file, block, count * block.Length);
                RandomAccess.FlushToDisk(file);
            }
            return count / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
