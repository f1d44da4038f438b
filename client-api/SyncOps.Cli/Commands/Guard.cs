using SyncOps.Cli.Logs;
using SyncOps.Cli.Terminal;
using SyncOps.Client;
using SyncOps.Engine.Contract;

namespace SyncOps.Cli.Commands;

/// <summary>Runs a command and tells what went wrong in one line and an exit code.</summary>
internal static class Guard
{
    public static async Task<int> Run(Screen screen, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (SyncOpsException refused)
        {
            screen.Error($"error: {refused.Message}");
            if (refused.Faults.Count > 1) Faults(screen, refused.Faults);
        }
        catch (Exception failed) when (failed is LogException or IOException or UnauthorizedAccessException)
        {
            screen.Error($"error: {failed.Message}");
        }
        return Exit.Failed;
    }

    public static int Refuse(Screen screen, Refusal refusal)
    {
        screen.Error($"error: {refusal.Reason}");
        if (refusal.Faults is { Count: > 1 } faults) Faults(screen, faults);
        return Exit.Failed;
    }

    private static void Faults(Screen screen, IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults) screen.Error($"  {fault.Path}: {fault.Reason}");
    }
}
