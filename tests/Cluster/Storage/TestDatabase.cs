using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>A real database in a directory of its own, which goes with the test.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("syncops-test-").FullName;

    public TestDatabase(Action<StorageOptions>? configure = null)
    {
        configure?.Invoke(Options);
        Open();
    }

    public StorageOptions Options { get; } = new();
    public string File => Path.Combine(_path, "syncops.db");
    public SqliteDatabase Database { get; private set; } = null!;
    public SqliteWriter Writer { get; private set; } = null!;
    public SqliteJournal Journal { get; private set; } = null!;

    /// <summary>Closes everything and opens the same file again, as a restart does.</summary>
    public void Reopen()
    {
        Close();
        Open();
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(_path, recursive: true);
    }

    private void Open()
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Database = new SqliteDatabase(File, options);
        Writer = new SqliteWriter(Database, options, NullLogger<SqliteWriter>.Instance);
        Journal = new SqliteJournal(Database, Writer);
    }

    private void Close()
    {
        Writer.Dispose();
        Database.Dispose();
    }
}
