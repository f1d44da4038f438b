namespace SyncOps.Storage.Backups;

/// <summary>A backup cannot be made or restored; the message says what, why, and the way out. Nothing was changed.</summary>
public sealed class BackupException : Exception
{
    public BackupException() { }
    public BackupException(string message) : base(message) { }
    public BackupException(string message, Exception innerException) : base(message, innerException) { }
}
