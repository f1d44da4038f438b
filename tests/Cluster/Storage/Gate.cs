using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>An operation that holds the writer inside its commit until it is opened.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Gate(SqliteWriter writer)
    {
        _ = writer.Write(
            _ =>
            {
                _entered.SetResult();
                return _open.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            },
            bytes: 0,
            CancellationToken.None);
    }

    /// <summary>Done when the writer is held.</summary>
    public Task Entered => _entered.Task;

    public void Open() => _open.Set();

    public void Dispose() => _open.Set();
}
