using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SyncOps.Silo.Storage;
using SyncOps.Storage;
using SyncOps.Storage.Backups;
using SyncOps.Storage.Postgres;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>A real database of a test's own, with the storage over it, which goes with the test.</summary>
public abstract class TestStore : IDisposable
{
    private HeldStore _held = null!;

    public StorageOptions Options { get; } = new();
    public StorageWriter Writer { get; private set; } = null!;
    public Journal Journal { get; private set; } = null!;
    public IStore Store => _held;

    protected IOptions<StorageOptions> Wrapped => Microsoft.Extensions.Options.Options.Create(Options);

    /// <summary>Where it is, for a backup.</summary>
    public abstract GridPlace Place { get; }

    /// <summary>Closes everything and opens the same database again, as a restart does.</summary>
    public void Reopen()
    {
        Close();
        Open();
    }

    /// <summary>Holds the writer inside the commit of an operation that it sends, until it is opened.</summary>
    public Gate Hold() => _held.Hold(Writer);

    /// <inheritdoc cref="HeldStore.BeforeCommit"/>
    public void BeforeCommit(Action<IReadOnlyList<WriteOperation>, IStoreConnection> then) => _held.BeforeCommit = then;

    /// <inheritdoc cref="HeldStore.Clock"/>
    public void SetClock(Func<DateTimeOffset> clock) => _held.Clock = clock;

    /// <summary>Runs a statement behind the storage's back, and answers what it selects.</summary>
    public abstract Task<object?> Sql(string sql);

    public virtual void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    protected void Open()
    {
        _held = new HeldStore(OpenStore());
        Writer = new StorageWriter(_held, Wrapped, NullLogger<StorageWriter>.Instance);
        Journal = new Journal(_held, Writer);
    }

    protected abstract IStore OpenStore();

    protected virtual void CloseStore()
    {
    }

    private void Close()
    {
        Writer.Dispose();
        CloseStore();
    }
}

/// <summary>A SQLite file in a directory of its own.</summary>
public sealed class SqliteTestStore : TestStore
{
    private readonly string _path = Directory.CreateTempSubdirectory("syncops-test-").FullName;
    private SqliteDatabase _database = null!;

    public SqliteTestStore(Action<StorageOptions>? configure = null)
    {
        configure?.Invoke(Options);
        Open();
    }

    public string File => Path.Combine(_path, "syncops.db");

    public override GridPlace Place => new(_path, null);

    public override async Task<object?> Sql(string sql)
    {
        using var statements = _database.OpenWriter();
        return await Task.FromResult(statements.Scalar(sql));
    }

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    protected override IStore OpenStore() => new SqliteStore(_database = new SqliteDatabase(File, Wrapped));

    protected override void CloseStore() => _database.Dispose();
}

/// <summary>A database on the tests' PostgreSQL server.</summary>
public sealed class PostgresTestStore : TestStore
{
    private readonly PostgresDatabase _database;
    private readonly string _connection;
    private PostgresStore _store = null!;

    private PostgresTestStore(string connection, Action<StorageOptions>? configure)
    {
        configure?.Invoke(Options);
        _connection = connection;
        _database = PostgresDatabase.Of(connection, out _)!;
        _database.Migrate();
        Open();
    }

    public override GridPlace Place => new(null, _database);

    public static async Task<PostgresTestStore> Of(
        PostgresOfTests server, CancellationToken cancellation, Action<StorageOptions>? configure = null)
        => Of(await server.NewDatabaseAsync(cancellation), configure);

    public static PostgresTestStore Of(string connection, Action<StorageOptions>? configure = null) => new(connection, configure);

    public override async Task<object?> Sql(string sql)
    {
        await using var connection = await Connect();
        return await Sql(connection, sql);
    }

    /// <summary>A connection of a test's own, as another process has one.</summary>
    public async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<object?> Sql(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    protected override IStore OpenStore() => _store = new PostgresStore(_database, Wrapped);

    protected override void CloseStore() => _store.Dispose();
}
