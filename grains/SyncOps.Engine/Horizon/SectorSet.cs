using System.Numerics;

namespace SyncOps.Engine.Horizon;

/// <summary>Places in an order of sectors that are still to be visited; a place can be added again.</summary>
internal sealed class SectorSet(int places)
{
    private readonly ulong[] _words = new ulong[(places + 63) / 64];

    public void Add(int place) => _words[place >> 6] |= 1UL << (place & 63);

    /// <summary>Takes the first place out; false when there is none.</summary>
    public bool TakeFirst(out int place)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            ref var word = ref _words[i];
            if (word == 0) continue;
            place = (i << 6) + BitOperations.TrailingZeroCount(word);
            word &= word - 1;
            return true;
        }
        place = -1;
        return false;
    }

    /// <summary>Takes the last place out; false when there is none.</summary>
    public bool TakeLast(out int place)
    {
        for (var i = _words.Length - 1; i >= 0; i--)
        {
            ref var word = ref _words[i];
            if (word == 0) continue;
            var bit = BitOperations.Log2(word);
            place = (i << 6) + bit;
            word &= ~(1UL << bit);
            return true;
        }
        place = -1;
        return false;
    }

    public void Clear() => Array.Clear(_words);
}
