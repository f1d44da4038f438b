using SyncOps.Tests.Cluster.Storage;
using SyncOps.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresOfTests))]

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>One PostgreSQL server for all tests that want one, started by the first.</summary>
public sealed class PostgresOfTests : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private PostgresServer? _server;

    /// <summary>The connection string of a new, empty database; skips the test where PostgreSQL is not installed.</summary>
    public async Task<string> NewDatabaseAsync(CancellationToken cancellation)
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await _one.WaitAsync(cancellation);
        try
        {
            _server ??= await PostgresServer.StartAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
        return await _server.NewDatabaseAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _one.Dispose();
    }
}
