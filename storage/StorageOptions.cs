using Microsoft.Extensions.Options;

namespace SyncOps.Storage;

/// <summary>How the embedded storage works. The defaults suit one busy floor on a small server; every value is checked at start.</summary>
public sealed class StorageOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Storage";

    /// <summary>
    /// Most write operations that wait for the writer at once; 16 to 1,000,000, default 8192. When it is reached, callers wait
    /// <see cref="QueueWait"/> and are then refused. Each waiting operation holds its payload in memory (some 10 KB under load).
    /// </summary>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>
    /// How long a caller waits for room in a full queue before it is refused; 0 to 60 s, default 2 s. Longer hides short stalls of
    /// the disk; shorter tells senders sooner to slow down.
    /// </summary>
    public TimeSpan QueueWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Most operations that share one commit (one fsync); 1 to 10,000, default 512. More helps only when thousands wait at once,
    /// and a commit that fails, fails all of them.
    /// </summary>
    public int OperationsPerCommit { get; set; } = 512;

    /// <summary>
    /// Most payload of one commit, in bytes; 64 KiB to 256 MiB, default 8 MiB. It bounds the time of one commit: a disk that
    /// writes 200 MB/s takes 40 ms for 8 MiB. One operation that is larger still goes through, alone.
    /// </summary>
    public int BytesPerCommit { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Size of the write-ahead log, in bytes, at which a commit also moves it into the database; 1 MiB to 1 GiB, default 16 MiB.
    /// Larger makes such commits rarer but longer, and a start after a crash slower.
    /// </summary>
    public int CheckpointBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Connections for reading, each with its page cache; 1 to 64, default 8. More readers than that wait their turn.</summary>
    public int ReadConnections { get; set; } = 8;

    /// <summary>
    /// Most bytes that the database may take, 0 (default: whatever the disk has) or at least 1 MiB. When it is reached, writes fail
    /// as on a full disk, and work again once it is raised.
    /// </summary>
    public long DatabaseBytes { get; set; }

    /// <summary>How often the clock of live sites is read from storage again; 1 s to 1 h, default 30 s.</summary>
    public TimeSpan ClockSync { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the health check waits for its small write; 100 ms to 60 s, default 2 s.</summary>
    public TimeSpan HealthWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a stop waits for the operations that still queue; 0 to 60 s, default 3 s. What is left then is not acknowledged.
    /// </summary>
    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(3);
}

/// <summary>The ranges of <see cref="StorageOptions"/>; a start with a value outside them names option, value, range and remedy.</summary>
public sealed class StorageOptionsRules : IValidateOptions<StorageOptions>
{
    private const long Kibi = 1024, Mebi = 1024 * Kibi, Gibi = 1024 * Mebi;

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        Check(nameof(options.QueueCapacity), options.QueueCapacity, 16, 1_000_000);
        Check(nameof(options.QueueWait), options.QueueWait, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(nameof(options.OperationsPerCommit), options.OperationsPerCommit, 1, 10_000);
        Check(nameof(options.BytesPerCommit), options.BytesPerCommit, 64 * Kibi, 256 * Mebi);
        Check(nameof(options.CheckpointBytes), options.CheckpointBytes, Mebi, Gibi);
        Check(nameof(options.ReadConnections), options.ReadConnections, 1, 64);
        if (options.DatabaseBytes != 0) Check(nameof(options.DatabaseBytes), options.DatabaseBytes, Mebi, long.MaxValue);
        Check(nameof(options.ClockSync), options.ClockSync, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(options.HealthWait), options.HealthWait, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Check(nameof(options.StopWait), options.StopWait, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check<T>(string option, T value, T least, T most) where T : IComparable<T>
        {
            if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0) return;
            faults.Add($"{StorageOptions.Section}:{option} is {value}; it must be from {least} to {most}. " +
                       "Set it so in the configuration, or leave it out for its default.");
        }
    }
}
