using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;

namespace SyncOps.Storage;

/// <summary>
/// The one writer of the process. Callers' operations wait in a bounded queue; a thread takes all that wait, has them committed in one
/// transaction and answers each caller only after that is durable. So the cost of an fsync is shared by all who arrived during the one
/// before.
/// </summary>
public sealed class StorageWriter : IDisposable
{
    // A batch may hold hundreds of operations that wait in vain for rows of one process that has stopped.
    private static readonly TimeSpan MostFailing = TimeSpan.FromSeconds(3);

    private readonly IStore _store;
    private readonly StorageOptions _options;
    private readonly ILogger<StorageWriter> _logger;
    private readonly BlockingCollection<WriteOperation> _queue = [];
    private readonly SemaphoreSlim _room;
    private readonly Thread _thread;
    private IStoreConnection? _connection;
    private bool _failing;

    public StorageWriter(IStore store, IOptions<StorageOptions> options, ILogger<StorageWriter> logger)
    {
        _store = store;
        _options = options.Value;
        _logger = logger;
        _room = new SemaphoreSlim(_options.QueueCapacity);
        _thread = new Thread(CommitUntilClosed) { IsBackground = true, Name = "storage writer" };
        _thread.Start();
    }

    /// <summary>
    /// Returns the operation's result once it is durable. Throws <see cref="StorageUnavailableException"/> when the queue stays full or
    /// the commit fails: then it may or may not have happened. Cancelling gives up the wait; the operation may still happen.
    /// </summary>
    public Task<T> Write<T>(WriteOperation<T> operation, CancellationToken cancellation)
        => _room.Wait(0, CancellationToken.None) ? Add(operation, cancellation) : WriteOnceThereIsRoom(operation, cancellation);

    /// <summary>
    /// Takes nothing new, finishes what waits (for <see cref="StorageOptions.StopWait"/> at most) and closes its connection.
    /// </summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (!_thread.Join(_options.StopWait))
            _logger.LogWarning("Storage still had {Count} operations waiting at the stop; none was acknowledged", _queue.Count);
    }

    private async Task<T> WriteOnceThereIsRoom<T>(WriteOperation<T> operation, CancellationToken cancellation)
    {
        if (!await _room.WaitAsync(_options.QueueWait, cancellation)) throw QueueFull();
        return await Add(operation, cancellation);
    }

    // Who waits is told by the operation itself, without anything between: each step would cost another turn of a thread.
    private Task<T> Add<T>(WriteOperation<T> operation, CancellationToken cancellation)
    {
        try
        {
            _queue.Add(operation, CancellationToken.None);
        }
        catch (InvalidOperationException closed)
        {
            throw new StorageUnavailableException("Storage is closing with its process. Send it again to the next one.", closed);
        }
        return operation.Task.WaitAsync(cancellation);
    }

    private void CommitUntilClosed()
    {
        var batch = new List<WriteOperation>(_options.OperationsPerCommit);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            TakeWaiting(first, batch);
            if (batch.Count > 0) Commit(batch);
            batch.Clear();
        }

        Close();
    }

    private void Close()
    {
        try
        {
            _connection?.Tidy();
        }
        catch (Exception failure)
        {
            _logger.LogWarning(failure, "The database could not be tidied up at the stop; the next start does so");
        }
        _connection?.Dispose();
    }

    private void TakeWaiting(WriteOperation first, List<WriteOperation> batch)
    {
        var (taken, bytes, next) = (0, 0L, first);
        do
        {
            taken++;
            if (next.IsCancelled)
            {
                next.Cancel();
                continue;
            }
            batch.Add(next);
            bytes += next.Bytes;
        }
        while (taken < _options.OperationsPerCommit && bytes < _options.BytesPerCommit && _queue.TryTake(out next!));

        _room.Release(taken);
    }

    private void Commit(List<WriteOperation> batch)
    {
        try
        {
            Attempt(batch, isHurried: false);
        }
        catch (Exception failure) when (_store.IsOfOneOperation(failure))
        {
            CommitOneByOne(batch);
            return;
        }
        catch (Exception failure)
        {
            // Whatever it was, the thread must live on and every caller must hear of it.
            Abandon(batch, failure);
            return;
        }

        foreach (var operation in batch) operation.Committed();
        if (!_failing) return;
        _failing = false;
        _logger.LogInformation("Storage writes again");
    }

    private void Attempt(IReadOnlyList<WriteOperation> operations, bool isHurried)
    {
        try
        {
            _connection ??= _store.Connect();
            _connection.Commit(operations, isHurried);
        }
        catch
        {
            // Closing rolls back what is open; the next commit starts on a fresh connection, so a full disk needs nothing but room.
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    /// <summary>
    /// One operation spoiled the commit of all: each gets its own, and only that one fails. Where many do, and that takes
    /// <see cref="MostFailing"/>, or the database is in trouble by now, what is left fails with them.
    /// </summary>
    private void CommitOneByOne(List<WriteOperation> batch)
    {
        var failing = TimeSpan.Zero;
        for (var i = 0; i < batch.Count; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                Attempt([batch[i]], isHurried: true);
            }
            catch (Exception failure)
            {
                failing += TimeProvider.System.GetElapsedTime(began);
                if (!_store.IsOfOneOperation(failure) || failing >= MostFailing)
                {
                    Abandon(batch[i..], failure);
                    return;
                }
                batch[i].Lost(Unavailable(failure));
                continue;
            }
            batch[i].Committed();
        }
    }

    private void Abandon(List<WriteOperation> batch, Exception failure)
    {
        // Once per outage: under load every commit of it would repeat the same line.
        if (!_failing) _logger.LogError(failure, "Storage failed to write; senders are told to try again until it does");
        _failing = true;

        var reason = Unavailable(failure);
        foreach (var operation in batch) operation.Lost(reason);
    }

    private static StorageUnavailableException Unavailable(Exception failure)
        => new($"Storage failed to write: {failure.Message} Send it again later.", failure);

    private StorageUnavailableException QueueFull() => new(
        $"{_options.QueueCapacity} operations wait for storage and none got through in {_options.QueueWait.TotalSeconds:0.###} s. " +
        "Send it again later; if this lasts, the disk is too slow for the load.");
}
