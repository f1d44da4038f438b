using System.IO.Hashing;
using System.Text;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Events;

/// <summary>
/// The names seen in one batch. A batch says the same few sources, sectors and classes over and over: each becomes one string, and is
/// looked up in the floor once. Names of the floor are the floor's own strings.
/// </summary>
internal sealed class BatchNames(Floor floor)
{
    private const int NotLookedUp = -2;
    private Name?[] _slots = new Name?[64];
    private int _count;

    /// <summary>One distinct name; the indexes are -1 where the floor has none such.</summary>
    public sealed class Name(ulong hash, int start, int length, string text, Floor floor)
    {
        private int _sector = NotLookedUp;
        private int _resource = NotLookedUp;

        public ulong Hash => hash;
        public int Start => start;
        public int Length => length;
        public string Text => text;
        public int SectorIndex => _sector == NotLookedUp ? _sector = floor.SectorIndex(text) : _sector;
        public int ResourceIndex => _resource == NotLookedUp ? _resource = floor.ResourceIndex(text) : _resource;
    }

    /// <summary>The name that stands, without escapes, at this place in the batch's bytes.</summary>
    public Name Of(ReadOnlySpan<byte> batch, int start, int length)
    {
        var utf8 = batch.Slice(start, length);
        var hash = XxHash3.HashToUInt64(utf8);
        var slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] is { } name)
        {
            if (name.Hash == hash && batch.Slice(name.Start, name.Length).SequenceEqual(utf8)) return name;
            slot = (slot + 1) & (_slots.Length - 1);
        }
        var added = new Name(hash, start, length, Encoding.UTF8.GetString(utf8), floor);
        _slots[slot] = added;
        if (++_count * 2 > _slots.Length) Grow();
        return added;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Name?[old.Length * 2];
        foreach (var name in old)
        {
            if (name is null) continue;
            var slot = (int)name.Hash & (_slots.Length - 1);
            while (_slots[slot] is not null) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = name;
        }
    }
}
