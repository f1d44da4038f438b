using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Load;

/// <summary>An older release, built beside this one: tests/upgrade.sh builds it, and says where it is in SYNCOPS_OLDER_SILO.</summary>
internal static class OlderRelease
{
    private const string Variable = "SYNCOPS_OLDER_SILO";

    /// <summary>Why there is none here, or null.</summary>
    public static string? Fault => File.Exists(Environment.GetEnvironmentVariable(Variable))
        ? null
        : $"No older release is built here: tests/upgrade.sh does so, and names its SyncOps.Silo.dll in {Variable}.";

    public static string Silo => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException(Fault);
}
