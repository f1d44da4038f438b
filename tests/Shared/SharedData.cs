using Xunit;

namespace SyncOps.Tests.Shared;

/// <summary>Real data kept beside the repository: <c>../shared</c>, or where <c>SYNCOPS_SHARED</c> says.</summary>
internal static class SharedData
{
    /// <summary>The job shop's log; the test is skipped when it is not there.</summary>
    public static string JobShop()
    {
        var path = Path.Combine(Folder(), "data", "job-shop", "production.csv");
        if (!File.Exists(path)) Assert.Skip($"The real log is not at {path}; set SYNCOPS_SHARED to the folder that holds data/job-shop.");
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
