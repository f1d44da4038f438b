using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Simulation;

public class SimulatedMoveTests
{
    [Fact]
    public void Two_packers_moved_to_picking_raise_its_completions_by_their_rate_while_it_has_work()
    {
        // Short of three pickers, picking has a queue from 09:45 on; two more people add 2 x 184 lines/h without noise.
        var short3 = DemoDay.Calm with { FirstDay = DemoDay.Scenario.FirstDay, Breaks = new BreakRules() };
        var without = Completions(short3, move: false);
        var with = Completions(short3, move: true);

        Assert.Equal(2 * 184 * 0.5, with - without, 4.0);
    }

    [Fact]
    public void Moves_change_nothing_of_what_arrives_from_outside_nor_of_who_is_there()
    {
        var alone = DemoDay.Simulator(DemoDay.Scenario);
        var moved = DemoDay.Simulator(DemoDay.Scenario);
        Assert.Equal(alone.Step(DemoDay.Opens), moved.Step(DemoDay.Opens));
        moved.Move("out-30", "pick", DemoDay.At(9), DemoDay.At(9, 8));

        static IEnumerable<object> Outside(IEnumerable<FloorEvent> events)
            => events.Where(e => e is { Kind: EventKind.WorkArrived, From: null } or { IsWork: false } && e.Resource != "out-30")
                .Select(e => (object)(e.Kind, e.Time, e.Sector, e.Resource, e.Units, e.State));

        Assert.Equal(Outside(alone.Step(DemoDay.At(12))), Outside(moved.Step(DemoDay.At(12))));
    }

    [Fact]
    public void A_traveller_works_nowhere_until_it_arrives()
    {
        var one = DemoDay.Calm with { Breaks = new BreakRules() };
        var simulator = DemoDay.Simulator(one);
        simulator.Step(DemoDay.At(8, 30));
        Assert.True(simulator.Move("in-10", "dock", DemoDay.At(8, 30), DemoDay.At(9, 30)));    // the only one at put-away

        simulator.Step(DemoDay.At(8, 31));
        var onTheWay = simulator.Step(DemoDay.At(9, 30));

        Assert.Equal(0, DemoDay.Units(onTheWay, EventKind.WorkCompleted, "put-away"));
        Assert.Equal("dock", simulator.SectorOf("in-10"));
    }

    [Fact]
    public void Who_is_moved_during_a_break_goes_on_with_it_after_arriving()
    {
        var simulator = DemoDay.Simulator(DemoDay.Calm);
        simulator.Step(DemoDay.At(12, 46));
        var resting = new ScenarioDay(DemoDay.Floor, DemoDay.Calm, new DateOnly(2026, 3, 2));
        var person = DemoDay.Floor.Resources.First(r => r.Home == "pack"
            && resting.Breaks(DemoDay.Floor.ResourceIndex(r.Id))[1].Start == DemoDay.At(12, 45)).Id;

        simulator.Move(person, "pick", DemoDay.At(12, 46), DemoDay.At(12, 54));
        var events = simulator.Step(DemoDay.At(13, 20)).Where(e => e.Resource == person).Select(e => (e.Time, e.State));

        Assert.Equal([(DemoDay.At(12, 54), ReportedState.Break), (DemoDay.At(13, 15), (ReportedState?)ReportedState.Working)], events);
    }

    [Fact]
    public void Moves_of_the_absent_of_strangers_and_to_nowhere_are_refused()
    {
        var simulator = DemoDay.Simulator(DemoDay.Scenario);
        simulator.Step(DemoDay.At(9));

        Assert.False(simulator.Move("out-06", "pack", DemoDay.At(9), DemoDay.At(9)));       // went home at 08:50
        Assert.False(simulator.Move("nobody", "pack", DemoDay.At(9), DemoDay.At(9)));
        Assert.False(simulator.Move("out-01", "cellar", DemoDay.At(9), DemoDay.At(9)));
        Assert.Null(simulator.SectorOf("out-06"));
    }

    [Fact]
    public void A_move_lasts_until_the_shift_ends_and_the_next_day_starts_at_home()
    {
        var simulator = DemoDay.Simulator(DemoDay.Calm);
        simulator.Step(DemoDay.At(9));
        simulator.Move("out-30", "pick", DemoDay.At(9), DemoDay.At(9, 8));

        simulator.Step(DemoDay.At(16, 59));
        Assert.Equal("pick", simulator.SectorOf("out-30"));
        simulator.Step(DemoDay.At(8).AddDays(1));
        Assert.Equal("pack", simulator.SectorOf("out-30"));
    }

    [Fact]
    public void A_resumed_floor_keeps_backlogs_places_and_the_work_that_is_on_its_way()
    {
        var first = DemoDay.Simulator(DemoDay.Scenario);
        first.Step(DemoDay.At(9));
        first.Move("out-30", "pick", DemoDay.At(9), DemoDay.At(9, 8));
        first.Step(DemoDay.At(10, 7));

        var second = FloorSimulator.Resume(DemoDay.Floor, DemoDay.Scenario, "again", first.Now, Views(first), Views(first, first.Now));

        Assert.Equal(first.Sectors.Select(s => (s.Id, s.Backlog)), second.Sectors.Select(s => (s.Id, s.Backlog)));
        Assert.All(["pack", "load", "put-away"], s => Assert.Equal(first.UnderWayTo(s), second.UnderWayTo(s)));
        Assert.Equal("pick", second.SectorOf("out-30"));
        var hour = first.Step(DemoDay.At(11, 7));
        var again = second.Step(DemoDay.At(11, 7));
        Assert.Equal(
            DemoDay.Units(hour, EventKind.WorkCompleted, "pick"), DemoDay.Units(again, EventKind.WorkCompleted, "pick"), 2.0);
        Assert.Equal(hour.Where(e => !e.IsWork).Select(e => (e.Time, e.Resource, e.State)),
            again.Where(e => !e.IsWork).Select(e => (e.Time, e.Resource, e.State)));
        Assert.All(again, e => Assert.Equal("urn:syncops:simulator:demo:again", e.Source));
    }

    [Fact]
    public void A_floor_that_knows_nothing_yet_is_resumed_as_a_new_one()
    {
        var resumed = FloorSimulator.Resume(DemoDay.Floor, DemoDay.Scenario, "run", DemoDay.Opens, [], []);

        Assert.Equal(DemoDay.Events(DemoDay.Scenario, 1), resumed.Step(DemoDay.At(9)));
    }

    private static double Completions(FloorScenario scenario, bool move)
    {
        var simulator = DemoDay.Simulator(scenario);
        simulator.Step(DemoDay.At(10));
        if (move)
        {
            simulator.Move("out-30", "pick", DemoDay.At(10), DemoDay.At(10, 8));
            simulator.Move("out-31", "pick", DemoDay.At(10), DemoDay.At(10, 8));
        }
        simulator.Step(DemoDay.At(11));
        return DemoDay.Units(simulator.Step(DemoDay.At(11, 30)), EventKind.WorkCompleted, "pick");
    }

    private static SectorView[] Views(FloorSimulator simulator) =>
    [
        .. simulator.Sectors.Select(s => new SectorView
        {
            Sector = s.Id, AsOf = simulator.Now, Version = 1, BacklogUnits = Units.Of(s.Backlog),
            Totals = new WorkTotals(Units.Of(s.Arrived), Units.Of(s.Completed), Units.Of(s.Removed), Units.Zero),
            Staff = 0, ArrivalsPerHour = 0, CapacityPerHour = 0, Utilization = 0, WaitMinutes = 0, Status = SectorStatus.Ok,
        }),
    ];

    private static ResourceView[] Views(FloorSimulator simulator, DateTimeOffset now)
    {
        var day = SimulatedDay.Draw(DemoDay.Floor, DemoDay.Scenario, new DateOnly(2026, 3, 2), FloorSimulator.Tick);
        return
        [
            .. DemoDay.Floor.Resources.Select((r, i) => new ResourceView
            {
                Resource = r.Id, Sector = simulator.SectorOf(r.Id), OnDuty = simulator.SectorOf(r.Id) is not null, MovesThisShift = 0,
                Version = 1,
                State = simulator.SectorOf(r.Id) is null ? ResourceStateKind.Off
                    : day.IsOnBreak(i, now) ? ResourceStateKind.Break
                    : ResourceStateKind.Working,
            }),
        ];
    }
}
