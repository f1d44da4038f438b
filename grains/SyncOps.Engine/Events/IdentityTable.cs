using System.Runtime.CompilerServices;

namespace SyncOps.Engine.Events;

/// <summary>
/// Identities in the order in which they were recorded, found by hash, forgotten from the oldest on. A sector holds up to a million and
/// takes in thousands a second: entries never move once they are there, so that growing copies nothing but an index of four bytes each,
/// and they hold no references, so that the collector has nothing to follow.
/// </summary>
/// <remarks>
/// An entry has a number, which counts up and may wrap around. Chains run from a newer entry to an older one; where one leads out of what
/// is remembered, all that would follow is forgotten too, so forgetting need not mend it.
/// </remarks>
internal sealed class IdentityTable
{
    /// <summary>So that a chunk stays off the large object heap.</summary>
    private const int ChunkBits = 11;
    private const int ChunkSize = 1 << ChunkBits;
    private const int FirstChunkSize = 8;

    private readonly List<Entry[]> _chunks = [];
    private uint[] _newestOf = new uint[FirstChunkSize];
    private uint _chunksFrom, _first;
    private int _count;

    public int Count => _count;

    /// <summary>When the oldest was recorded; the table must not be empty.</summary>
    public long OldestRecordedAtTicks => EntryAt(_first).RecordedAtTicks;

    public bool TryGetPayload(UInt128 identity, out ulong payload)
    {
        var (high, low) = Halves(identity);
        var position = PositionOf(_newestOf[BucketOf(low)]);
        while (position < (uint)_count)
        {
            ref var entry = ref EntryAt(_first + position);
            if (entry.Low == low && entry.High == high)
            {
                payload = entry.Payload;
                return true;
            }
            var older = PositionOf(entry.Older);
            if (older >= position) break;
            position = older;
        }
        payload = 0;
        return false;
    }

    /// <summary>Notes an identity as the newest; false when it is there already.</summary>
    public bool TryAdd(UInt128 identity, ulong payload, long recordedAtTicks)
    {
        if (TryGetPayload(identity, out _)) return false;
        if (_count == _newestOf.Length) GrowIndex();
        var number = _first + (uint)_count;
        MakeRoomFor(number);
        _count++;
        ref var entry = ref EntryAt(number);
        (entry.High, entry.Low) = Halves(identity);
        (entry.Payload, entry.RecordedAtTicks) = (payload, recordedAtTicks);
        Chain(ref entry, number);
        return true;
    }

    /// <summary>Forgets the oldest; the table must not be empty.</summary>
    public void RemoveOldest()
    {
        _first++;
        _count--;
        if (_first - _chunksFrom < ChunkSize) return;
        _chunks.RemoveAt(0);
        _chunksFrom += ChunkSize;
    }

    private static (ulong High, ulong Low) Halves(UInt128 identity) => ((ulong)(identity >> 64), (ulong)identity);

    // Identities are hashes already; the length is a power of two.
    private int BucketOf(ulong low) => (int)(uint)low & (_newestOf.Length - 1);

    private uint PositionOf(uint number) => number - _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry EntryAt(uint number)
    {
        var slot = number - _chunksFrom;
        return ref _chunks[(int)(slot >> ChunkBits)][slot & (ChunkSize - 1)];
    }

    private void Chain(ref Entry entry, uint number)
    {
        ref var newest = ref _newestOf[BucketOf(entry.Low)];
        entry.Older = newest;
        newest = number;
    }

    private void GrowIndex()
    {
        // A number that nothing has is where every chain ends.
        _newestOf = new uint[2 * _newestOf.Length];
        Array.Fill(_newestOf, _first - 1);
        for (var number = _first; number != _first + (uint)_count; number++) Chain(ref EntryAt(number), number);
    }

    /// <summary>The first chunk begins small, since most tables stay so.</summary>
    private void MakeRoomFor(uint number)
    {
        var slot = number - _chunksFrom;
        var chunk = (int)(slot >> ChunkBits);
        if (chunk == _chunks.Count)
        {
            _chunks.Add(new Entry[chunk == 0 ? FirstChunkSize : ChunkSize]);
        }
        else if (_chunks[chunk] is var entries && (slot & (ChunkSize - 1)) == entries.Length)
        {
            Array.Resize(ref entries, 2 * entries.Length);
            _chunks[chunk] = entries;
        }
    }

    /// <summary>40 bytes: a UInt128 would be aligned to 16 of them.</summary>
    private struct Entry
    {
        public ulong High, Low, Payload;
        public long RecordedAtTicks;
        public uint Older;
    }
}
