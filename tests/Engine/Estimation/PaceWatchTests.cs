using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Estimation;

/// <summary>Two people of 60/h each, unless said otherwise, and a row every five minutes.</summary>
public sealed class PaceWatchTests
{
    private static readonly StaffMark Two = new(120, 2);

    /// <summary>The pace after some rows, each with what waited before its completions and how many they were.</summary>
    private static Drift After(IEnumerable<(double Minutes, double Waiting, double Completed, StaffMark? Staff)> rows, double? left = null)
    {
        var watch = new PaceWatch();
        foreach (var (minutes, waiting, completed, staff) in rows)
        {
            watch.See(At(minutes), Units.Of(waiting));
            watch.Complete(Units.Of(completed));
            watch.Note(At(minutes), staff, Units.Of(left ?? waiting - completed));
        }
        return watch.At(At(60));
    }

    private static IEnumerable<(double Minutes, double Waiting, double Completed, StaffMark? Staff)> Rows(
        double completed, double waiting = 100, int rows = 12, Func<int, StaffMark?>? staff = null)
        => Enumerable.Range(0, rows + 1).Select(i => (5.0 * i, waiting, i == 0 ? 0 : completed, staff is null ? Two : staff(i)));

    [Fact]
    public void Five_minutes_with_work_for_everyone_are_an_observation()
    {
        // 8 of 10 completed: 20 % too slow. Chance: (10 / 4 + 1 / 4) / 10^2 = 0.0275 against 0.0189 of the parts: 0.407 of it counts.
        var pace = After(Rows(completed: 8, rows: 1));

        Assert.Equal(1 - 0.2 * 0.0189 / (0.0189 + 0.0275), pace.Factor, 6);
        Assert.Equal(1, pace.Observations);
    }

    [Fact]
    public void Completions_that_hardly_differ_are_believed_more()
    {
        // Twelve observations of 8 of 10: after six differences of nothing, chance counts for half of what it did.
        var even = After(Rows(completed: 8));
        var uneven = After(Rows(completed: 8).Select((r, i) => r with { Completed = i == 0 ? 0 : i % 2 == 0 ? 11 : 5 }));

        Assert.InRange(even.Factor, 0.79, 0.83);
        Assert.True(even.Sd < uneven.Sd);
    }

    [Fact]
    public void Who_has_time_to_spare_and_completes_more_is_fast()
    {
        // One unit for two people, 12 completed in the 5 minutes in which one of them can do 5: in 20 min 20 units, of which 48 were done.
        var fast = After(Rows(completed: 12, waiting: 1, rows: 4), left: 1);

        Assert.InRange(fast.Factor, 1.3, 2);
        Assert.Equal(0, After(Rows(completed: 5, waiting: 1), left: 1).Observations);        // as fast as thought
        Assert.Equal(0, After(Rows(completed: 2, waiting: 1), left: 1).Observations);        // not slow: he may have waited for it
    }

    [Fact]
    public void Who_has_nothing_to_do_is_not_slow()
    {
        Assert.Equal(0, After(Rows(completed: 1, waiting: 1.9)).Observations);      // fewer than people
        var quick = new StaffMark(600, 2);
        Assert.Equal(0, After(Rows(completed: 1, waiting: 9, staff: _ => quick)).Observations);      // less than a minute's work
        Assert.Equal(12, After(Rows(completed: 1, waiting: 11, staff: _ => quick)).Observations);
    }

    [Fact]
    public void A_stretch_in_which_people_came_or_went_tells_nothing()
    {
        Assert.Equal(0, After(Rows(completed: 8, staff: i => i % 2 == 0 ? Two : new StaffMark(60, 1))).Observations);
        Assert.Equal(12, After(Rows(completed: 8, staff: i => i % 2 == 0 ? Two : new StaffMark(110, 2))).Observations);
    }

    [Fact]
    public void The_staff_holds_until_another_is_told()
    {
        Assert.Equal(12, After(Rows(completed: 8, staff: i => i == 0 ? Two : null)).Observations);
        Assert.Equal(0, After(Rows(completed: 8, staff: _ => null)).Observations);
    }

    [Fact]
    public void Who_has_no_rate_there_tells_nothing()
        => Assert.Equal(0, After(Rows(completed: 8, staff: _ => new StaffMark(0, 2))).Observations);

    [Fact]
    public void A_slow_sector_is_observed_over_longer()
    {
        // One unit an hour each: two units take an hour.
        Assert.Equal(0, After(Rows(completed: 0, rows: 11, staff: _ => new StaffMark(2, 2))).Observations);
        Assert.Equal(1, After(Rows(completed: 0, rows: 12, staff: _ => new StaffMark(2, 2))).Observations);
    }

    [Fact]
    public void A_row_is_needed_when_other_people_are_there()
    {
        var watch = new PaceWatch();
        Assert.False(watch.IsNews(new StaffMark(0, 0)));
        Assert.True(watch.IsNews(Two));
        watch.Note(At(0), Two, Units.Zero);

        Assert.False(watch.IsNews(new StaffMark(118, 2)));      // 1.7 %
        Assert.True(watch.IsNews(new StaffMark(117, 2)));       // 2.5 %
        Assert.True(watch.IsNews(new StaffMark(0, 0)));
    }

    [Fact]
    public void A_mark_counts_who_works_and_none_is_made_where_something_else_bounds_them()
    {
        var floor = new TestFloor().Sector("pack", next: To("ship")).Sector("ship")
            .Sector("batched", with: s => s with { Batch = new BatchRule(10, 60) })
            .Sector("full", with: s => s with { BufferUnits = 9 }).Sector("before", next: To("full"))
            .Resource("p", ("pack", 60)).Present("p", "pack").Resource("q", ("pack", 40)).Present("q", "pack", ResourceStateKind.Break);
        var roster = floor.LoadOf("pack").Roster;

        Assert.Equal(new StaffMark(60, 1), StaffMark.Of(floor.Floor(), "pack", roster, Start));
        Assert.Equal(default, StaffMark.Of(floor.Floor(), "batched", roster, Start));
        Assert.Equal(default, StaffMark.Of(floor.Floor(), "before", roster, Start));
        Assert.Equal(default, StaffMark.Of(floor.Floor(), "nowhere", roster, Start));
    }
}
