using SyncOps.Engine.Sectors;

namespace SyncOps.Storage;

/// <summary>One thing to write, waiting for its turn in a commit, and the caller who waits for it.</summary>
public abstract class WriteOperation(int bytes, CancellationToken cancellation)
{
    /// <summary>Size of the payload, for the bound of a commit.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>Nobody waits any more: what has not begun need not be done.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>Tells the caller that nothing was done.</summary>
    public abstract void Cancel();

    /// <summary>Tells the caller how it went; only after the commit.</summary>
    public abstract void Committed();

    /// <summary>Tells the caller that the commit failed.</summary>
    public abstract void Lost(Exception reason);
}

/// <inheritdoc/>
public abstract class WriteOperation<T>(int bytes, CancellationToken cancellation) : WriteOperation(bytes, cancellation)
{
    private readonly CancellationToken _cancellation = cancellation;
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the caller is told once it is durable.</summary>
    public T? Result { get; set; }

    public Task<T> Task => _done.Task;

    public override void Cancel() => _done.TrySetCanceled(_cancellation);

    public override void Committed() => _done.TrySetResult(Result!);

    public override void Lost(Exception reason) => _done.TrySetException(reason);
}

/// <summary>A row at the end of a journal.</summary>
public sealed class RowAppend(JournalKey key, long sequence, byte[] row, CancellationToken cancellation)
    : WriteOperation<AppendResult>(row.Length, cancellation)
{
    public JournalKey Key => key;
    public long Sequence => sequence;
    public byte[] Row => row;
}

/// <summary>
/// Takes rows away from the beginning of a journal, through a sequence, but none that its snapshot does not fold. The answer tells nothing.
/// </summary>
public sealed class RowsRemoval(JournalKey key, long through, CancellationToken cancellation) : WriteOperation<bool>(0, cancellation)
{
    /// <summary>The statement of both databases: $1 site, $2 sector, $3 the last sequence.</summary>
    internal const string Sql =
        """
        DELETE FROM journal WHERE site = $1 AND sector = $2 AND sequence <= $3
            AND sequence <= (SELECT s.sequence FROM snapshot AS s WHERE s.site = $1 AND s.sector = $2)
        """;

    public JournalKey Key => key;
    public long Through => through;
}

/// <summary>The latest fold of a journal, unless a later one is stored. The answer tells nothing.</summary>
public sealed class SnapshotWrite(JournalKey key, long sequence, byte[] state, CancellationToken cancellation)
    : WriteOperation<bool>(state.Length, cancellation)
{
    public JournalKey Key => key;
    public long Sequence => sequence;
    public byte[] State => state;
}

/// <summary>
/// A grain's state in the place of the one with an ETag (null: of none at all); a null payload clears it. True: so it is; false: the
/// stored one is another's, and nothing has changed. The new ETag is one higher, the first one 1; clearing what was never written leaves
/// no row. A journal row that is given with it is appended if the state is written; that its sequence is taken fails both.
/// </summary>
public sealed class StateWrite(StateKey key, long? expected, byte[]? payload, KeyedRow? row, CancellationToken cancellation)
    : WriteOperation<bool>((payload?.Length ?? 0) + (row?.Payload.Length ?? 0), cancellation)
{
    public StateKey Key => key;
    public long? Expected => expected;
    public byte[]? Payload => payload;
    public KeyedRow? Row => row;
}

/// <summary>A row and the journal that it belongs to.</summary>
public sealed record KeyedRow(JournalKey Key, long Sequence, byte[] Payload);

/// <summary>
/// Rows of one journal with sequences in a range, copied to another where they are not there yet. The answer tells nothing.
/// </summary>
public sealed class RowsCopy(JournalKey from, JournalKey to, long first, long last, CancellationToken cancellation)
    : WriteOperation<bool>(0, cancellation)
{
    public JournalKey From => from;
    public JournalKey To => to;
    public long First => first;
    public long Last => last;
}

/// <summary>Leaves the time in the health row, to see that a write gets through.</summary>
public sealed class HealthTouch(CancellationToken cancellation) : WriteOperation<bool>(0, cancellation);
