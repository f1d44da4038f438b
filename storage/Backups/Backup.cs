using Microsoft.Data.Sqlite;
using Npgsql;
using SyncOps.Storage.Postgres;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Storage.Backups;

/// <summary>
/// Backups: all that is durable of a grid at one instant, as a SQLite database of the embedded storage's schema, whichever database it
/// came from and goes to. Who belongs to a cluster is not part of it.
/// </summary>
public static class Backup
{
    private const string RestoringName = DataDirectory.DatabaseName + ".restoring";

    /// <summary>
    /// Backs up a grid, running or stopped, into a file that appears there when it is whole and was read back. A backup of that name is
    /// replaced; any other file is not.
    /// </summary>
    /// <param name="from">The grid.</param>
    /// <param name="file">Where the backup goes.</param>
    /// <param name="report">Hears how far it is, 0 to 1.</param>
    /// <param name="cancellation">Ends it; nothing is left.</param>
    /// <exception cref="BackupException">It cannot be made.</exception>
    public static BackupManifest Make(GridPlace from, string file, Action<double> report, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file);
        if (File.Exists(path) && !BackupFile.Is(path))
            throw new BackupException($"{path} is there, and is no backup: it is not replaced. Give another name with --out.");
        var part = path + ".part";
        try
        {
            using var snapshot = Snapshot(from);
            BackupManifest manifest;
            using (var load = SqliteLoad.Into(part))
            {
                var meter = new Meter(report, 2.0 * load.Tables.Sum(snapshot.Estimate), cancellation);
                manifest = Copy(snapshot, load, meter, from.Postgres is null ? "SQLite" : "PostgreSQL");
                BackupFile.Sign(load, manifest);
                load.Complete();
                using var written = BackupFile.Open(part);
                written.Verify(meter);
            }
            File.Move(part, path, overwrite: true);
            return manifest;
        }
        catch (Exception failure) when (failure is SqliteException or NpgsqlException)
        {
            throw new BackupException(
                $"The {from.Name} could not be backed up to {path}: {failure.Message} Mend the cause and begin again.", failure);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Restores a backup, of this version or an older one, into a place that is empty or not there yet.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="to">Where the grid is to be. A database must be there, its tables need not.</param>
    /// <param name="report">Hears how far it is, 0 to 1.</param>
    /// <param name="cancellation">Ends it; nothing is left.</param>
    /// <exception cref="BackupException">It cannot be restored.</exception>
    /// <exception cref="DataDirectoryException">The data directory cannot be used, or another process uses it.</exception>
    public static BackupManifest Restore(string file, GridPlace to, Action<double> report, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file);
        using var backup = BackupFile.Open(path);
        var meter = new Meter(report, 2.0 * backup.Manifest.Rows, cancellation);
        backup.Verify(meter);
        var folder = Directory.CreateTempSubdirectory("syncops-restore-");
        try
        {
            using var upgraded = backup.Upgraded(folder.FullName);
            var contents = (upgraded ?? backup).Contents;
            var loaded = to.Postgres is { } database ? Into(database) : IntoDirectory();
            return backup.Manifest;

            BackupManifest Into(PostgresDatabase database)
            {
                using var load = PostgresLoad.Into(database, SqliteMigrations.Tables());
                return Fill(load, contents);
            }

            BackupManifest IntoDirectory()
            {
                using var data = EmptyDirectory(to.FullPath);
                var part = Path.Combine(data.Path, RestoringName);
                try
                {
                    BackupManifest filled;
                    using (var load = SqliteLoad.Into(part)) filled = Fill(load, contents);
                    File.Move(part, data.DatabaseFile);
                    return filled;
                }
                finally
                {
                    File.Delete(part);
                }
            }

            BackupManifest Fill(ILoad load, ISnapshot from)
            {
                var filled = Copy(from, load, meter, backup.Manifest.Source);
                if (upgraded is null && !filled.Tables.SequenceEqual(backup.Manifest.Tables))
                    throw new BackupException($"The backup {path} changed while it was read. Nothing was restored; begin again.");
                load.Complete();
                return filled;
            }
        }
        catch (Exception failure) when (failure is SqliteException or NpgsqlException)
        {
            throw new BackupException(
                $"{path} could not be restored to the {to.Name}: {failure.Message} Nothing was. Mend the cause and begin again.", failure);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BackupManifest Copy(ISnapshot from, ILoad to, Meter meter, string source)
    {
        var contents = new List<BackupContent>();
        foreach (var table in to.Tables)
        {
            using var hash = new ContentHash();
            to.Write(table, hash.Over(meter.Over(from.Read(table))));
            contents.Add(hash.Content(table));
        }
        var schema = SqliteMigrations.Scripts[^1][SqliteMigrations.ScriptFolder.Length..];
        return new BackupManifest(BackupManifest.CurrentFormat, Path.GetFileNameWithoutExtension(schema), from.At, source, contents);
    }

    private static ISnapshot Snapshot(GridPlace from)
    {
        if (from.Postgres is { } database) return PostgresSnapshot.Of(database);
        var file = Path.Combine(from.FullPath, DataDirectory.DatabaseName);
        if (!File.Exists(file))
        {
            throw new BackupException(
                $"The {from.Name} holds no grid: there is no {DataDirectory.DatabaseName} in it. Give its data directory with --data DIR.");
        }
        var snapshot = SqliteSnapshot.Of(file);
        try
        {
            Versions.RequireCurrent(from.Name, snapshot.Scripts(), SqliteMigrations.Scripts);
            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes a data directory that is empty but for what a restore that was killed has left. What is somebody else's is left untouched.
    /// </summary>
    private static DataDirectory EmptyDirectory(string path)
    {
        if (Foreign() is { } before && !DataDirectory.IsOne(path)) throw NotEmpty(before);
        var data = DataDirectory.Open(path);
        if (Foreign() is not { } file) return data;
        data.Dispose();
        throw NotEmpty(file);

        string? Foreign() => Directory.Exists(path)
            ? Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName)
                .FirstOrDefault(name => !DataDirectory.IsOwnFile(name!) && !SqliteLoad.FilesOf(RestoringName).Contains(name))
            : null;

        BackupException NotEmpty(string found) => new(
            $"The data directory {path} is not empty: it holds {found}. A backup is restored into an empty one: move what is there away, " +
            "or give another with --data DIR.");
    }
}
