using System.CommandLine;
using SyncOps.Cli.Terminal;
using SyncOps.Engine.Contract;
using SyncOps.Storage;
using SyncOps.Storage.Backups;
using SyncOps.Storage.Postgres;

namespace SyncOps.Cli.Commands;

/// <summary><c>backup</c> and <c>restore</c>: a grid's storage in one file, and back. They ask no server.</summary>
internal static class BackupCommands
{
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Data directory of the grid. Default: syncops in your local application data.", HelpName = "DIR",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Connection string of the grid's PostgreSQL database; also SYNCOPS_POSTGRES, unless --data is given.",
        HelpName = "CONNECTION",
    };

    public static Command CreateBackup(Screen screen)
    {
        var output = new Option<FileInfo>("--out") { Description = "File to write.", HelpName = "FILE", Required = true };
        var command = new Command("backup", "Back up a grid, while it runs or not, into one file.") { output, Data, Postgres };
        command.SetAction((parsed, cancellation) => Run(parsed, screen, async place =>
        {
            var file = parsed.GetValue(output)!;
            var manifest = await screen.Progress($"Backing up the {place.Name}", 1, report => Task.Run(
                () => Backup.Make(place, file.FullName, report, cancellation), cancellation));
            Tell(parsed, screen, manifest, file.FullName, $"Wrote {file}: the {place.Name}");
        }));
        return command;
    }

    public static Command CreateRestore(Screen screen)
    {
        var input = new Argument<FileInfo>("FILE") { Description = "File that 'backup' wrote." };
        var command = new Command("restore", "Restore a backup into an empty data directory or an empty PostgreSQL database.")
        {
            input, Data, Postgres,
        };
        command.SetAction((parsed, cancellation) => Run(parsed, screen, async place =>
        {
            var file = parsed.GetValue(input)!;
            var manifest = await screen.Progress($"Restoring to the {place.Name}", 1, report => Task.Run(
                () => Backup.Restore(file.FullName, place, report, cancellation), cancellation));
            Tell(parsed, screen, manifest, file.FullName, $"Restored {file} to the {place.Name}: the grid");
        }));
        return command;
    }

    private static Task<int> Run(ParseResult parsed, Screen screen, Func<GridPlace, Task> work) => Guard.Run(screen, async () =>
    {
        if (Place(parsed, screen) is not { } place) return Exit.Usage;
        try
        {
            await work(place);
            return Exit.Done;
        }
        catch (Exception failed) when (failed is BackupException or DataDirectoryException or StorageUnavailableException)
        {
            screen.Error($"error: {failed.Message}");
        }
        catch (OperationCanceledException)
        {
            screen.Error("error: interrupted; nothing was kept of it.");
        }
        return Exit.Failed;
    });

    private static void Tell(ParseResult parsed, Screen screen, BackupManifest manifest, string file, string done)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            screen.Json(new { File = file, manifest.Format, manifest.Schema, manifest.MadeAt, manifest.Source, manifest.Tables });
            return;
        }
        screen.Line($"{done} as of {ContractJson.Write(manifest.MadeAt)}, read back and whole.");
        screen.Table(["table", "rows"], [.. manifest.Tables.Select(table => new[] { table.Table, $"{table.Rows}" })]);
    }

    /// <summary>Null when the command line names none, which was told.</summary>
    private static GridPlace? Place(ParseResult parsed, Screen screen)
    {
        var (data, postgres) = (parsed.GetValue(Data), parsed.GetValue(Postgres));
        if (data is not null && postgres is not null)
        {
            screen.Error("error: --data and --postgres are given: a grid is stored in one of them, give that one.");
            return null;
        }
        if (data is null && string.IsNullOrEmpty(postgres)) postgres = Environment.GetEnvironmentVariable("SYNCOPS_POSTGRES");
        if (string.IsNullOrEmpty(postgres)) return new GridPlace(data, null);
        if (PostgresDatabase.Of(postgres, out var fault) is { } database) return new GridPlace(null, database);
        screen.Error($"error: --postgres (or SYNCOPS_POSTGRES) is no connection string: {fault}. Give one such as "
            + "'Host=127.0.0.1;Port=5432;Database=syncops;Username=syncops'.");
        return null;
    }
}
