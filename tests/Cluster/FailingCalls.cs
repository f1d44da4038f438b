using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster;

/// <summary>Lets calls fail before their grain hears of them, as a test says.</summary>
internal sealed class FailingCalls : IIncomingGrainCallFilter
{
    private volatile Func<string, string, Exception?>? _failure;

    /// <summary>How a call fails, by the name of its method and the key of its grain; null: it does not.</summary>
    public Func<string, string, Exception?>? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>Lets no news of resources through to a sector, as when its silo does not answer; null: to all again.</summary>
    public void LoseNewsTo(string? sector) => Failure = sector is null
        ? null
        : (method, key) => method == nameof(ISectorGrain.NotePresence) && key == sector
            ? new TimeoutException("The sector does not answer.")
            : null;

    public Task Invoke(IIncomingGrainCallContext context)
        => Failure?.Invoke(context.MethodName, context.TargetId.Key.ToString() ?? "") is { } failure ? throw failure : context.Invoke();
}
