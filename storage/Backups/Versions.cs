namespace SyncOps.Storage.Backups;

/// <summary>Which schema scripts a database has, against those that this version has.</summary>
internal static class Versions
{
    /// <summary>Throws <see cref="BackupException"/> unless they are the same ones.</summary>
    public static void RequireCurrent(string place, IReadOnlyCollection<string> has, IReadOnlyCollection<string> known)
    {
        if (has.Count == 0)
            throw new BackupException($"The {place} holds no grid: SyncOps never made its tables there. Give the place where one is.");
        if (has.Except(known).FirstOrDefault() is { } newer)
        {
            throw new BackupException(
                $"The {place} was brought up to date by a newer version (script {newer}). Back it up with the syncops of that version.");
        }
        if (known.Except(has).FirstOrDefault() is { } older)
        {
            throw new BackupException(
                $"The {place} is of an older version: script {older} has not run there. Back it up with the syncops of that version, " +
                "or start the server of this one on it first.");
        }
    }
}
