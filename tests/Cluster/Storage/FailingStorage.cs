using Orleans.Runtime;
using Orleans.Storage;
using SyncOps.Engine.Contract;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>The product's storage of grains, in which a test lets writes fail; nothing of those is stored.</summary>
/// <param name="storage">The product's.</param>
/// <param name="fails">Whether writes of a grain's state fail.</param>
internal sealed class FailingStorage(IGrainStorage storage, Predicate<GrainId> fails) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => storage.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => fails(grainId)
            ? throw new StorageUnavailableException("The disk is full.")
            : storage.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => storage.ClearStateAsync(stateName, grainId, grainState);
}
