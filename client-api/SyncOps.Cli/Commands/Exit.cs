namespace SyncOps.Cli.Commands;

/// <summary>How a command ended, as its exit code.</summary>
internal static class Exit
{
    public const int Done = 0;

    /// <summary>Refused by the server or by the input, or the server could not be reached.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;
}
