using System.Collections.Concurrent;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Storage;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>A commit that is held from the moment its operations are to be written until it is opened.</summary>
public sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the writer is held.</summary>
    public Task Entered => _entered.Task;

    public void Open() => _open.Set();

    public void Dispose() => _open.Set();

    internal void Pass()
    {
        _entered.TrySetResult();
        _open.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
    }
}

/// <summary>A real store whose commits can be held up, as by a slow disk, or find that others were faster.</summary>
internal sealed class HeldStore(IStore store) : IStore
{
    private readonly ConcurrentDictionary<WriteOperation, Gate> _gates = new();

    /// <summary>Called before each commit, with what it will write and the connection that will.</summary>
    public Action<IReadOnlyList<WriteOperation>, IStoreConnection>? BeforeCommit { get; set; }

    public Gate Hold(StorageWriter writer)
    {
        var (operation, gate) = (new HealthTouch(CancellationToken.None), new Gate());
        _gates[operation] = gate;
        _ = writer.Write(operation, CancellationToken.None);
        return gate;
    }

    public bool IsShared => store.IsShared;

    /// <summary>What its clock shows; null: the database's own, which a test cannot set.</summary>
    public Func<DateTimeOffset>? Clock { get; set; }

    public Task<DateTimeOffset> ReadClock(CancellationToken cancellation)
        => Clock is { } clock ? Task.FromResult(clock()) : store.ReadClock(cancellation);

    public Task<StoredState?> ReadState(StateKey key, CancellationToken cancellation) => store.ReadState(key, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadRows(
        JournalKey key, long from, int mostRows, int mostBytes, CancellationToken cancellation)
        => store.ReadRows(key, from, mostRows, mostBytes, cancellation);

    public Task<IReadOnlyList<JournalEnd>> ReadEnds(IReadOnlyList<JournalKey> keys, CancellationToken cancellation)
        => store.ReadEnds(keys, cancellation);

    public Task<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation) => store.ReadSnapshot(key, cancellation);

    public IStoreConnection Connect() => new Connection(store.Connect(), this);

    public bool IsOfOneOperation(Exception failure) => store.IsOfOneOperation(failure);

    private sealed class Connection(IStoreConnection connection, HeldStore held) : IStoreConnection
    {
        public void Commit(IReadOnlyList<WriteOperation> operations, bool isHurried)
        {
            foreach (var operation in operations)
                if (held._gates.TryRemove(operation, out var gate)) gate.Pass();
            held.BeforeCommit?.Invoke(operations, connection);
            connection.Commit(operations, isHurried);
        }

        public void Tidy() => connection.Tidy();

        public void Dispose() => connection.Dispose();
    }
}
