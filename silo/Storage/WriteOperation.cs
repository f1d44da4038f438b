using Microsoft.Data.Sqlite;

namespace SyncOps.Silo.Storage;

/// <summary>One thing to write, waiting for its turn in a commit, and the caller who waits for it.</summary>
internal abstract class WriteOperation(int bytes)
{
    /// <summary>Size of the payload, for the bound of a commit.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>Runs inside the open transaction. Throws only what loses the whole transaction; a failure of its own it keeps.</summary>
    public abstract void Run(Statements statements);

    /// <summary>Tells the caller how it went; only after the commit.</summary>
    public abstract void Committed();

    /// <summary>Tells the caller that the commit failed.</summary>
    public abstract void Lost(Exception reason);
}

internal sealed class WriteOperation<T>(Func<Statements, T> body, int bytes, CancellationToken cancellation) : WriteOperation(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    public Task<T> Task => _done.Task;

    public override void Run(Statements statements)
    {
        // Nobody waits any more: the work need not be done. Once begun it is finished, told or not.
        if (cancellation.IsCancellationRequested)
        {
            _failure = new OperationCanceledException(cancellation);
            return;
        }

        try
        {
            _result = body(statements);
        }
        catch (Exception failure) when (!LosesTransaction(failure, statements))
        {
            _failure = failure;
        }
    }

    public override void Committed()
    {
        if (_failure is null) _done.SetResult(_result!);
        else _done.SetException(_failure);
    }

    public override void Lost(Exception reason) => _done.SetException(reason);

    /// <summary>
    /// A refused statement undoes itself alone. A full disk, an I/O error, a damaged file or lack of memory says that storage
    /// cannot be trusted with the rest of the commit either.
    /// </summary>
    private static bool LosesTransaction(Exception failure, Statements statements)
    {
        const int error = 1, tooBig = 18, constraint = 19, mismatch = 20, range = 25;
        if (!statements.InTransaction) return true;
        return failure is SqliteException { SqliteErrorCode: not (error or tooBig or constraint or mismatch or range) };
    }
}
