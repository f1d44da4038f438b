using Orleans.Runtime;
using Orleans.Storage;
using SyncOps.Engine.Contract;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>The product's storage of grains, in which a test lets writes fail; nothing of those is stored.</summary>
/// <param name="storage">The product's.</param>
/// <param name="fails">Whether a write of a grain's state fails, once it has been waited for.</param>
internal sealed class FailingStorage(IGrainStorage storage, Func<GrainId, Task<bool>> fails) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => storage.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (await fails(grainId)) throw new StorageUnavailableException("The disk is full.");
        await storage.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => storage.ClearStateAsync(stateName, grainId, grainState);
}
