using System.Runtime.CompilerServices;

namespace SyncOps.Engine.Events;

/// <summary>
/// Identities in the order in which they were recorded, found by hash, forgotten from the oldest on. A sector holds up to a million and
/// takes in thousands a second, each of them at another place in memory: to find that one is not there costs a look at one place of the
/// index. Entries never move once they are there, and hold no references, so that the collector has nothing to follow.
/// </summary>
/// <remarks>
/// An entry has a number, which counts up and wraps around. The index has a slot for each, at the first free place from where its hash
/// points: the number, and a few more bits of the hash, which nearly always tell others apart. What is forgotten leaves its slot behind,
/// whose number is then none of those remembered, for another to take.
/// </remarks>
internal sealed class IdentityTable
{
    /// <summary>Most that it holds.</summary>
    public const int MaxCount = 1 << (NumberBits - 1);

    /// <summary>So that a chunk stays off the large object heap.</summary>
    private const int ChunkBits = 11;
    private const int ChunkSize = 1 << ChunkBits;
    private const int FirstChunkSize = 8;

    private const int NumberBits = 22;
    private const uint NumberMask = (1u << NumberBits) - 1;

    private readonly List<Entry[]> _chunks = [];
    private uint[] _slots = new uint[FirstChunkSize];
    private uint _chunksFrom, _first;
    private int _count, _slotsTaken, _mostTaken = FirstChunkSize / 4 * 3;

    public int Count => _count;

    /// <summary>When the oldest was recorded; the table must not be empty.</summary>
    public long OldestRecordedAtTicks => EntryAt(_first).RecordedAtTicks;

    public bool TryGetPayload(UInt128 identity, out ulong payload)
    {
        var isThere = Find(identity, out var place);
        payload = isThere ? EntryAt(_first + PositionOf(_slots[place])).Payload : 0;
        return isThere;
    }

    /// <summary>Notes an identity as the newest; false when it is there already. Throws when <see cref="MaxCount"/> are there.</summary>
    public bool TryAdd(UInt128 identity, ulong payload, long recordedAtTicks)
    {
        if (Find(identity, out var place)) return false;
        if (_count == MaxCount) throw new InvalidOperationException($"{MaxCount} identities are remembered, which is as many as can be.");
        var number = _first + (uint)_count;
        MakeRoomFor(number);
        _count++;
        EntryAt(number) = new Entry(identity, payload, recordedAtTicks);
        if (_slots[place] == 0) _slotsTaken++;
        _slots[place] = SlotOf(identity, number);
        if (_slotsTaken > _mostTaken) BuildIndex();
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

    /// <summary>The place of an identity's slot in the index, or, when it is not there, the place for it.</summary>
    private bool Find(UInt128 identity, out int place)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var free = -1;
        for (place = (int)(uint)identity & mask; slots[place] is not 0 and var slot; place = (place + 1) & mask)
        {
            var position = PositionOf(slot);
            if (position >= (uint)_count)
            {
                if (free < 0) free = place;
            }
            else if (((slot ^ SlotOf(identity, 0)) & ~NumberMask) == 0 && EntryAt(_first + position).Identity == identity)
            {
                return true;
            }
        }
        if (free >= 0) place = free;
        return false;
    }

    /// <summary>Identities are hashes already: the lowest bits say where, some higher ones which. Never 0, which is a free slot.</summary>
    private static uint SlotOf(UInt128 identity, uint number)
        => ((uint)(identity >> 32) | (1u << NumberBits)) & ~NumberMask | number & NumberMask;

    /// <summary>How many are older than the slot's; as many as there are, or more: it is forgotten.</summary>
    private uint PositionOf(uint slot) => (slot - _first) & NumberMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry EntryAt(uint number)
    {
        var place = number - _chunksFrom;
        return ref _chunks[(int)(place >> ChunkBits)][place & (ChunkSize - 1)];
    }

    /// <summary>Without those who are forgotten, and with at least as many free slots as taken ones.</summary>
    private void BuildIndex()
    {
        var length = _slots.Length;
        if (_count > length / 2) _slots = GC.AllocateUninitializedArray<uint>(2 * length);
        // Written from end to end before a slot is read: a page of new memory that is read first is mapped twice, and every core told.
        Array.Clear(_slots);
        var mask = _slots.Length - 1;
        for (var number = _first; number != _first + (uint)_count; number++)
        {
            var identity = EntryAt(number).Identity;
            var place = (int)(uint)identity & mask;
            while (_slots[place] != 0) place = (place + 1) & mask;
            _slots[place] = SlotOf(identity, number);
        }
        _slotsTaken = _count;
        // Not more than three of four, or the next free place would be far; where there are many, a little fewer in some tables than in
        // others: for half a million this takes 40 ms, and tables that grow alike would all do it at the same time.
        var less = (int)(uint)(EntryAt(_first).Identity >> 32) & 15;
        _mostTaken = _slots.Length / 4 * 3 - (_slots.Length >> 7) * less;
    }

    /// <summary>The first chunk begins small, since most tables stay so.</summary>
    private void MakeRoomFor(uint number)
    {
        var place = number - _chunksFrom;
        var chunk = (int)(place >> ChunkBits);
        if (chunk == _chunks.Count)
        {
            _chunks.Add(new Entry[chunk == 0 ? FirstChunkSize : ChunkSize]);
        }
        else if (_chunks[chunk] is var entries && (place & (ChunkSize - 1)) == entries.Length)
        {
            Array.Resize(ref entries, 2 * entries.Length);
            _chunks[chunk] = entries;
        }
    }

    /// <summary>32 bytes, two of which share a line of the processor's cache.</summary>
    private readonly struct Entry(UInt128 identity, ulong payload, long recordedAtTicks)
    {
        private readonly ulong _high = (ulong)(identity >> 64), _low = (ulong)identity;

        public readonly ulong Payload = payload;
        public readonly long RecordedAtTicks = recordedAtTicks;

        public UInt128 Identity => new(_high, _low);
    }
}
