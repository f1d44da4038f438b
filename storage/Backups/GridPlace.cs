using SyncOps.Storage.Postgres;

namespace SyncOps.Storage.Backups;

/// <summary>Where a grid keeps everything durable: in a PostgreSQL database where one is given, else in a data directory.</summary>
/// <param name="Directory">Path of the data directory; null: <see cref="DataDirectory.DefaultPath"/>.</param>
/// <param name="Postgres">The database of a cluster; then <paramref name="Directory"/> does not matter.</param>
public sealed record GridPlace(string? Directory, PostgresDatabase? Postgres)
{
    /// <summary>For messages; without the secrets of a connection string.</summary>
    public string Name => Postgres is null ? $"data directory {FullPath}" : $"PostgreSQL database {Postgres.Name}";

    internal string FullPath => Path.GetFullPath(string.IsNullOrWhiteSpace(Directory) ? DataDirectory.DefaultPath() : Directory);
}
