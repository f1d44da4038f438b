using System.IO.Hashing;
using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Simulation;

public class FloorSimulatorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_events_byte_for_byte()
        => Assert.Equal(Bytes(DemoDay.Events(DemoDay.Scenario, 33)), Bytes(DemoDay.Events(DemoDay.Scenario, 33)));

    [Fact]
    public void Another_seed_gives_another_day()
        => Assert.NotEqual(
            Bytes(DemoDay.Events(DemoDay.Scenario, 2)), Bytes(DemoDay.Events(DemoDay.Scenario with { Seed = 1 }, 2)));

    [Fact]
    public void The_size_of_the_steps_does_not_matter()
    {
        var whole = DemoDay.Events(DemoDay.Scenario, 3);
        var simulator = DemoDay.Simulator(DemoDay.Scenario);
        var pieces = new List<FloorEvent>();
        for (var second = 10; second <= 3 * 3600; second += 10) pieces.AddRange(simulator.Step(DemoDay.Opens.AddSeconds(second)));

        Assert.Equal(Bytes(whole), Bytes(pieces));
    }

    [Fact]
    public void Ids_and_sequences_are_unique_and_rise_and_times_never_go_back()
    {
        var events = DemoDay.Events(DemoDay.Scenario, 9.5);

        Assert.All(events, e => Assert.Equal("urn:syncops:simulator:demo:run", e.Source));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long?)n), events.Select(e => e.Sequence));
        Assert.Equal(events.Select(e => e.Id).Order(StringComparer.Ordinal).Distinct(), events.Select(e => e.Id));
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.Time <= pair.Second.Time));
    }

    [Fact]
    public void Everyone_checks_in_at_home_when_the_day_opens_and_out_when_it_closes()
    {
        var events = DemoDay.Events(DemoDay.Calm, 9);

        var ins = events.Where(e => e.Kind == EventKind.ResourceCheckedIn).ToList();
        Assert.Equal(58, ins.Count);
        Assert.All(ins, e => Assert.Equal((DemoDay.At(8), DemoDay.Floor.Resource(e.Resource)!.Home), (e.Time, e.Sector)));
        var outs = events.Where(e => e.Kind == EventKind.ResourceCheckedOut).ToList();
        Assert.Equal(58, outs.Count);
        Assert.All(outs, e => Assert.Equal(DemoDay.At(17), e.Time));
    }

    [Fact]
    public void Whoever_is_absent_never_checks_in()
    {
        var events = DemoDay.Events(DemoDay.Calm with { Absence = 0.5 }, 9);

        var present = events.Where(e => e.Kind == EventKind.ResourceCheckedIn).Select(e => e.Resource).ToHashSet();
        Assert.InRange(present.Count, 15, 43);      // binomial(58, 0.5): 29 +- 3.7 standard deviations of 3.8
        Assert.All(events.Where(e => !e.IsWork), e => Assert.Contains(e.Resource, present));
    }

    [Fact]
    public void Breaks_are_taken_when_the_roster_says_and_people_work_again_after_them()
    {
        var events = DemoDay.Events(DemoDay.Calm, 9);
        var breaks = new ScenarioDay(DemoDay.Floor, DemoDay.Calm, new DateOnly(2026, 3, 2)).Breaks(DemoDay.Floor.ResourceIndex("out-01"));

        var told = events.Where(e => e.Kind == EventKind.ResourceStatus && e.Resource == "out-01").Select(e => (e.Time, e.State));

        Assert.Equal(3, breaks.Count);
        Assert.Equal(
            breaks.SelectMany(b => new[] { (b.Start, (ReportedState?)ReportedState.Break), (b.End, ReportedState.Working) }), told);
    }

    [Fact]
    public void Three_pickers_go_home_at_ten_to_nine_on_the_first_day_and_come_back_on_the_second()
    {
        var events = DemoDay.Events(DemoDay.Scenario, 25);

        string[] ill = ["out-06", "out-07", "out-08"];
        var outs = events.Where(e => e.Kind == EventKind.ResourceCheckedOut && e.Time == DemoDay.At(8, 50)).Select(e => e.Resource!);
        Assert.Equal(ill, outs);
        var next = events.Where(e => e.Kind == EventKind.ResourceCheckedIn && e.Time == DemoDay.At(8).AddDays(1)).Select(e => e.Resource!);
        Assert.NotEmpty(next.Intersect(ill));
    }

    [Fact]
    public void A_calm_day_completes_its_orders_in_every_sector()
    {
        var events = DemoDay.Events(DemoDay.Calm, 9);

        // 300 orders overnight and 640/h for 9 h: 6,060, Poisson, so +- 5 x sqrt(5,760) = 380; 15,150 lines of 2.5 per order with
        // a variance of 7.75 per order: +- 5 x sqrt(6,060 x 7.75) = 1,084.
        var lines = DemoDay.Units(events, EventKind.WorkArrived, "pick") + DemoDay.Units(events, EventKind.WorkCounted, "pick");
        Assert.InRange(lines, 15_150 - 1_100, 15_150 + 1_100);
        Assert.InRange(DemoDay.Units(events, EventKind.WorkCompleted, "load"), 6_060 - 500, 6_060 + 500);
        // 960 cartons/h for 7 h make 168 pallets.
        Assert.InRange(DemoDay.Units(events, EventKind.WorkCompleted, "put-away"), 168 - 12, 168 + 12);
        Assert.All(events.Where(e => e.IsWork), e => Assert.Equal(0, e.Units.Millionths % 1_000_000));
    }

    [Fact]
    public void What_the_day_leaves_is_removed_by_the_night_crew_and_counted()
    {
        var simulator = DemoDay.Simulator(DemoDay.Scenario);
        simulator.Step(DemoDay.At(17, 10));
        var left = simulator.Sectors.Sum(s => s.Backlog);

        var night = simulator.Step(DemoDay.At(20));

        Assert.True(left > 0);
        Assert.All(night, e => Assert.Equal((EventKind.WorkRemoved, "cleared overnight"), (e.Kind, e.Reason)));
        Assert.Equal(left, night.Sum(e => e.Units.Value));
        Assert.All(simulator.Sectors, s => Assert.Equal(0, s.Backlog));
    }

    [Fact]
    public void Days_follow_each_other_each_with_its_own_night_orders_and_crew()
    {
        var events = DemoDay.Events(DemoDay.Scenario, 24 * 4 + 9);

        var days = events.Where(e => e.Kind == EventKind.ResourceCheckedIn).Select(e => e.Time).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, 5).Select(d => DemoDay.At(8).AddDays(d)), days);
        Assert.All(days, day => Assert.Contains(
            events, e => e.Kind == EventKind.WorkCounted && e.Sector == "pick" && e.Time == day && e.Units.Value > 300));
    }

    [Fact]
    public void What_came_overnight_is_counted_at_opening_and_never_arrives()
    {
        var events = DemoDay.Simulator(DemoDay.Scenario).Step(DemoDay.Opens);

        var work = Assert.Single(events, e => e.IsWork);
        Assert.Equal((EventKind.WorkCounted, "pick", DemoDay.Opens), (work.Kind, work.Sector, work.Time));
    }

    [Fact]
    public void A_ledger_of_a_days_events_holds_the_simulators_own_work()
    {
        var simulator = DemoDay.Simulator(DemoDay.Scenario);
        var events = simulator.Step(DemoDay.At(14));

        foreach (var sector in simulator.Sectors)
        {
            var ledger = SectorLedger.Empty(ClockKind.Stepped);
            var work = events.Where(e => e.IsWork && e.Sector == sector.Id).ToArray();
            ledger.Adopt(1, new JournalEntry { ReceivedAt = DemoDay.Opens.AddDays(-1), Events = work });
            ledger.AdvanceTo(DemoDay.At(14));

            var totals = ledger.Accounts.Totals;
            Assert.Equal(
                (sector.Arrived, sector.Completed, sector.Removed, sector.Backlog),
                ((totals.Arrived + totals.Adjusted).Value, totals.Completed.Value, totals.Removed.Value, totals.Backlog.Value));
        }
    }

    [Fact]
    public void The_first_step_of_a_new_floor_already_brings_work_and_people()
    {
        var events = DemoDay.Simulator(DemoDay.Scenario).Step(DemoDay.Opens.AddSeconds(10));

        Assert.Contains(events, e => e.Kind == EventKind.ResourceCheckedIn && e.Time == DemoDay.Opens);
        Assert.Contains(events, e => e.Kind == EventKind.WorkCounted && e.Time == DemoDay.Opens);
        Assert.Contains(events, e => e.Kind == EventKind.WorkCompleted);
    }

    [Fact]
    public void The_first_days_events_are_the_same_on_every_machine()
        => Assert.Equal(GoldenDay, Convert.ToHexString(XxHash64.Hash(Bytes(DemoDay.Events(DemoDay.Scenario, 24)))));

    /// <summary>Of the 24 hours from the start, as first simulated; a change of it is a change of everybody's replays.</summary>
    private const string GoldenDay = "82BAD2DBC719BBC8";

    private static byte[] Bytes(IReadOnlyList<FloorEvent> events) => JsonSerializer.SerializeToUtf8Bytes(events, ContractJson.Options);
}
