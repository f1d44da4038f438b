using System.Diagnostics;

namespace SyncOps.Benchmarks.Table;

/// <summary>What the disk itself carries: blocks of 8 KiB written to a new file and made durable, one after the other.</summary>
internal static class RawSyncs
{
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(3);
    private static readonly byte[] Block = new byte[8192];

    /// <summary>Blocks appended and made durable a second, as fast as they are done.</summary>
    public static double PerSecond()
    {
        Workbench.Say("raw syncs of the disk");
        using var file = NewFile();
        var clock = Stopwatch.StartNew();
        long count = 0;
        while (clock.Elapsed < Fast) Sync(file, count++);
        return count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Does the load and watches the disk in the same seconds, by one block made durable again every 20 ms: what takes longer than that
    /// is a time in which the disk stood still, and all who wait for it with it.
    /// </summary>
    public static async Task<(T Result, DiskHalts Halts)> Beside<T>(Func<Task<T>> load)
    {
        using var over = new CancellationTokenSource();
        var watch = Task.Factory.StartNew(
            () => Watch(over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            var result = await load();
            await over.CancelAsync();
            return (result, await watch);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private static DiskHalts Watch(CancellationToken over)
    {
        using var file = NewFile();
        Sync(file, 0);
        var (clock, halted, longest) = (Stopwatch.StartNew(), TimeSpan.Zero, TimeSpan.Zero);
        while (!over.WaitHandle.WaitOne(DiskHalts.Least))
        {
            var began = clock.Elapsed;
            Sync(file, 0);
            var took = clock.Elapsed - began;
            if (took > DiskHalts.Least) halted += took;
            if (took > longest) longest = took;
        }
        return new DiskHalts(halted / clock.Elapsed, longest);
    }

    private static FileStream NewFile() => new(
        Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);

    private static void Sync(FileStream file, long block)
    {
        RandomAccess.Write(file.SafeFileHandle, Block, block * Block.Length);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }
}

/// <summary>How a disk halted during a load.</summary>
/// <param name="Share">Of the time, 0 to 1.</param>
/// <param name="Longest">The longest that one block took, halt or not.</param>
internal sealed record DiskHalts(double Share, TimeSpan Longest)
{
    /// <summary>What a block takes at least for it to be called a halt. On a disk that works it takes a millisecond or two.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);

    public override string ToString()
        => $"the disk stood still for {100 * Share:0.0} % of the time, {Longest.TotalMilliseconds:0} ms at the longest";
}
