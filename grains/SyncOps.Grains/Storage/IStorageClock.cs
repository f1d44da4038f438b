namespace SyncOps.Grains.Storage;

/// <summary>
/// The time of live sites: the storage's clock at the last synchronisation plus the monotonic time since, so that a silo's own
/// clock does not matter and all silos agree.
/// </summary>
public interface IStorageClock
{
    /// <summary>UTC. Never goes back within a process; a step ahead is followed once it has lasted for some seconds.</summary>
    DateTimeOffset Now { get; }
}
