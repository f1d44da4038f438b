using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Sectors;

public class SectorAccountsTests
{
    private readonly SectorAccounts _accounts = new();

    [Fact]
    public void A_load_tells_totals_classes_due_times_and_rates()
    {
        Fold(Counted("1", 8, 0));
        Fold(Arrived("2", 6, 0) with { Class = "b", DueAt = At(90) });
        Fold(Arrived("3", 3, 5) with { Class = "a", DueAt = At(90), From = "dock" });
        Fold(Completed("4", 2, 10) with { Class = "b" });
        Fold(Removed("5", 1, 10));

        var load = _accounts.LoadAt("pick", At(10), 7, []);

        Assert.Equal(("pick", At(10), 7L, (DateTimeOffset?)At(10)), (load.Sector, load.AsOf, load.Version, load.LastEventAt));
        Assert.Equal(new WorkTotals(Units.Of(9), Units.Of(2), Units.Of(1), Units.Of(8)), load.Totals);
        Assert.Equal(14, load.Totals.Backlog.Value);        // 9 + 8 - 2 - 1
        Assert.Equal([("", 7.0), ("a", 3.0), ("b", 4.0)], load.ByClass.Select(c => (c.Class, c.Units.Value)));
        Assert.Equal([new DueBacklog(At(90), Units.Of(7))], load.ByDue);        // 4 of b, 3 of a
        // Ten minutes are read as fifteen: outside 6 x 0.85^2 / 0.25, all 6 x 0.85^2 + 3 x 0.85 = 6.885, completed 2.
        Assert.Equal(17.34, load.OutsideArrivalsPerHour, 9);
        Assert.Equal(27.54, load.ArrivalsPerHour, 9);
        Assert.Equal(8, load.CompletionsPerHour, 9);
        Assert.Equal(10, load.ObservedMinutes);
        Assert.Equal(5, _accounts.Folded);
    }

    [Fact]
    public void A_count_is_no_arrival_and_starts_no_observation()
    {
        Fold(Counted("1", 300, 0));

        var load = _accounts.LoadAt("pick", At(10), 1, []);
        Assert.Equal((0.0, 0.0, 0.0), (load.ArrivalsPerHour, load.OutsideArrivalsPerHour, load.ObservedMinutes));
        Assert.Equal(300, load.Totals.Backlog.Value);
    }

    [Fact]
    public void Outside_arrivals_are_told_apart_and_only_counts_after_a_completion_are_corrections()
    {
        Fold(Counted("1", 300, 0));
        Fold(Arrived("2", 6, 1));
        Fold(Arrived("3", 4, 2) with { From = "dock" });
        Assert.Equal((6.0, 0.0, null), Told());

        Fold(Completed("4", 10, 3));
        Fold(Counted("5", 290, 4));     // 300 + 6 + 4 - 10 = 300 were booked
        Fold(Counted("6", 293, 5));
        Assert.Equal((6.0, 13.0, At(5)), Told());

        (double, double, DateTimeOffset?) Told()
        {
            var load = _accounts.LoadAt("pick", At(5), 1, []);
            return (load.OutsideArrived.Value, load.Corrected.Value, load.CountedAt);
        }
    }

    [Fact]
    public void Due_times_past_the_hundredth_are_told_with_the_last()
    {
        for (var i = 1; i <= 103; i++) Fold(Arrived($"{i}", 1) with { DueAt = At(i) });

        var byDue = _accounts.LoadAt("pick", At(0), 1, []).ByDue;

        Assert.Equal(100, byDue.Count);
        Assert.Equal((At(99), 1.0), (byDue[98].DueAt, byDue[98].Units.Value));
        Assert.Equal((At(103), 4.0), (byDue[99].DueAt, byDue[99].Units.Value));     // those of minutes 100 to 103
    }

    [Fact]
    public void Completions_of_one_instant_are_told_downstream_as_one_total_and_once_told_no_more()
    {
        Fold(Completed("1", 2, 5));
        Fold(Completed("2", 3, 5) with { Class = "a" });
        Fold(Completed("3", 4, 6));

        Assert.Equal([new CompletionMark(At(5), Units.Of(5)), new CompletionMark(At(6), Units.Of(9))], _accounts.Untold);
        _accounts.ToldThrough(Units.Of(5));
        Assert.Equal([new CompletionMark(At(6), Units.Of(9))], _accounts.Untold);
    }

    [Fact]
    public void Untold_completions_are_bounded_and_the_last_holds_the_whole_total()
    {
        for (var i = 0; i < 5_000; i++) Fold(Completed($"{i}", 1, i));

        Assert.Equal(4_096, _accounts.Untold.Count);
        Assert.Equal(new CompletionMark(At(4_999), Units.Of(5_000)), _accounts.Untold[^1]);
    }

    [Fact]
    public void A_sector_records_only_work()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Fold(Of(EventKind.ResourceMoved, "1", 0, 0)));

    private void Fold(FloorEvent e) => _accounts.Fold(e, e.Time);
}
