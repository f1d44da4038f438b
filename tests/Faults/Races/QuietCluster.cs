using SyncOps.Tests.Faults.Load;

namespace SyncOps.Tests.Faults.Races;

/// <summary>A cluster on which nothing goes wrong, for the tests of one class; started when the first of them asks.</summary>
public sealed class QuietCluster : IAsyncDisposable
{
    private Grid? _grid;

    internal async Task<Grid> GridAsync() => _grid ??= await Grid.StartClusterAsync([], TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_grid is not null) await _grid.DisposeAsync();
    }
}
