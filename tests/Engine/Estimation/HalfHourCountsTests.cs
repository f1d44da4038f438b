using CsCheck;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Quantities;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Estimation;

public sealed class HalfHourCountsTests
{
    private static HalfHourCounts Of(params (double Minutes, double Units)[] amounts)
    {
        var counts = new HalfHourCounts();
        foreach (var (minutes, units) in amounts) counts.Add(At(minutes), Units.Of(units));
        return counts;
    }

    [Fact]
    public void Amounts_add_up_by_half_hour()
    {
        var recent = Of((5, 1), (29, 2), (61, 4)).Since(At(-60))!;

        Assert.Equal(Start, recent.From);
        Assert.Equal([3, 0, 4], recent.Units);
        Assert.Equal([0, 4], Of((5, 1), (61, 4)).Since(At(45))!.Units);
        Assert.Null(new HalfHourCounts().Since(Start));
        Assert.Equal(At(30), Of((5, 1), (31, 2)).LastDay(At(24 * 60 + 30))!.From);
        Assert.Null(new HalfHourCounts().LastDay(DateTimeOffset.MinValue));
    }

    [Fact]
    public void They_do_not_depend_on_the_order_in_which_they_came()
        => Gen.Select(Gen.Int[0, 5_000], Gen.Int[1, 9]).Array[1, 30].Sample(amounts =>
        {
            var told = Of([.. amounts.Select(a => ((double)a.Item1, (double)a.Item2))]).Since(Start)!;
            var shuffled = Of([.. amounts.Reverse().Select(a => ((double)a.Item1, (double)a.Item2))]).Since(Start)!;
            return told.From == shuffled.From && told.Units.SequenceEqual(shuffled.Units);
        });

    [Fact]
    public void Only_the_last_sixty_days_are_kept()
    {
        var day = 24 * 60.0;
        var counts = Of((0, 1), (59 * day, 2), (60 * day, 3), (10, 4));

        Assert.Equal(At(30), counts.Begins);
        Assert.Equal((0, 2, 3), (counts.At(At(0)), counts.At(At(59 * day)), counts.At(At(60 * day))));
        counts.Add(At(400 * day), Units.Of(5));
        Assert.Equal((At(400 * day), 5), (counts.Begins, counts.At(At(400 * day))));
    }
}
