namespace SyncOps.Storage.Backups;

/// <summary>What a backup says of itself.</summary>
/// <param name="Format">1; a higher one is of a newer version.</param>
/// <param name="Schema">Name of the last schema script that its tables have.</param>
/// <param name="MadeAt">The instant whose state it holds, by the clock of the database that it was read from, UTC.</param>
/// <param name="Source"><c>SQLite</c> or <c>PostgreSQL</c>: what the grid was stored in.</param>
/// <param name="Tables">What each table holds, in the order of their names.</param>
public sealed record BackupManifest(int Format, string Schema, DateTimeOffset MadeAt, string Source, IReadOnlyList<BackupContent> Tables)
{
    /// <summary>The format that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Sum(table => table.Rows);
}

/// <summary>What one table holds.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Sha256">Over all values of all rows in their order in the file, 64 lower-case hexadecimal digits.</param>
public sealed record BackupContent(string Table, long Rows, string Sha256);
