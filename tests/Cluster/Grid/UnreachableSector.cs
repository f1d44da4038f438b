using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Lets no news of resources through to a sector, as when its silo does not answer.</summary>
internal sealed class UnreachableSector : IIncomingGrainCallFilter
{
    /// <summary>The sector's, below its site's; null: all can be reached.</summary>
    public string? Key { get; set; }

    public Task Invoke(IIncomingGrainCallContext context)
        => context.MethodName == nameof(ISectorGrain.NotePresence) && context.TargetId.Key.ToString() == Key
            ? throw new TimeoutException("The sector does not answer.")
            : context.Invoke();
}
