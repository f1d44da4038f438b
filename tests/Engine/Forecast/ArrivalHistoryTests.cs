using SyncOps.Engine.Forecast;
using SyncOps.Engine.Quantities;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;
using static SyncOps.Tests.Engine.StateSerializer;

namespace SyncOps.Tests.Engine.Forecast;

public class ArrivalHistoryTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    [Fact]
    public void Arrivals_add_up_by_slot_whatever_their_order()
    {
        var history = new ArrivalHistory(slots: 3, Monday, firstWholeDay: Monday);
        foreach (var (slot, units) in new[] { (1, 0.1), (0, 2.0), (1, 0.2) }) history.Add(Monday, slot, Units.Of(units));

        Assert.Equal([2, 0.3], history.Observed(2));     // whole millionths: 0.1 + 0.2 is 0.3
    }

    [Fact]
    public void A_new_day_ends_the_one_before_and_keeps_its_plan_with_it()
    {
        var history = new ArrivalHistory(slots: 2, Monday, firstWholeDay: Monday);
        history.Plan([4, 6]);
        history.Add(Monday, 0, Units.Of(5));
        history.Add(Monday.AddDays(1), 1, Units.Of(7));

        var day = Assert.Single(history.Days);
        Assert.Equal((Monday, 5f, 0f), (day.Date, day.Units[0], day.Units[1]));
        Assert.Equal([4f, 6f], day.Planned!);
        Assert.Equal([0, 7], history.Observed(2));
        Assert.Equal(Monday.AddDays(1), history.Today);
    }

    [Fact]
    public void An_arrival_of_a_day_that_has_ended_is_left_out()
    {
        var history = new ArrivalHistory(slots: 1, Monday, firstWholeDay: Monday);
        history.BeginDay(Monday.AddDays(1));
        history.Add(Monday, 0, Units.Of(5));

        Assert.Empty(history.Days);
        Assert.Equal([0], history.Observed(1));
    }

    [Fact]
    public void A_day_begun_halfway_is_counted_but_not_kept()
    {
        var history = new ArrivalHistory(slots: 1, Monday, firstWholeDay: Monday.AddDays(1));
        history.Add(Monday, 0, Units.Of(5));
        Assert.Equal([5], history.Observed(1));
        history.Add(Monday.AddDays(1), 0, Units.Of(6));
        history.BeginDay(Monday.AddDays(2));

        Assert.Equal([Monday.AddDays(1)], history.Days.Select(day => day.Date));
    }

    [Fact]
    public void A_closed_day_is_not_kept_and_no_more_than_a_quarter_of_a_year_is()
    {
        var history = new ArrivalHistory(slots: 1, Monday, firstWholeDay: Monday);
        for (var d = 0; d < 120; d++) history.Add(Monday.AddDays(d + d / 6), 0, Units.Of(1));      // every seventh day closed
        history.BeginDay(Monday.AddDays(200));

        Assert.Equal(91, history.Days.Count);
        Assert.Equal(Monday.AddDays(119 + 19), history.Days[^1].Date);
        Assert.DoesNotContain(history.Days, day => day.Date.DayOfWeek == DayOfWeek.Sunday);
    }

    [Fact]
    public void It_is_stored_and_read_back_whole()
    {
        var history = new ArrivalHistory(slots: 2, Monday, firstWholeDay: Monday);
        history.Plan([4, 6]);
        history.Add(Monday, 0, Units.Of(5));
        history.Add(Monday.AddDays(1), 1, Units.Of(7));
        history.Plan([3, 9]);

        var read = Serializer.Deserialize<ArrivalHistory>(Serializer.SerializeToArray(history))!;
        read.BeginDay(Monday.AddDays(2));

        Assert.Equal([Monday, Monday.AddDays(1)], read.Days.Select(day => day.Date));
        Assert.Equal([5f, 0f, 0f, 7f], read.Days.SelectMany(day => day.Units));
        Assert.Equal([4f, 6f, 3f, 9f], read.Days.SelectMany(day => day.Planned!));
    }
}
