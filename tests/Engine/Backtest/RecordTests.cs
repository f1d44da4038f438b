using NodaTime;
using SyncOps.Engine.Backtest;
using SyncOps.Engine.Backtest.Record;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using Xunit;
using static SyncOps.Tests.Engine.Backtest.BacktestCases;

namespace SyncOps.Tests.Engine.Backtest;

/// <summary>What is taken out of logs and histories.</summary>
public sealed class RecordTests
{
    private static readonly Floor Small = Floor.Of(Document(
        Person("ann", ("a", 1)), Person("ben", ("b", 1))) with
    {
        Sectors = [Sector("a") with { Next = [new Route { To = "b", Share = 1 }] }, Sector("b")],
    });

    private static readonly LogRow[] Rows =
    [
        Row(1, "c1", "A", "ann", "02T08:00", "02T09:00"),
        Row(2, "c1", "B", "ben", "02T11:00", "02T12:00"),
        Row(3, "c2", "A", "ann", "03T08:00", "03T09:00"),
        Row(4, "c2", "B", "ben", "03T09:30", "03T10:30"),
    ];

    [Fact]
    public void A_case_of_a_log_goes_the_way_it_went_and_its_waits_are_start_less_ready()
    {
        var @case = LogCase.Of(Log(Rows), Small, CaseOptions.Whole).Value!;

        Assert.Equal([At(8), At(32)], @case.Jobs.Select(j => j.EntersAt));
        Assert.All(@case.Jobs, j => Assert.Equal([0, 1], j.Steps.Select(s => s.Sector)));
        Assert.Equal([(At(8), At(9)), (At(32), At(33))], @case.Duties[0].Select(d => (d.Start, d.End)));
        // Ready at once for a; for b from 9:00 to 11:00 and from 9:00 to 9:30: 150 min over four executions. There 1 + 3 and 1 + 1.5 h.
        Assert.Equal(new RecordedWaiting(6.5, 37.5, 4), @case.Recorded);
        Assert.Equal(2, @case.Period.Days);
    }

    [Fact]
    public void A_case_that_is_under_way_when_the_period_begins_is_there_from_its_start()
    {
        LogRow[] rows = [.. Rows, Row(5, "c3", "B", "ben", "04T08:00", "04T12:00")];
        var from = new CaseOptions(new LocalDate(2026, 3, 3), null, CaseOptions.Whole.Days);
        var night = Row(6, "c4", "A", "ann", "02T22:00", "03T06:00");

        var job = LogCase.Of(Log([.. rows, night]), Small, from).Value!.Jobs[0];

        Assert.Equal((At(24), 1), (job.EntersAt, job.Steps.Count));
    }

    [Fact]
    public void A_history_gives_outside_arrivals_counts_removals_and_attendance()
    {
        FloorEvent[] events =
        [
            Event(EventKind.ResourceCheckedIn, 8, "a", "ann"),
            Event(EventKind.WorkArrived, 8, "a", units: 2),
            Event(EventKind.WorkCompleted, 9, "a", units: 1),
            Event(EventKind.WorkArrived, 9, "b", units: 1) with { From = "a" },
            Event(EventKind.ResourceStatus, 10, resource: "ann") with { State = ReportedState.Break },
            Event(EventKind.ResourceStatus, 10.5, resource: "ann") with { State = ReportedState.Working },
            Event(EventKind.WorkCounted, 11, "b", units: 3),
            Event(EventKind.WorkCounted, 12, "b", units: 1),
            Event(EventKind.WorkRemoved, 13, "a", units: 1),
            Event(EventKind.ResourceMoved, 14, "b", "ann"),
            Event(EventKind.ResourceCheckedOut, 16, resource: "ann"),
            Event(EventKind.WorkCompleted, 34, "b", units: 1),
        ];

        var @case = HistoryCase.Of(events, Small, CaseOptions.Whole).Value!;

        // Two units came into a and go on to b; a count found two more in b, the next one two less.
        Assert.Equal([(At(8), 2), (At(8), 2), (At(11), 1), (At(11), 1)], @case.Jobs.Select(j => (j.EntersAt, j.Steps.Count)));
        Assert.Equal([new Removal(At(12), 1, 2), new Removal(At(13), 0, 1)], @case.Removals);
        var stretch = Assert.Single(@case.Duties[0]);
        Assert.Equal([new RecordedPlace(At(8), 0), new RecordedPlace(At(14), 1)], stretch.Places);
        Assert.Equal([new DutyPause(At(10), At(10.5), ReportedState.Break)], stretch.Pauses);
        // In a two for 1 h and one for 4; in b one for 2 h, three for 1 and one for 22.
        Assert.Equal(2 + 4 + 2 + 3 + 22, @case.Recorded.UnitHours, precision: 9);
    }

    [Fact]
    public void What_was_there_before_the_period_is_there_when_it_begins()
    {
        FloorEvent[] events =
        [
            Event(EventKind.ResourceCheckedIn, 7, "b", "ben"), Event(EventKind.WorkArrived, 8, "b", units: 3),
            Event(EventKind.WorkCompleted, 9, "b", units: 1), Event(EventKind.WorkCompleted, 30, "b", units: 1),
            Event(EventKind.WorkArrived, 60, "b", units: 1),
        ];

        var jobs = HistoryCase.Of(events, Small, new CaseOptions(new LocalDate(2026, 3, 3), null, CaseOptions.Whole.Days)).Value!.Jobs;

        Assert.Equal([At(24), At(24), At(60)], jobs.Select(j => j.EntersAt));
    }

    [Fact]
    public void Ways_are_drawn_by_shares_and_multiply_units()
    {
        var floor = Floor.Of(Small.Document with
        {
            Sectors = [Sector("a") with { Next = [new Route { To = "b", Share = 0.25, UnitsPerUnit = 3, DelayMinutes = 5 }] }, Sector("b")],
        });
        var events = Enumerable.Range(0, 1000).Select(n => Event(EventKind.WorkArrived, n / 10.0, "a", units: 1))
            .Append(Event(EventKind.ResourceCheckedIn, 0, "a", "ann")).ToArray();

        var gone = HistoryCase.Of(events, floor, CaseOptions.Whole).Value!.Jobs.Where(j => j.Steps.Count == 2).ToArray();

        Assert.InRange(gone.Length, 200, 300);     // 250 and three and a half standard deviations of 14
        Assert.All(gone, j => Assert.Equal(new JobStep(1, 3, TimeSpan.FromMinutes(5)), j.Steps[1]));
    }

    [Theory]
    [InlineData("liveClock", "live clock")]
    [InlineData("unknownActivity", "'Paint'")]
    [InlineData("shortPeriod", "24 h")]
    [InlineData("emptyPeriod", "2026-03-02")]
    [InlineData("nobodyThere", "at work")]
    [InlineData("emptyLog", "0 rows")]
    public void What_cannot_be_played_is_refused_with_the_value_and_the_way_out(string code, string says)
    {
        var late = new CaseOptions(new LocalDate(2026, 4, 1), null, CaseOptions.Whole.Days);
        var refusal = (code switch
        {
            "liveClock" => LogCase.Of(Log(Rows), Floor.Of(Small.Document with { Clock = ClockKind.Live }), CaseOptions.Whole),
            "unknownActivity" => LogCase.Of(Log([Row(1, "c", "Paint", "ann", "02T08:00", "04T09:00")]), Small, CaseOptions.Whole),
            "shortPeriod" => LogCase.Of(Log([Rows[0]]), Small, CaseOptions.Whole),
            "emptyPeriod" => LogCase.Of(Log(Rows), Small, late),
            "nobodyThere" => LogCase.Of(Log([.. Rows.Select(r => r with { Resource = null })]), Small, CaseOptions.Whole),
            _ => LogCase.Of(Log([]), Small, CaseOptions.Whole),
        }).Refusal!;

        Assert.Equal(code, refusal.Faults![0].Code);
        Assert.Contains(says, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_without_work_from_outside_is_refused()
    {
        FloorEvent[] events =
        [
            Event(EventKind.ResourceCheckedIn, 0, "a", "ann"), Event(EventKind.WorkArrived, 30, "b", units: 1) with { From = "a" },
        ];

        Assert.Equal("noArrivals", HistoryCase.Of(events, Small, CaseOptions.Whole).Refusal!.Faults![0].Code);
    }

    private static EventLog Log(LogRow[] rows) => EventLog.From(rows, new LogReading());

    private static LogRow Row(int number, string @case, string activity, string resource, string from, string until)
        => new(number, @case, activity, resource, $"2026-03-{from}:00Z", $"2026-03-{until}:00Z");
}
