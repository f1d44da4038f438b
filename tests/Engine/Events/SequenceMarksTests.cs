using CsCheck;
using SyncOps.Engine.Events;
using Xunit;

namespace SyncOps.Tests.Engine.Events;

public class SequenceMarksTests
{
    [Fact]
    public void In_any_order_exactly_the_numbers_seen_are_seen()
        => Gen.Long[0, 40].Array[0, 40].Sample(numbers =>
        {
            var (marks, model) = (new SequenceMarks(), new HashSet<long>());
            foreach (var number in numbers)
            {
                marks.Add(number);
                model.Add(number);
                if (marks.Highest != model.Max()) return false;
                for (var n = 0L; n <= 42; n++)
                    if (marks.Contains(n) != model.Contains(n)) return false;
            }
            return true;
        });

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var marks = new SequenceMarks();
        marks.Add(3);
        var copy = marks.Copy();
        copy.Add(1);
        copy.Add(4);

        Assert.False(marks.Contains(1));
        Assert.Equal(3, marks.Highest);
        Assert.True(copy.Contains(1));
    }

    [Fact]
    public void Past_the_most_gaps_the_oldest_is_closed_and_its_numbers_count_as_seen()
    {
        var marks = new SequenceMarks();
        foreach (var n in new[] { 0, 2, 4, 6 }) marks.Add(n, maxGaps: 2);       // gaps 1, 3, 5: the first is closed

        Assert.Equal([true, false, false], new[] { 1L, 3, 5 }.Select(marks.Contains));
    }

    [Fact]
    public void Splitting_a_gap_from_inside_does_not_pass_the_bound_either()
    {
        var marks = new SequenceMarks();
        marks.Add(10, maxGaps: 2);      // gap 0-9
        marks.Add(5, maxGaps: 2);       // gaps 0-4, 6-9
        marks.Add(8, maxGaps: 2);       // gaps 0-4, 6-7, 9: the first is closed

        Assert.Equal([true, false, false], new[] { 2L, 6, 9 }.Select(marks.Contains));
    }

    [Fact]
    public void Closing_gaps_never_makes_a_seen_number_new()
        => Gen.Long[0, 40].Array[0, 40].Sample(numbers =>
        {
            var marks = new SequenceMarks();
            foreach (var number in numbers) marks.Add(number, maxGaps: 2);
            return numbers.All(marks.Contains);
        });
}
