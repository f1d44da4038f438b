namespace SyncOps.Tests.Cluster;

/// <summary>Holds calls before their grain hears of them, as a test says, until they are let go.</summary>
internal sealed class HeldCalls : IIncomingGrainCallFilter
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Func<string, string, bool>? _which;

    /// <summary>Which calls are held, by the name of their method and the key of their grain; null: none.</summary>
    public Func<string, string, bool>? Which
    {
        get => _which;
        set => _which = value;
    }

    /// <summary>Waits until one is held.</summary>
    public Task First() => _first.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Lets go of all, and holds no more.</summary>
    public void LetGo()
    {
        Which = null;
        _end.TrySetResult();
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (Which?.Invoke(context.MethodName, context.TargetId.Key.ToString() ?? "") == true)
        {
            _first.TrySetResult();
            await _end.Task;
        }
        await context.Invoke();
    }
}
