using SyncOps.Engine.Backtest;
using SyncOps.Engine.Backtest.Plant;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using Xunit;
using static SyncOps.Tests.Engine.Backtest.BacktestCases;

namespace SyncOps.Tests.Engine.Backtest;

public sealed class BacktestPlantTests
{
    [Fact]
    public void Work_in_a_sector_where_nobody_is_waits_to_the_end_of_the_day()     // 4 jobs x 4 h, and nobody in b
    {
        var day = Assert.Single(BacktestPlant.Play(OneTooManyInA(), null));

        Assert.Equal((16, 16, 4), (day.UnitHours, day.QueuedUnitHours, day.LeftUnits));
        Assert.Equal(new PeriodLoss(16, 0, 0, 0), day.Loss);
    }

    [Fact]
    public void A_person_who_is_moved_walks_and_then_serves_first_come_first_served()
    {
        var day = Assert.Single(BacktestPlant.Play(OneTooManyInA(), new MoveAt(20, resource: 1, sector: 1)));

        // There at 20:30; done at 21:00, 21:30, 22:00 and 22:30: 1 + 1.5 + 2 + 2.5. Of these 4 x 0.5 h are work. One move at 2.
        Assert.Equal((7, 5, 0, 1), (day.UnitHours, day.QueuedUnitHours, day.LeftUnits, day.Moves));
        Assert.Equal(new PeriodLoss(7, 0, 0, 2), day.Loss);
    }

    [Fact]
    public void One_person_at_a_time_works_on_a_job_and_the_fastest_takes_it()     // Ben at 2 an hour: 0.5 h, however many stand by
    {
        var floor = Document(Person("ann", ("a", 1)), Person("ben", ("a", 2)));
        var day = Assert.Single(BacktestPlant.Play(Case(floor, 1, [(10, ["a"])], [(8, 16, "a")], [(8, 16, "a")]), null));

        Assert.Equal(0.5, day.UnitHours, precision: 9);
    }

    [Fact]
    public void Who_goes_home_puts_the_work_back_as_far_as_it_is_done()     // half done by 8:30, the rest from 9:00 to 9:30
    {
        var floor = Document(Person("ann", ("a", 1)));
        var day = Assert.Single(BacktestPlant.Play(Case(floor, 1, [(8, ["a"])], [(8, 8.5, "a"), (9, 12, "a")]), null));

        Assert.Equal((1.5, 0.5), (day.UnitHours, day.QueuedUnitHours));
    }

    [Fact]
    public void A_pause_is_no_work_and_a_day_ends_at_midnight()     // begun at 23:00, paused to 24:00, done at 1:00 of the next day
    {
        var floor = Document(Person("ann", ("a", 1)));
        var @case = Case(floor, 2, [(22.5, ["a"])], [(22, 30, "a")]);
        var stretch = @case.Duties[0][0] with { Pauses = [new DutyPause(At(22), At(24), ReportedState.Break)] };
        var days = BacktestPlant.Play(@case with { Duties = [[stretch]] }, null);

        Assert.Equal([1.5, 1], days.Select(d => d.UnitHours));
    }

    [Fact]
    public void A_job_goes_on_to_its_next_step_and_stations_bound_what_is_worked_on_at_once()
    {
        var floor = Document(Person("ann", ("a", 1)), Person("ben", ("a", 1)), Person("cid", ("b", 2)));
        var one = floor with { Sectors = [Sector("a") with { Stations = 1 }, Sector("b")] };
        var jobs = new[] { (8.0, new[] { "a", "b" }), (8.0, ["a", "b"]) };
        (double, double, string)[][] duties = [[(8, 16, "a")], [(8, 16, "a")], [(8, 16, "b")]];

        // Both at once in a until 9:00; in b one until 9:30 and the other until 10:00: 2 + 0.5 + 1.
        Assert.Equal(3.5, BacktestPlant.Play(Case(floor, 1, jobs, duties), null)[0].UnitHours, precision: 9);
        // One after the other in a until 9:00 and 10:00, then 0.5 h each in b: 1 + 2 + 0.5 + 0.5.
        Assert.Equal(4, BacktestPlant.Play(Case(one, 1, jobs, duties), null)[0].UnitHours, precision: 9);
    }

    [Fact]
    public void What_entered_in_time_and_is_not_done_when_the_truck_leaves_is_late()
    {
        var floor = Document(Person("ann", ("a", 1)));
        var cutOff = new CutOff { Id = "noon", Sector = "a", OrderBy = At(11), Leaves = At(12), CostPerLateUnit = 6 };
        var @case = Case(floor, 1, [(8, ["a"]), (10.5, ["a"]), (10.75, ["a"]), (11.5, ["a"])], [(8, 16, "a")]) with
        {
            Days = new SortedDictionary<DateOnly, DayDocument> { [new DateOnly(2026, 3, 2)] = new() { CutOffs = [cutOff] } },
        };

        var day = Assert.Single(BacktestPlant.Play(@case, null));

        // Done at 9:00 and 11:30; the third would be done at 12:30; the fourth came too late to be due.
        Assert.Equal((1, 6), (day.LateUnits, day.Loss.Late));
    }

    [Fact]
    public void People_follow_the_record_where_they_are_told_to()
    {
        var @case = OneTooManyInA();
        var stretch = @case.Duties[1][0] with { Places = [new RecordedPlace(At(8), 0), new RecordedPlace(At(21), 1)] };

        var day = Assert.Single(BacktestPlant.Play(@case with { Duties = [@case.Duties[0], [stretch]] }, null, followsRecord: true));

        // In b at 21:00 without walking, since the record says that it was there: 1.5 + 2 + 2.5 + 3.
        Assert.Equal((9, 1), (day.UnitHours, day.Moves));
    }

    /// <summary>Both people in a, which has no work; four jobs in b from 20:00 on, where either would do two an hour.</summary>
    private static BacktestCase OneTooManyInA() => Case(
        Document(Person("ann", ("a", 2), ("b", 2)), Person("ben", ("a", 2), ("b", 2))), 1,
        [(20, ["b"]), (20, ["b"]), (20, ["b"]), (20, ["b"])], [(8, 24, "a")], [(8, 24, "a")]);

    private sealed class MoveAt(double hours, int resource, int sector) : IBacktestPolicy
    {
        public void Decide(BacktestPlant plant)
        {
            if (plant.Now == At(hours)) plant.Move(resource, sector);
        }
    }
}
