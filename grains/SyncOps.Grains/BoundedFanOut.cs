namespace SyncOps.Grains;

/// <summary>Calls many grains with a bound on how many calls are under way at once. Answers come in the order of the items.</summary>
internal static class BoundedFanOut
{
    public static async Task<TResult[]> Select<TItem, TResult>(IReadOnlyList<TItem> items, int atOnce, Func<TItem, Task<TResult>> call)
    {
        var results = new TResult[items.Count];
        for (var start = 0; start < items.Count; start += atOnce)
        {
            var calls = new Task<TResult>[Math.Min(atOnce, items.Count - start)];
            for (var i = 0; i < calls.Length; i++) calls[i] = call(items[start + i]);
            (await Task.WhenAll(calls)).CopyTo(results, start);
        }
        return results;
    }

    public static async Task ForEach<TItem>(IReadOnlyList<TItem> items, int atOnce, Func<TItem, Task> call)
    {
        for (var start = 0; start < items.Count; start += atOnce)
        {
            var calls = new Task[Math.Min(atOnce, items.Count - start)];
            for (var i = 0; i < calls.Length; i++) calls[i] = call(items[start + i]);
            await Task.WhenAll(calls);
        }
    }
}
