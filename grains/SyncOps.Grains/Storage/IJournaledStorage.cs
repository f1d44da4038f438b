using Orleans.Runtime;
using Orleans.Storage;
using SyncOps.Engine.Sectors;

namespace SyncOps.Grains.Storage;

/// <summary>
/// States whose changes are kept: a state, and the journal row that tells how it came about, written in one commit. The state's ETag is
/// the fence of both.
/// </summary>
public interface IJournaledStorage
{
    Task Read<T>(string name, GrainId grain, IGrainState<T> state);

    /// <summary>
    /// Writes the state and, if there is one, the row. Throws <see cref="InconsistentStateException"/> when another activation wrote the
    /// state since it was read, and then nothing is written.
    /// </summary>
    Task Write<T>(string name, GrainId grain, IGrainState<T> state, JournalKey key, JournalRow? row);
}

/// <summary>The journaled state of one grain, as it was last read or written.</summary>
public sealed class JournaledState<T>(IJournaledStorage storage, string name, GrainId grain, JournalKey key) where T : class
{
    private readonly GrainState<T> _row = new();

    /// <summary>The journal of its changes.</summary>
    public JournalKey Key => key;

    public T State => _row.State ?? throw new InvalidOperationException($"State {name} of {grain} is not read yet.");

    /// <summary>A grain reads it once, on activation; a state that was never written is a new one.</summary>
    public Task Read() => storage.Read(name, grain, _row);

    /// <summary>
    /// Writes a new state and the row that tells how it came about (null: it is not worth one). When it throws, <see cref="State"/> is what
    /// it was, what is stored is not known, and the grain is to let go of it.
    /// </summary>
    public async Task Write(T state, JournalRow? row)
    {
        var next = new GrainState<T>(state, _row.ETag) { RecordExists = _row.RecordExists };
        await storage.Write(name, grain, next, key, row);
        (_row.State, _row.ETag, _row.RecordExists) = (next.State, next.ETag, next.RecordExists);
    }
}
