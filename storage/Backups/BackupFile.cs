using System.Globalization;
using Microsoft.Data.Sqlite;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Storage.Backups;

/// <summary>A backup as it lies on disk.</summary>
internal sealed class BackupFile : IDisposable
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const string MakeManifest =
        """
        CREATE TABLE backup (format INTEGER NOT NULL, schema TEXT NOT NULL, made_at TEXT NOT NULL, source TEXT NOT NULL) STRICT;
        CREATE TABLE backup_content (name TEXT NOT NULL PRIMARY KEY, rows INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """;

    // A journal begins at its first row, or at one that a snapshot makes up for.
    // Versions of documents that an older release stored have no row.
    private const string FindHole =
        """
        SELECT site || '/' || sector FROM journal AS j WHERE substr(sector, 1, 1) <> '@' GROUP BY site, sector
        HAVING max(sequence) - min(sequence) + 1 <> count(*) OR min(sequence) > 1 + coalesce(
            (SELECT s.sequence FROM snapshot AS s WHERE s.site = j.site AND s.sector = j.sector), 0)
        LIMIT 1
        """;

    private readonly string _file;
    private readonly SqliteSnapshot _snapshot;

    private BackupFile(string file, SqliteSnapshot snapshot, BackupManifest manifest)
        => (_file, _snapshot, Manifest) = (file, snapshot, manifest);

    public BackupManifest Manifest { get; }

    public ISnapshot Contents => _snapshot;

    /// <summary>Writes what a backup says of itself into the file that is to be one.</summary>
    public static void Sign(SqliteLoad load, BackupManifest manifest)
    {
        load.Execute(MakeManifest);
        load.Execute(
            "INSERT INTO backup (format, schema, made_at, source) VALUES ($1, $2, $3, $4)",
            manifest.Format, manifest.Schema, manifest.MadeAt.ToString(Instant, CultureInfo.InvariantCulture), manifest.Source);
        foreach (var (table, rows, sha256) in manifest.Tables)
            load.Execute("INSERT INTO backup_content (name, rows, sha256) VALUES ($1, $2, $3)", table, rows, sha256);
    }

    public static bool Is(string file)
    {
        try
        {
            using var snapshot = SqliteSnapshot.Of(file);
            return IsSigned(snapshot);
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Throws <see cref="BackupException"/> when it is none, or one of a newer version.</summary>
    public static BackupFile Open(string file)
    {
        if (!File.Exists(file)) throw new BackupException($"There is no file {file}. Give one that syncops backup wrote.");
        SqliteSnapshot? snapshot = null;
        try
        {
            snapshot = SqliteSnapshot.Of(file);
            return new BackupFile(file, snapshot, ReadManifest(file, snapshot));
        }
        catch (Exception failure)
        {
            snapshot?.Dispose();
            if (failure is SqliteException damage) throw Damaged(file, damage.Message, damage);
            throw;
        }
    }

    /// <summary>
    /// Reads all of it and compares it with what it says of itself. Throws <see cref="BackupException"/> where it differs.
    /// </summary>
    public void Verify(Meter meter)
    {
        try
        {
            if (_snapshot.Scalar("PRAGMA integrity_check(1)") is not "ok" and var fault) throw Damaged(_file, $"{fault}", inner: null);
            var tables = _snapshot.Tables();
            Require(Manifest.Tables.Select(t => t.Table).SequenceEqual(tables.Select(t => t.Name)), "its tables are others");
            foreach (var (table, said) in tables.Zip(Manifest.Tables))
            {
                using var hash = new ContentHash();
                foreach (var _ in hash.Over(meter.Over(_snapshot.Read(table))))
                {
                    // Only counted and hashed.
                }
                Require(hash.Content(table) == said, $"table {table.Name} does not hold the {said.Rows} rows that were written");
            }
            if (_snapshot.Scalar(FindHole) is string hole)
            {
                throw new BackupException(
                    $"Rows are missing in the journal of {hole}, in {_file} as in the grid that it was made of. " +
                    "Restore that grid from an earlier backup.");
            }
        }
        catch (SqliteException damage)
        {
            throw Damaged(_file, damage.Message, damage);
        }
    }

    /// <summary>A copy in a directory, with the tables of this version, where this one is of an older version; else null.</summary>
    public BackupFile? Upgraded(string directory)
    {
        if (_snapshot.Scripts().Count == SqliteMigrations.Scripts.Count) return null;
        var copy = Path.Combine(directory, "upgraded.db");
        File.Copy(_file, copy);
        SqliteMigrations.Run(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        return Open(copy);
    }

    public void Dispose() => _snapshot.Dispose();

    private static BackupManifest ReadManifest(string file, SqliteSnapshot snapshot)
    {
        if (!IsSigned(snapshot))
        {
            throw new BackupException(
                $"{file} is a database, but no backup: syncops backup did not write it. Give one that it wrote; " +
                "a copy of a whole data directory needs no restoring, start the server on it.");
        }
        var format = (long)snapshot.Scalar("SELECT format FROM backup")!;
        if (format > BackupManifest.CurrentFormat)
            throw Newer($"format {format}, and this version reads up to {BackupManifest.CurrentFormat}");
        if (snapshot.Scripts().Except(SqliteMigrations.Scripts).FirstOrDefault() is { } script) throw Newer($"schema script {script}");
        var head = snapshot.Rows("SELECT schema, made_at, source FROM backup").First();
        var (schema, at, source) = ((string)head[0]!, (string)head[1]!, (string)head[2]!);
        if (!DateTimeOffset.TryParseExact(at, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var madeAt))
            throw Damaged(file, $"it says that it was made at '{at}'", inner: null);
        var tables = snapshot.Rows("SELECT name, rows, sha256 FROM backup_content ORDER BY name")
            .Select(row => new BackupContent((string)row[0]!, (long)row[1]!, (string)row[2]!)).ToList();
        return new BackupManifest((int)format, schema, madeAt, source, tables);

        BackupException Newer(string what)
            => new($"The backup {file} was made by a newer version: it has {what}. Restore it with the syncops of that version.");
    }

    private static bool IsSigned(SqliteSnapshot snapshot)
        => snapshot.Scalar("SELECT count(*) FROM sqlite_schema WHERE name IN ('backup', 'backup_content')") is 2L;

    private void Require(bool holds, string otherwise)
    {
        if (!holds) throw Damaged(_file, otherwise, inner: null);
    }

    private static BackupException Damaged(string file, string reason, Exception? inner) => new(
        $"The backup {file} cannot be used: {reason.TrimEnd('.')}. It is damaged, cut short or no backup at all: use another.", inner!);
}
