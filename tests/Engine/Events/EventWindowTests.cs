using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Events;

public class EventWindowTests
{
    private readonly EventWindow _window = new(TimeSpan.FromHours(24), maxIds: 3);

    [Fact]
    public void The_same_identity_is_a_repeat_with_the_same_payload_and_a_conflict_with_another()
    {
        var first = Arrived("1", 5);
        Assert.Equal(Novelty.New, _window.Classify(first));
        _window.Add(first, At(0));

        Assert.Equal(Novelty.Repeat, _window.Classify(first));
        Assert.Equal(Novelty.Conflict, _window.Classify(Arrived("1", 6)));
        Assert.Equal(Novelty.New, _window.Classify(first with { Source = "urn:t" }));
    }

    [Fact]
    public void An_id_is_forgotten_once_24_hours_have_passed()
    {
        _window.Add(Arrived("1", 5), At(0));
        _window.Add(Arrived("2", 5), At(24 * 60));
        Assert.Equal(Novelty.Repeat, _window.Classify(Arrived("1", 5)));

        _window.Add(Arrived("3", 5), At(24 * 60).AddTicks(1));
        Assert.Equal(Novelty.New, _window.Classify(Arrived("1", 5)));
        Assert.Equal(2, _window.Count);
    }

    [Fact]
    public void Past_the_most_ids_the_oldest_is_forgotten()
    {
        for (var i = 1; i <= 4; i++) _window.Add(Arrived($"{i}", 5), At(0));

        Assert.Equal(3, _window.Count);
        Assert.Equal([Novelty.New, Novelty.Repeat], new[] { "1", "2" }.Select(id => _window.Classify(Arrived(id, 5))));
    }

    [Fact]
    public void A_sequence_number_is_remembered_without_limit_whatever_the_id()
    {
        _window.Add(Arrived("1", 5) with { Sequence = 7 }, At(0));
        for (var i = 2; i <= 9; i++) _window.Add(Arrived($"{i}", 5), At(48 * 60));

        Assert.Equal(Novelty.Repeat, _window.Classify(Arrived("1", 5) with { Sequence = 7 }));
        Assert.Equal(Novelty.Repeat, _window.Classify(Arrived("x", 5) with { Sequence = 7 }));
        Assert.Equal(Novelty.New, _window.Classify(Arrived("x", 5) with { Sequence = 6 }));
        Assert.Equal(Novelty.New, _window.Classify(Arrived("x", 5) with { Sequence = 7, Source = "urn:t" }));
        Assert.Equal((7L, -1L), (_window.HighestOf("urn:s"), _window.HighestOf("urn:t")));
    }

    [Fact]
    public void Only_a_new_event_is_taken()
    {
        Assert.True(Take(Arrived("1", 5) with { Sequence = 7 }));
        Assert.False(Take(Arrived("1", 5) with { Sequence = 8 }));
        Assert.False(Take(Arrived("1", 6) with { Sequence = 9 }));
        Assert.False(Take(Arrived("2", 5) with { Sequence = 7 }));

        Assert.Equal((7L, 1), (_window.HighestOf("urn:s"), _window.Count));
        Assert.True(Take(Arrived("2", 5) with { Sequence = 8 }));

        bool Take(FloorEvent e) => _window.TryAdd(e, EventFingerprint.Of(e), At(0), ClockKind.Stepped);
    }

    [Fact]
    public void Marks_are_stored_in_the_order_of_sources_and_taken_back()
    {
        foreach (var source in new[] { "c", "a", "b" }) _window.Add(Arrived(source, 5) with { Source = source, Sequence = 2 }, At(0));

        var restored = EventWindow.ForSector();
        restored.Restore(_window.Marks());

        Assert.Equal(["a", "b", "c"], _window.Marks().Select(m => m.Source));
        Assert.Equal(Novelty.Repeat, restored.Classify(Arrived("x", 5) with { Source = "b", Sequence = 2 }));
        Assert.Equal(Novelty.New, restored.Classify(Arrived("x", 5) with { Source = "b", Sequence = 1 }));
    }

    [Theory]
    [InlineData(5, ClockKind.Live, true)]             // recorded then, its id would still be known
    [InlineData(5, ClockKind.Stepped, false)]         // told at any time of any time
    [InlineData(-13 * 60, ClockKind.Live, false)]     // by a clock that is ahead it may have been recorded before ids are known
    public void Behind_more_gaps_than_are_kept_an_event_counts_as_seen_unless_it_is_surely_new(int minute, ClockKind clock, bool isTaken)
    {
        var window = Gaps(EventWindow.ForSector());
        var late = Arrived("late", 1, minute) with { Sequence = 0 };

        Assert.Equal(isTaken, Take(window, late, 10, clock));
        Assert.False(Take(window, late, 10, clock));
        Assert.False(Take(window, Arrived("0", 1, minute) with { Sequence = 1 }, 10, clock));
        Assert.True(Take(window, Arrived("young", 1, minute) with { Sequence = 2 * SequenceMarks.MaxGaps }, 10, clock));
    }

    [Fact]
    public void Ids_are_known_since_the_oldest_where_there_are_too_many_of_them()
    {
        var window = Gaps(new EventWindow(TimeSpan.FromHours(24), maxIds: 100));        // of the last hundredth of ten minutes
        window.Add(Arrived("last", 1), At(20));

        Assert.False(Take(window, Arrived("late", 1, 14) with { Sequence = 0 }, 20, ClockKind.Live));
        Assert.True(Take(window, Arrived("late", 1, 16) with { Sequence = 0 }, 20, ClockKind.Live));
    }

    [Fact]
    public void Stored_marks_know_which_numbers_are_in_doubt()
    {
        var restored = EventWindow.ForSector();
        var stored = StateSerializer.Serializer.SerializeToArray(Gaps(EventWindow.ForSector()).Marks());
        restored.Restore(StateSerializer.Serializer.Deserialize<IReadOnlyList<SourceMarks>>(stored)!);

        Assert.True(Take(restored, Arrived("late", 1, 5) with { Sequence = 0 }, 10, ClockKind.Live));
        Assert.False(Take(restored, Arrived("other", 1, 5) with { Sequence = 2 * SequenceMarks.MaxGaps + 1 }, 10, ClockKind.Live));
    }

    private static bool Take(EventWindow window, FloorEvent e, int minute, ClockKind clock)
        => window.TryAdd(e, EventFingerprint.Of(e), At(minute), clock);

    /// <summary>Every other number from 1 on, over the first ten minutes, one more than there are gaps kept.</summary>
    private static EventWindow Gaps(EventWindow window)
    {
        for (var i = 0; i <= SequenceMarks.MaxGaps; i++)
            window.Add(Arrived($"{i}", 1) with { Sequence = 2 * i + 1 }, At(0).AddSeconds(600.0 * i / SequenceMarks.MaxGaps));
        return window;
    }
}
