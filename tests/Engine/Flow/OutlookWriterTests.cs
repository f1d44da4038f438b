using SyncOps.Engine.Alerts;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class OutlookWriterTests
{
    private static TestFloor OneSector() => new TestFloor().Sector("pack")
        .Resource("p", ("pack", 60)).Resource("q", ("pack", 40)).Present("p", "pack");

    private static SectorOutlook Of(TestFloor floor) => OutlookWriter.Write(ScenarioSet.Of(floor.Projector()), 0);

    private static TestFloor Silent(TestFloor floor, double outside, double minutes)
        => floor.Present("p", "pack", availableAt: -720)
            .Load("pack", outside: outside, with: l => l with { LastEventAt = TestFloor.At(-minutes) });

    [Fact]
    public void The_outlook_has_a_point_every_interval_to_the_horizon()
    {
        var points = Of(OneSector().Load("pack", backlog: 120)).Points;

        Assert.Equal(17, points.Count);    // 4 h in quarters, and now
        Assert.Equal(TestFloor.At(15), points[1].At);
        Assert.Equal(Range3.Certain(105), points[1].BacklogUnits);
        Assert.Equal(Range3.Certain(105), points[1].WaitMinutes);
    }

    [Fact]
    public void A_bottleneck_now_and_one_to_come_are_told_apart()
    {
        var here = Of(OneSector().Load("pack", backlog: 120));
        var coming = Of(OneSector().Load("pack", outside: 120));

        Assert.Equal((SectorStatus.Bottleneck, TestFloor.Start), (here.Status, here.BottleneckAt));
        Assert.Equal((SectorStatus.Watch, TestFloor.At(31)), (coming.Status, coming.BottleneckAt));
        Assert.Equal(SectorStatus.Ok, Of(OneSector().Load("pack", outside: 30)).Status);
    }

    [Fact]
    public void An_alert_says_when_with_what_probability_and_how_many_minutes_are_left()
    {
        var outlook = Of(OneSector().Load("pack", outside: 120)) with
        {
            OnsetAt = TestFloor.At(31), WaitProbability = 0.926, AlertProbability = 0.7,
        };

        Assert.Equal(
            new SectorAlert(TestFloor.At(31), MinutesLeft: 26, Probability: 0.93),
            OutlookWriter.Alert(outlook, OneSector().Floor().Document, TestFloor.At(5)));
        Assert.Equal(0, OutlookWriter.Alert(outlook, OneSector().Floor().Document, TestFloor.At(40))!.MinutesLeft);    // it has begun
    }

    [Fact]
    public void An_alert_that_is_too_unlikely_to_pay_is_not_raised()
    {
        var outlook = Of(OneSector().Load("pack", outside: 120)) with { AlertProbability = 0.5 };

        Assert.Null(Raised(outlook, new AlertCosts(2, 1)));       // pays from 2/3 on
        Assert.NotNull(Raised(outlook, new AlertCosts(1, 1)));    // from 1/2 on
        Assert.Null(Raised(outlook with { OnsetAt = null }, new AlertCosts(1, 1)));

        static SectorAlert? Raised(SectorOutlook outlook, AlertCosts costs)
            => OutlookWriter.Alert(outlook, OneSector().Policy(p => p with { Alerts = costs }).Floor().Document, TestFloor.Start);
    }

    [Fact]
    public void An_alert_counts_each_scenario_by_how_little_it_can_wait()
    {
        var here = Of(OneSector().Load("pack", backlog: 120));
        var coming = Of(OneSector().Load("pack", outside: 120));

        Assert.Equal((1, 1), (here.WaitProbability, here.AlertProbability));
        // Twelve of thirteen scenarios have it, around half an hour from now.
        Assert.Equal(12.0 / 13, coming.WaitProbability, 6);
        Assert.InRange(coming.AlertProbability, AlertPolicy.Urgency(60) * 12 / 13, AlertPolicy.Urgency(15) * 12 / 13);
    }

    [Fact]
    public void A_wait_that_begins_much_later_can_be_told_of_later()
    {
        var later = Of(OneSector().Load("pack").Forecast("pack", 0, 0).Forecast("pack", 120, 200));

        Assert.NotNull(later.BottleneckAt);
        Assert.Equal((null, 0.0), (later.OnsetAt, later.WaitProbability));
    }

    [Fact]
    public void What_waits_because_everybody_has_gone_home_is_no_alert()
    {
        var leaving = OneSector().Shift("p", -60, 20).Load("pack", backlog: 30);    // 20 of 30 are done when the last one leaves
        var swamped = OneSector().Shift("p", -60, 120).Load("pack", backlog: 300);

        Assert.Equal((null, 0.0), (Of(leaving).OnsetAt, Of(leaving).WaitProbability));
        Assert.Equal(TestFloor.Start, Of(swamped).OnsetAt);
    }

    [Theory]
    [InlineData(30, SectorStatus.Ok)]       // two intervals of 15 min
    [InlineData(31, SectorStatus.Stale)]
    public void Silence_longer_than_two_intervals_is_stale_where_much_should_happen(double minutes, SectorStatus status)
        => Assert.Equal(status, Of(Silent(OneSector(), outside: 30, minutes)).Status);

    [Theory]
    [InlineData(40, SectorStatus.Ok)]       // 3 arrive and 3 leave in an hour: one event in 10 min, four times that is 40
    [InlineData(41, SectorStatus.Stale)]
    public void Silence_is_measured_by_the_expected_time_between_events(double minutes, SectorStatus status)
        => Assert.Equal(status, Of(Silent(OneSector(), outside: 3, minutes)).Status);

    [Fact]
    public void A_sector_with_nobody_and_nothing_is_never_stale()
        => Assert.Equal(SectorStatus.Ok, Of(Silent(OneSector(), outside: 0, 600).Gone("p")).Status);

    [Theory]
    [InlineData(-30, SectorStatus.Ok)]
    [InlineData(-31, SectorStatus.Stale)]
    public void The_night_before_anybody_came_is_no_silence(double cameAt, SectorStatus status)
        => Assert.Equal(status, Of(Silent(OneSector(), outside: 30, 600).Present("p", "pack", availableAt: cameAt)).Status);

    [Theory]
    [InlineData(480, SectorStatus.Ok)]     // two are there for one unit, which one of them does in 2 h: four times that
    [InlineData(481, SectorStatus.Stale)]
    public void One_unit_in_the_hands_of_one_of_many_is_told_of_as_seldom_as_it_takes(double minutes, SectorStatus status)
    {
        var floor = new TestFloor().Sector("pack").Resource("p", ("pack", 0.5)).Resource("q", ("pack", 0.5));
        foreach (var person in new[] { "p", "q" }) floor.Shift(person, -720, 720).Present(person, "pack", availableAt: -720);

        Assert.Equal(status, Of(floor.Load("pack", backlog: 1, with: l => l with { LastEventAt = TestFloor.At(-minutes) })).Status);
    }

    [Fact]
    public void Capacity_counts_those_reported_working()
    {
        var floor = OneSector().Present("q", "pack", ResourceStateKind.Break).Load("pack", outside: 45);

        Assert.Equal((60, 0.75), (Of(floor).CapacityPerHour, Of(floor).Utilization));    // 45 / 60
        floor.Present("q", "pack", ResourceStateKind.Travelling, availableAt: -1);
        Assert.Equal((100, 0.45), (Of(floor).CapacityPerHour, Of(floor).Utilization));   // arrived: 60 + 40
    }

    [Fact]
    public void Capacity_is_bounded_by_stations_crews_and_the_machine()
    {
        Assert.Equal(60, Bounded(s => s with { Stations = 1 }));                                 // the faster of 60 and 40
        Assert.Equal(0, Bounded(s => s with { Crew = new Crew(3, 1) }));
        Assert.Equal(75, Bounded(s => s with { MachineUnitsPerHour = 75 }));

        static double Bounded(Func<SectorSpec, SectorSpec> with) => Of(new TestFloor().Sector("pack", with: with)
            .Resource("p", ("pack", 60)).Present("p", "pack").Resource("q", ("pack", 40)).Present("q", "pack")).CapacityPerHour;
    }

    [Fact]
    public void Work_without_capacity_is_full_utilization_and_no_work_is_none()
    {
        Assert.Equal(1, Of(OneSector().Gone("p").Load("pack", backlog: 1)).Utilization);
        Assert.Equal(0, Of(OneSector().Gone("p")).Utilization);
    }

    [Fact]
    public void A_view_is_the_load_now_with_the_outlooks_forecast()
    {
        var floor = OneSector().Load("pack", backlog: 120, with: l => l with
        {
            ByClass = [new ClassBacklog("", Units.Of(20)), new ClassBacklog("b", Units.Of(100))],
        });
        var view = SectorViews.From(floor.LoadOf("pack"), Of(floor), floor.Floor());

        Assert.Equal(Units.Of(120), view.BacklogUnits);
        Assert.Equal((1, 60, 120), (view.Staff, view.CapacityPerHour, view.WaitMinutes));
        Assert.Equal(Units.Of(100), view.ByClass!["b"]);
        Assert.Equal(SectorStatus.Bottleneck, view.Status);
        Assert.Equal(SectorStatus.Ok, SectorViews.From(floor.LoadOf("pack"), null, floor.Floor()).Status);
    }
}
