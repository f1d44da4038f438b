using Microsoft.Extensions.Logging;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;

namespace SyncOps.Grains.Storage;

/// <summary>
/// A cluster may have two activations of a grain for a while. Only the one that stores can go on; the other must not answer what was so
/// before, and learns here how far storage is.
/// </summary>
/// <param name="journal">Where both store.</param>
/// <param name="key">The grain's own journal.</param>
/// <param name="time">Measures how long storage takes.</param>
/// <param name="logger">Hears when storage does not answer.</param>
internal sealed class LastRow(IJournal journal, JournalKey key, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(1);

    /// <summary>The last row stored; null where nobody else can store, or storage does not answer within 1 s.</summary>
    public async Task<JournalEnd?> Read()
    {
        if (!journal.IsShared) return null;
        try
        {
            return await journal.ReadEnd(key).WaitAsync(LongestAsking, time);
        }
        catch (Exception e) when (e is StorageUnavailableException or TimeoutException)
        {
            logger.LogDebug(e, "Whether {Site}/{Sector} has its last row is not known", key.Site, key.Sector);
            return null;
        }
    }
}
