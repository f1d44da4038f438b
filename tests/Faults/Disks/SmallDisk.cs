using System.Globalization;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Disks;

/// <summary>A disk of the tests' own that can be full: a file system in memory, mounted on a new directory, unmounted afterwards.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int PageKib = 4;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("syncops-disk-");
    private readonly int _mebibytes;
    private bool _mounted;

    private SmallDisk(int mebibytes) => _mebibytes = mebibytes;

    /// <summary>Why no disk can be mounted here, or null.</summary>
    public static string? Fault { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root" && MayMount()
        ? null
        : "Full disks need an account that may mount file systems (root, on Linux).";

    public string Path => _directory.FullName;

    /// <param name="mebibytes">Its size while it is not full; memory is taken for what is stored only.</param>
    public static async Task<SmallDisk> MountAsync(int mebibytes, CancellationToken cancellation)
    {
        var disk = new SmallDisk(mebibytes);
        await Commands.Run("mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m,mode=700", "syncops-disk", disk.Path], cancellation);
        disk._mounted = true;
        return disk;
    }

    /// <summary>Makes the disk as small as what it holds: nothing more can be written to it.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var used = await Commands.Output("df", ["--output=used", "-k", Path], cancellation);
            var size = int.Parse(used.Split('\n')[1], CultureInfo.InvariantCulture) + PageKib;
            // What was written since it was measured makes it too small, and that is refused.
            if (await Commands.TryRun("mount", ["-o", $"remount,size={size}k", Path], cancellation)) return;
        }
    }

    /// <summary>Gives it its room again.</summary>
    public Task EmptyAsync() => Commands.Run("mount", ["-o", $"remount,size={_mebibytes}m", Path], CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_mounted) await Commands.Run("umount", ["--lazy", Path], CancellationToken.None);
        _directory.Delete();
    }

    private static bool MayMount()
    {
        const int mayAdminister = 21;
        var effective = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return (ulong.Parse(effective.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            & (1ul << mayAdminister)) != 0;
    }
}
