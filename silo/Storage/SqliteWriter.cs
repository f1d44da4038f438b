using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// The one writer of the process. Callers' operations wait in a bounded queue; a thread takes all that wait, runs them in one
/// transaction and answers each caller only after the commit reached the disk. So the cost of an fsync is shared by all who
/// arrived during the one before.
/// </summary>
public sealed class SqliteWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly StorageOptions _options;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly BlockingCollection<WriteOperation> _queue = [];
    private readonly SemaphoreSlim _room;
    private readonly Thread _thread;
    private Statements? _connection;
    private bool _failing;

    public SqliteWriter(SqliteDatabase database, IOptions<StorageOptions> options, ILogger<SqliteWriter> logger)
    {
        _database = database;
        _options = options.Value;
        _logger = logger;
        _room = new SemaphoreSlim(_options.QueueCapacity);
        _thread = new Thread(CommitUntilClosed) { IsBackground = true, Name = "storage writer" };
        _thread.Start();
    }

    /// <summary>
    /// Runs <paramref name="body"/> on the writer's thread inside a transaction shared with others, and returns its answer once that
    /// is durable. The body must change data by one statement only, so that its failure undoes all of it and nothing of its
    /// neighbours; <paramref name="bytes"/> is about what it writes. Throws <see cref="StorageUnavailableException"/> when the queue
    /// stays full or the commit fails (then it may or may not have happened), and what the body threw otherwise. Cancelling gives up
    /// the wait; the operation may still happen.
    /// </summary>
    public async Task<T> Write<T>(Func<Statements, T> body, int bytes, CancellationToken cancellation)
    {
        var operation = new WriteOperation<T>(body, bytes, cancellation);
        if (!await _room.WaitAsync(_options.QueueWait, cancellation)) throw QueueFull();

        try
        {
            _queue.Add(operation, CancellationToken.None);
        }
        catch (InvalidOperationException closed)
        {
            throw new StorageUnavailableException("Storage is closing with its process. Send it again to the next one.", closed);
        }

        return await operation.Task.WaitAsync(cancellation);
    }

    /// <summary>
    /// Takes nothing new, finishes what waits (for <see cref="StorageOptions.StopWait"/> at most) and closes the database.
    /// </summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (!_thread.Join(_options.StopWait))
            _logger.LogWarning("Storage still had {Count} operations waiting at the stop; none was acknowledged", _queue.Count);
    }

    private void CommitUntilClosed()
    {
        var batch = new List<WriteOperation>(_options.OperationsPerCommit);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            TakeWaiting(first, batch);
            Commit(batch);
            batch.Clear();
        }

        Close();
    }

    /// <summary>After a clean stop everything is in the database file, so that a copy of it alone is a backup.</summary>
    private void Close()
    {
        try
        {
            _connection?.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException failure)
        {
            _logger.LogWarning(failure, "The write-ahead log could not be emptied at the stop; the next start reads it");
        }
        _connection?.Dispose();
    }

    private void TakeWaiting(WriteOperation first, List<WriteOperation> batch)
    {
        batch.Add(first);
        long bytes = first.Bytes;
        while (batch.Count < _options.OperationsPerCommit && bytes < _options.BytesPerCommit && _queue.TryTake(out var next))
        {
            batch.Add(next);
            bytes += next.Bytes;
        }

        _room.Release(batch.Count);
    }

    private void Commit(List<WriteOperation> batch)
    {
        try
        {
            _connection ??= _database.OpenWriter();
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var operation in batch) operation.Run(_connection);
            _connection.Execute("COMMIT");
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

    private void Abandon(List<WriteOperation> batch, Exception failure)
    {
        // Closing rolls back what is open; the next commit starts on a fresh connection, so a full disk needs nothing but room.
        _connection?.Dispose();
        _connection = null;

        // Once per outage: under load every commit of it would repeat the same line.
        if (!_failing) _logger.LogError(failure, "Storage failed to write; senders are told to try again until it does");
        _failing = true;

        var reason = new StorageUnavailableException($"Storage failed to write: {failure.Message} Send it again later.", failure);
        foreach (var operation in batch) operation.Lost(reason);
    }

    private StorageUnavailableException QueueFull() => new(
        $"{_options.QueueCapacity} operations wait for storage and none got through in {_options.QueueWait.TotalSeconds:0.###} s. " +
        "Send it again later; if this lasts, the disk is too slow for the load.");
}
