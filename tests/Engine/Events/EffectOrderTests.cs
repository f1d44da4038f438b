using CsCheck;
using SyncOps.Engine.Events;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Events;

public class EffectOrderTests
{
    private static readonly Gen<FloorEvent[]> Events = Gen.Select(
            Gen.OneOf(EventKind.WorkArrived, EventKind.WorkCompleted, EventKind.WorkCounted), Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 5])
        .Array[0, 12]
        .Select(drawn => drawn.DistinctBy(d => (d.Item3, d.Item4))
            .Select(d => Of(d.Item1, $"{d.Item4}", 1, d.Item2) with { Source = d.Item3 ? "urn:s" : "urn:t" }).ToArray());

    [Fact]
    public void Time_comes_first_then_arrivals_then_source_then_id()
    {
        FloorEvent[] inOrder =
        [
            Completed("9", 1, 0), Arrived("8", 1, 1), Arrived("2", 1, 1) with { Source = "urn:t" }, Completed("10", 1, 1),
            Removed("7", 1, 1), Counted("1", 1, 1) with { Source = "urn:t" }, Arrived("0", 1, 2),
        ];

        Assert.Equal(inOrder, inOrder.Reverse().Order(EffectOrder.Instance));
    }

    [Fact]
    public void However_events_come_they_take_effect_in_one_order()
        => Gen.Select(Events, Gen.Int[1, 100]).Sample((events, seed) => events.Order(EffectOrder.Instance).SequenceEqual(
            events.OrderBy(e => HashCode.Combine(int.Parse(e.Id) * 7919 % seed, e.Source.Length)).Reverse().Order(EffectOrder.Instance)));

    [Fact]
    public void It_is_a_total_order_of_different_events()
        => Events.Sample(events => events.All(a => events.All(b =>
            Math.Sign(EffectOrder.Instance.Compare(a, b)) == -Math.Sign(EffectOrder.Instance.Compare(b, a))
            && (EffectOrder.Instance.Compare(a, b) == 0) == ReferenceEquals(a, b)
            && events.All(c => EffectOrder.Instance.Compare(a, b) > 0 || EffectOrder.Instance.Compare(b, c) > 0
                || EffectOrder.Instance.Compare(a, c) <= 0))));
}
