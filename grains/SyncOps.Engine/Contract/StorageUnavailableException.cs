namespace SyncOps.Engine.Contract;

/// <summary>Storage did not answer as it should: the operation may or may not have happened. Send it again.</summary>
[GenerateSerializer, Alias("storageUnavailable")]
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException() { }

    public StorageUnavailableException(string message) : base(message) { }

    public StorageUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}
