using System.Diagnostics;
using System.Globalization;

namespace SyncOps.Storage;

/// <summary>The data directory cannot be used; the message says which, why, and the way out. The process should exit with code 1.</summary>
public sealed class DataDirectoryException : Exception
{
    public DataDirectoryException() { }
    public DataDirectoryException(string message) : base(message) { }
    public DataDirectoryException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>
/// The directory that holds everything durable of one process, held exclusively until disposed. The operating system lets go of it
/// when the process ends in whatever way.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>Name of the database file.</summary>
    internal const string DatabaseName = "syncops.db";

    private const string LockFile = "syncops.lock";
    private const string OwnerFile = "syncops.pid";

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute path; it exists.</summary>
    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, DatabaseName);

    /// <summary>
    /// Where data goes when nothing else is said: <c>syncops</c> in the user's local application data, or in the current directory
    /// for an account that has no home.
    /// </summary>
    public static string DefaultPath()
    {
        var local = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var parent = System.IO.Path.IsPathRooted(local) ? local : Environment.CurrentDirectory;
        return System.IO.Path.Combine(parent, "syncops");
    }

    /// <summary>
    /// Creates the directory where it is missing (for its owner only) and takes it for this process. Null or empty:
    /// <see cref="DefaultPath"/>. Throws <see cref="DataDirectoryException"/> when another process has it or it cannot be written.
    /// </summary>
    public static DataDirectory Open(string? path)
    {
        var full = System.IO.Path.GetFullPath(string.IsNullOrWhiteSpace(path) ? DefaultPath() : path);
        try
        {
            Create(full);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(full, refused);
        }

        var held = TakeLock(full);
        try
        {
            File.WriteAllText(System.IO.Path.Combine(full, OwnerFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw Unusable(full, refused);
        }

        return new DataDirectory(full, held);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether a process took this directory for its data before.</summary>
    internal static bool IsOne(string path) => File.Exists(System.IO.Path.Combine(path, LockFile));

    /// <summary>Whether a file in it tells who has the directory, and is no data.</summary>
    internal static bool IsOwnFile(string name) => name is LockFile or OwnerFile;

    private static void Create(string full)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
        else Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream TakeLock(string full)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(full, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw Unusable(full, refused);
        }
        catch (IOException taken)
        {
            throw new DataDirectoryException(
                $"The data directory {full} is in use by {Owner(full)}. One process at a time may use it: " +
                "stop that one, or give this one its own with --data DIR.",
                taken);
        }
    }

    private static DataDirectoryException Unusable(string full, Exception reason) => new(
        $"The data directory {full} cannot be used: {reason.Message} " +
        "Make it a directory that this account may write, or choose another with --data DIR.",
        reason);

    private static string Owner(string full)
    {
        const string unknown = "another process";
        try
        {
            var text = File.ReadAllText(System.IO.Path.Combine(full, OwnerFile));
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return unknown;
            using var process = Process.GetProcessById(pid);
            return $"process {pid} ({process.ProcessName})";
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return unknown;
        }
    }
}
