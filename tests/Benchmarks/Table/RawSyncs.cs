using System.Diagnostics;

namespace SyncOps.Benchmarks.Table;

/// <summary>What the disk itself carries: 8 KiB written at the end of a file and made durable, one after the other.</summary>
/// <param name="PerSecond">As fast as they are done.</param>
/// <param name="Latency">At a steady <see cref="Pace"/>, from when each was due: a disk that halts holds up all that wait.</param>
internal sealed record RawSyncs(double PerSecond, LatencySummary Latency)
{
    /// <summary>Syncs a second whose latency is measured.</summary>
    public const int Pace = 200;

    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(3), Steady = TimeSpan.FromSeconds(8);

    public static async Task<RawSyncs> Measure(CancellationToken cancellation)
    {
        Workbench.Say("raw syncs of the disk");
        var path = Path.GetTempFileName();
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            var block = new byte[8192];
            long count = 0;
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < Fast) Sync();
            var perSecond = count / clock.Elapsed.TotalSeconds;

            var latencies = new Latencies();
            clock.Restart();
            for (var due = TimeSpan.Zero; due < Steady; due += TimeSpan.FromSeconds(1.0 / Pace))
            {
                if (due - clock.Elapsed is var early && early > TimeSpan.Zero) await Task.Delay(early, cancellation);
                Sync();
                latencies.Record(clock.Elapsed - due);
            }
            return new RawSyncs(perSecond, latencies.Summary());

            void Sync()
            {
                RandomAccess.Write(file, block, count++ * block.Length);
                RandomAccess.FlushToDisk(file);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
