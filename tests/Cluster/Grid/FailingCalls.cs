namespace SyncOps.Tests.Cluster.Grid;

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

    public Task Invoke(IIncomingGrainCallContext context)
        => Failure?.Invoke(context.MethodName, context.TargetId.Key.ToString() ?? "") is { } failure ? throw failure : context.Invoke();
}
