using Xunit;

namespace SyncOps.Tests.Shared;

/// <summary>Real data kept beside the repository: <c>../shared</c>, or where <c>SYNCOPS_SHARED</c> says.</summary>
internal static class SharedData
{
    /// <summary>The job shop's log; the test is skipped when it is not there.</summary>
    public static string JobShop() => Data("job-shop", "production.csv");

    /// <summary>The instance files of one kind in name order; the test is skipped when they are not there.</summary>
    public static IReadOnlyList<string> Instances(string kind)
    {
        var folder = Path.Combine(Folder(), "instances", kind);
        if (!Directory.Exists(folder)) Assert.Skip($"There are no instances at {folder}; set SYNCOPS_SHARED to the folder above.");
        return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
    }

    /// <summary>One instance file; the test is skipped when it is not there.</summary>
    public static string Instance(string file)
    {
        var path = Path.Combine(Folder(), "instances", file);
        if (!File.Exists(path)) Assert.Skip($"There is no instance at {path}; set SYNCOPS_SHARED to the folder above.");
        return path;
    }

    /// <summary>A data file; the test is skipped when it is not there.</summary>
    public static string Data(string folder, string file)
    {
        var path = Path.Combine(Folder(), "data", folder, file);
        if (!File.Exists(path)) Assert.Skip($"The data are not at {path}; set SYNCOPS_SHARED to the folder that holds data.");
        return path;
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("SYNCOPS_SHARED") is { Length: > 0 } given) return given;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SyncOps.sln"))) folder = folder.Parent;
        return Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared"));
    }
}
