namespace SyncOps.Tests.Faults.Network;

/// <summary>
/// A wall clock for one process that can be set while it runs; its monotonic clock stays the machine's. The process is started with
/// <see cref="Environment"/>.
/// </summary>
internal sealed class FakeClock : IDisposable
{
    /// <summary>Why a test that needs it is skipped.</summary>
    public const string Missing = "libfaketime is not installed (on Debian: apt-get install libfaketime).";

    private static readonly string? Library = FindLibrary();

    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public FakeClock() => Step(TimeSpan.Zero);

    public static bool IsInstalled => Library is not null;

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // Waits on the monotonic clock, as .NET's are, would end at once otherwise.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        ["FAKETIME_CACHE_DURATION"] = "1",
    };

    /// <summary>Sets the clock to so much ahead of the machine's, or behind it; seen within a second.</summary>
    public void Step(TimeSpan ahead)
    {
        var next = _file + ".next";
        File.WriteAllText(next, $"{ahead.TotalSeconds:+0;-0;+0}\n");
        File.Move(next, _file, overwrite: true);
    }

    public void Dispose() => File.Delete(_file);

    private static string? FindLibrary()
        => Directory.Exists("/usr/lib")
            ? Directory.GetDirectories("/usr/lib", "*-linux-gnu").Append("/usr/lib")
                .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;
}
