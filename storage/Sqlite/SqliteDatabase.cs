using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;

namespace SyncOps.Storage.Sqlite;

/// <summary>
/// The database file: opened and brought up to date when made, then a bounded pool of connections for reading and the settings of
/// the one that writes.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    // Fixed when the file is made. Larger pages gained nothing for rows of 6 to 10 KB and cost small states more log.
    private const int PageBytes = 4096;

    private readonly StorageOptions _options;
    private readonly string _file;
    private readonly SemaphoreSlim _turns;
    private readonly ConcurrentBag<Statements> _idle = [];
    private bool _disposed;

    public SqliteDatabase(string file, IOptions<StorageOptions> options)
    {
        _file = file;
        _options = options.Value;
        _turns = new SemaphoreSlim(_options.ReadConnections);
        using (var first = OpenWriter())
        {
            // Opening sets the page size and the journal mode, which must be there before the first table.
        }

        SqliteMigrations.Run(ConnectionString(SqliteOpenMode.ReadWrite));
    }

    /// <summary>
    /// Runs a query on a connection of its own, outside any write. Throws <see cref="StorageUnavailableException"/> when storage fails.
    /// The query must read all it wants before it returns: an open read keeps the write-ahead log from being emptied.
    /// </summary>
    public async Task<T> Read<T>(Func<Statements, T> query, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            if (!_idle.TryTake(out var statements)) statements = OpenReader();
            try
            {
                var answer = query(statements);
                _idle.Add(statements);
                return answer;
            }
            catch
            {
                statements.Dispose();
                throw;
            }
        }
        catch (SqliteException failure)
        {
            throw new StorageUnavailableException($"Reading the database {_file} failed: {failure.Message}", failure);
        }
        finally
        {
            _turns.Release();
            if (_disposed) CloseIdle();
        }
    }

    /// <summary>A connection to write with: write-ahead log, an fsync per commit.</summary>
    internal Statements OpenWriter()
    {
        var statements = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            statements.Execute($"PRAGMA page_size = {PageBytes}");
            statements.Execute("PRAGMA journal_mode = WAL");
            statements.Execute("PRAGMA synchronous = FULL");
            statements.Execute($"PRAGMA wal_autocheckpoint = {_options.CheckpointBytes / PageBytes}");
            statements.Execute($"PRAGMA journal_size_limit = {2L * _options.CheckpointBytes}");
            if (_options.DatabaseBytes > 0) statements.Execute($"PRAGMA max_page_count = {_options.DatabaseBytes / PageBytes}");
            return statements;
        }
        catch
        {
            statements.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    private Statements OpenReader() => Open(SqliteOpenMode.ReadOnly);

    private void CloseIdle()
    {
        while (_idle.TryTake(out var statements)) statements.Dispose();
    }

    private Statements Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(ConnectionString(mode));
        try
        {
            connection.Open();
            return new Statements(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Pooled here and not by the provider, so that prepared statements live on and closing really lets go of the file.
    private string ConnectionString(SqliteOpenMode mode)
        => new SqliteConnectionStringBuilder { DataSource = _file, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString();
}
