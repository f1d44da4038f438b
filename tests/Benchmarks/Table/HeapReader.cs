using System.Diagnostics;
using System.Globalization;

namespace SyncOps.Benchmarks.Table;

/// <summary>Asks a host that was started with <see cref="Environment"/> how large its managed heap is.</summary>
internal sealed class HeapReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);
    private const int MostReadings = 12;
    private const long Settled = 1_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("syncops-heap-");

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.FileVariable] = HeapFile,
    };

    private string HeapFile => Path.Combine(_folder.FullName, "bytes");

    /// <summary>
    /// Bytes that are in use once the host is at rest: read again until less than a megabyte has gone since, for half a minute at most.
    /// After much work, buffers that lie ready for more of it are given up little by little.
    /// </summary>
    public async Task<long> ReadAtRest(int process, CancellationToken cancellation)
    {
        var last = await Read(process, cancellation);
        for (var readings = 1; readings < MostReadings; readings++)
        {
            await Task.Delay(Between, cancellation);
            var now = await Read(process, cancellation);
            if (last - now is >= 0 and < Settled) return now;
            last = now;
        }
        return last;
    }

    /// <summary>Bytes that are in use once all garbage is collected.</summary>
    public async Task<long> Read(int process, CancellationToken cancellation)
    {
        File.Delete(HeapFile);
        using (var kill = Process.Start("kill", ["-s", "USR1", $"{process}"])) await kill.WaitForExitAsync(cancellation);
        var asked = Stopwatch.GetTimestamp();
        while (!File.Exists(HeapFile))
        {
            if (Stopwatch.GetElapsedTime(asked) > Patience) throw new TimeoutException($"Process {process} did not tell of its heap.");
            await Task.Delay(20, cancellation);
        }
        return long.Parse(await File.ReadAllTextAsync(HeapFile, cancellation), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
