using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Browser;

/// <summary>The host with its demo floor, started on first use and shared by the tests of a class.</summary>
public sealed class DemoFloorFixture : IAsyncDisposable
{
    private SiloProcess? _silo;

    /// <summary>Where the host answers.</summary>
    public async Task<Uri> StartAsync(CancellationToken cancellation)
    {
        _silo ??= await SiloProcess.StartAsync([], cancellation);
        return _silo.Address;
    }

    /// <summary>What the host wrote last.</summary>
    public string Output => _silo?.Output ?? "The host was not started.";

    public ValueTask DisposeAsync() => _silo?.DisposeAsync() ?? ValueTask.CompletedTask;
}
