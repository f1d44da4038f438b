using SyncOps.Engine.Sectors;
using SyncOps.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// Asks the store how far journals are, one question at a time: who comes while one is under way shares the next, which begins after
/// they came.
/// </summary>
internal sealed class JournalEnds(IStore store)
{
    private const int MostAtOnce = 4_096;

    private readonly Lock _lock = new();
    private readonly Queue<(JournalKey Key, TaskCompletionSource<JournalEnd> Answer)> _waiting = new();
    private bool _isAsking;

    public Task<JournalEnd> Read(JournalKey key)
    {
        var answer = new TaskCompletionSource<JournalEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((key, answer));
            if (_isAsking) return answer.Task;
            _isAsking = true;
        }
        _ = Task.Run(Ask);
        return answer.Task;
    }

    private async Task Ask()
    {
        while (Take() is { Count: > 0 } taken)
        {
            try
            {
                var ends = await store.ReadEnds([.. taken.Select(t => t.Key)], CancellationToken.None);
                for (var i = 0; i < taken.Count; i++) taken[i].Answer.SetResult(ends[i]);
            }
            catch (Exception e)
            {
                foreach (var (_, answer) in taken) answer.TrySetException(e);
            }
        }
    }

    private List<(JournalKey Key, TaskCompletionSource<JournalEnd> Answer)> Take()
    {
        lock (_lock)
        {
            var taken = new List<(JournalKey, TaskCompletionSource<JournalEnd>)>();
            while (taken.Count < MostAtOnce && _waiting.TryDequeue(out var next)) taken.Add(next);
            _isAsking = taken.Count > 0;
            return taken;
        }
    }
}
