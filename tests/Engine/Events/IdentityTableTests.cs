using SyncOps.Engine.Events;
using Xunit;

namespace SyncOps.Tests.Engine.Events;

/// <summary>The table does what a dictionary and a queue would.</summary>
public sealed class IdentityTableTests
{
    private readonly IdentityTable _table = new();
    private readonly Dictionary<UInt128, ulong> _payloads = [];
    private readonly Queue<(UInt128 Identity, long At)> _order = new();

    [Theory]
    [InlineData(20_000, 7, 1)]
    [InlineData(20_000, 5_000, 2)]
    [InlineData(60_000, 1_000_000, 3)]
    public void It_is_a_dictionary_that_forgets_from_the_oldest_on(int operations, int most, int seed)
    {
        var random = new Random(seed);
        for (var at = 0; at < operations; at++)
        {
            // Few enough that many come again, remembered or forgotten; their low halves share buckets.
            var identity = new UInt128((ulong)random.Next(operations / 4), (ulong)random.Next(64) << random.Next(24));
            Add(identity, (ulong)random.Next(), at);
            while (_order.Count > most || (_order.Count > 0 && random.Next(40) == 0)) RemoveOldest();
            AssertKnows(new UInt128((ulong)random.Next(operations / 4), 1));
        }
        foreach (var identity in _payloads.Keys) AssertKnows(identity);
        while (_order.Count > 0) RemoveOldest();
        Assert.Equal(0, _table.Count);
    }

    private void Add(UInt128 identity, ulong payload, long at)
    {
        var isNew = _payloads.TryAdd(identity, payload);
        if (isNew) _order.Enqueue((identity, at));
        Assert.Equal(isNew, _table.TryAdd(identity, payload, at));
        AssertKnows(identity);
    }

    private void RemoveOldest()
    {
        var (identity, at) = _order.Dequeue();
        _payloads.Remove(identity);
        Assert.Equal(at, _table.OldestRecordedAtTicks);
        _table.RemoveOldest();
        AssertKnows(identity);
    }

    private void AssertKnows(UInt128 identity)
    {
        var isThere = _payloads.TryGetValue(identity, out var payload);
        Assert.Equal((isThere, payload), (_table.TryGetPayload(identity, out var found), found));
        Assert.Equal(_order.Count, _table.Count);
    }
}
