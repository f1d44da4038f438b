namespace SyncOps.Engine.Dispatch;

/// <summary>A post of one kind of resource.</summary>
internal readonly record struct PostSlot(int Resource, DispatchPost Post);

/// <summary>Every way in which the resources can stand on their posts; those of a kind are told apart by number only.</summary>
internal sealed class Deployments
{
    private readonly Dictionary<long, int> _indexByKey = [];
    private readonly List<int[]> _counts = [];
    private readonly List<long> _keys = [];
    private readonly long[] _radix;

    private Deployments(PostSlot[] slots, long[] radix)
    {
        Slots = slots;
        _radix = radix;
    }

    /// <summary>Posts by kind of resource, then in the order of <see cref="DispatchPost.Of"/>.</summary>
    public PostSlot[] Slots { get; }

    public int Count => _counts.Count;

    /// <summary>All deployments, or null when there are more than <paramref name="most"/>.</summary>
    public static Deployments? Of(DispatchModel model, int most)
    {
        PostSlot[] slots = [.. model.Resources.SelectMany((r, c) => DispatchPost.Of(r).Select(post => new PostSlot(c, post)))];
        var radix = new long[slots.Length];
        Int128 next = 1;
        for (var s = 0; s < slots.Length; s++)
        {
            if (next > long.MaxValue) return null;
            radix[s] = (long)next;
            next *= model.Resources[slots[s].Resource].Count + 1;
        }
        var all = new Deployments(slots, radix);
        return next <= long.MaxValue && all.Add(model, new int[slots.Length], 0, -1, 0, most) ? all : null;
    }

    /// <summary>Resources on each slot.</summary>
    public ReadOnlySpan<int> this[int deployment] => _counts[deployment];

    public int IndexOf(ReadOnlySpan<int> counts)
    {
        var key = 0L;
        for (var s = 0; s < counts.Length; s++) key += counts[s] * _radix[s];
        return _indexByKey[key];
    }

    /// <summary>The deployment after one resource has gone from a slot to another of its kind.</summary>
    public int Moved(int deployment, int from, int to)
        => from == to ? deployment : _indexByKey[_keys[deployment] - _radix[from] + _radix[to]];

    public int SlotOf(int resource, DispatchPost post) => Array.IndexOf(Slots, new PostSlot(resource, post));

    private bool Add(DispatchModel model, int[] counts, int slot, int resource, int left, int most)
    {
        if (slot == Slots.Length)
        {
            if (_counts.Count == most) return false;
            var key = 0L;
            for (var s = 0; s < counts.Length; s++) key += counts[s] * _radix[s];
            _indexByKey.Add(key, _counts.Count);
            _keys.Add(key);
            _counts.Add([.. counts]);
            return true;
        }
        if (Slots[slot].Resource != resource) (resource, left) = (Slots[slot].Resource, model.Resources[Slots[slot].Resource].Count);
        var last = slot + 1 == Slots.Length || Slots[slot + 1].Resource != resource;
        for (counts[slot] = last ? left : 0; counts[slot] <= left; counts[slot]++)
        {
            if (!Add(model, counts, slot + 1, resource, left - counts[slot], most)) return false;
        }
        counts[slot] = 0;
        return true;
    }
}
