using System.CommandLine;
using System.CommandLine.Invocation;
using SyncOps.Cli.Commands;
using SyncOps.Cli.Terminal;

namespace SyncOps.Cli;

/// <summary>The <c>syncops</c> command with everything below it.</summary>
internal static class CommandLine
{
    /// <summary>The exit code: see <see cref="Exit"/>.</summary>
    public static async Task<int> Run(string[] args, Screen screen, TimeProvider time)
    {
        var root = new RootCommand("SyncOps: a real-time grid for floor operations.")
        {
            GlobalOptions.Json,
            GlobalOptions.Server,
            FloorCommands.Create(screen, time),
            ReplayCommand.Create(screen, time),
            BacktestCommand.Create(screen),
            SitesCommand.Create(screen),
            ExportCommand.Create(screen),
            ForkCommand.Create(screen),
            BackupCommands.CreateBackup(screen),
            BackupCommands.CreateRestore(screen),
        };
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors) screen.Error($"error: {error.Message}");
            screen.Error("Usage: syncops COMMAND --help");
            return Exit.Usage;
        }
        return await parsed.InvokeAsync();
    }
}
