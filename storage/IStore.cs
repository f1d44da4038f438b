using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;

namespace SyncOps.Storage;

/// <summary>
/// A database that holds the journal and the grains' states: reads by anybody at any time, writes by the one <see cref="StorageWriter"/>
/// of the process. Reads throw <see cref="StorageUnavailableException"/> when the database does not answer.
/// </summary>
public interface IStore
{
    /// <summary>Whether other processes write into it as well.</summary>
    bool IsShared { get; }

    /// <summary>What the database's clock shows, UTC, to a millisecond.</summary>
    Task<DateTimeOffset> ReadClock(CancellationToken cancellation);

    /// <summary>Null when the state was never written.</summary>
    Task<StoredState?> ReadState(StateKey key, CancellationToken cancellation);

    /// <summary>
    /// Rows of a journal with sequence >= <paramref name="from"/>, rising, until either bound; at least one if there is any.
    /// </summary>
    Task<IReadOnlyList<JournalRow>> ReadRows(JournalKey key, long from, int mostRows, int mostBytes, CancellationToken cancellation);

    /// <summary>How far each journal is, in their order.</summary>
    Task<IReadOnlyList<JournalEnd>> ReadEnds(IReadOnlyList<JournalKey> keys, CancellationToken cancellation);

    /// <summary>Null when none was written.</summary>
    Task<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation);

    /// <summary>A connection for the writer, which opens another one after it has failed.</summary>
    IStoreConnection Connect();

    /// <summary>
    /// Whether a commit failed because of one of its operations, so that the others may still get through without it; else the database
    /// as a whole is in trouble.
    /// </summary>
    bool IsOfOneOperation(Exception failure);
}

/// <summary>The connection that writes. For one thread at a time.</summary>
public interface IStoreConnection : IDisposable
{
    /// <summary>
    /// Runs operations in one transaction, in an order that cannot be told from theirs, and sets their results. When it returns they are
    /// durable; when it throws it may be that they are, and the connection is to be disposed of.
    /// </summary>
    /// <param name="operations">At least one.</param>
    /// <param name="isHurried">Whether to give up soon where another process holds a row: others wait behind.</param>
    void Commit(IReadOnlyList<WriteOperation> operations, bool isHurried);

    /// <summary>Leaves the database tidy before a stop.</summary>
    void Tidy();
}

/// <summary>Which state of which grain.</summary>
public readonly record struct StateKey(string Kind, string Key);

/// <summary>A state as stored; one that was cleared has no payload and keeps its ETag.</summary>
public readonly record struct StoredState(long ETag, byte[]? Payload);
