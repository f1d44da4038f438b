using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class FlowRulesTests
{
    // Sectors by id: 0 pack, 1 pick.
    private static TestFloor PickToPack(
        double pickRate, double packRate, Func<SectorSpec, SectorSpec> pick, Func<SectorSpec, SectorSpec> pack, double delayMinutes = 0)
        => new TestFloor().Sector("pack", with: pack).Sector("pick", with: pick, next: TestFloor.To("pack", delayMinutes: delayMinutes))
            .Resource("p", ("pick", pickRate)).Present("p", "pick").Resource("q", ("pack", packRate)).Present("q", "pack")
            .Load("pick", backlog: 500);

    [Fact]
    public void A_full_buffer_holds_upstream_to_the_pace_of_the_next_sector()
    {
        // One a minute in, half a unit out: the ten places are taken after 20 min. Then half a unit a minute: 20 + 40 / 2 = 40 by 60 min.
        var run = PickToPack(60, 30, s => s, s => s with { BufferUnits = 10 }).Run();

        Assert.Equal(5, run.BacklogAt(0, 10), 9);
        Assert.Equal(10, run.BacklogAt(0, 20), 9);
        Assert.Equal(10, run.BacklogAt(0, 240), 9);
        Assert.Equal(40, run.ServedUntil(1, 60), 9);
        Assert.Equal(460, run.BacklogAt(1, 60), 9);
    }

    [Fact]
    public void A_blocked_sectors_wait_lasts_until_the_work_really_leaves()
    {
        // 50 more in front of pick: 20 in the first 20 min, the other 30 at half a unit a minute: gone after 80 min.
        var run = PickToPack(60, 30, s => s, s => s with { BufferUnits = 10 }).Load("pick", backlog: 50).Run();

        Assert.Equal(80, run.Waits(1)[0], 6);
    }

    [Fact]
    public void Work_under_way_holds_its_place_in_the_buffer()
    {
        // Five places and 10 min of travel: five units in each 10 min.
        var run = PickToPack(60, 60, s => s, s => s with { BufferUnits = 5 }, delayMinutes: 10).Run();

        Assert.Equal(5, run.ServedUntil(1, 10), 9);
        Assert.Equal(10, run.ServedUntil(1, 20), 9);
        Assert.Equal(30, run.ServedUntil(1, 60), 9);
    }

    [Fact]
    public void Feeders_share_the_room_by_what_they_would_send()
    {
        // No one packs; 30 places. a would send 1 a minute and b 2: 10 and 20.
        var run = new TestFloor().Sector("pack", with: s => s with { BufferUnits = 30 })
            .Sector("a", next: TestFloor.To("pack")).Sector("b", next: TestFloor.To("pack"))
            .Resource("p", ("a", 60)).Present("p", "a").Resource("q", ("b", 120)).Present("q", "b")
            .Load("a", backlog: 99).Load("b", backlog: 99).Run();

        Assert.Equal(10, run.ServedUntil(0, 240), 9);
        Assert.Equal(20, run.ServedUntil(1, 240), 9);
        Assert.Equal(30, run.BacklogAt(2, 240), 9);
    }

    [Fact]
    public void Arrivals_from_outside_are_never_turned_away()
        => Assert.Equal(70, PickToPack(60, 30, s => s, s => s with { BufferUnits = 10 })
            .Load("pick").Load("pack", backlog: 10, outside: 90).Run().BacklogAt(0, 60), 9);      // 10 + (90 - 30) in an hour

    [Fact]
    public void Work_leaves_only_in_whole_batches_until_the_clock_lets_the_rest_go()
    {
        // One a minute of 25: ten leave at 10 and at 20 min, the last five at the full hour.
        var run = PickToPack(60, 1, s => s with { Batch = new BatchRule(10, 60) }, s => s).Load("pick", backlog: 25).Run();

        Assert.Equal(0, run.ServedUntil(1, 9), 9);
        Assert.Equal(10, run.ServedUntil(1, 10), 9);
        Assert.Equal(20, run.ServedUntil(1, 59), 9);
        Assert.Equal(25, run.ServedUntil(1, 60), 9);
        Assert.Equal(15, run.BacklogAt(1, 15), 9);
        Assert.Equal(60, run.Waits(1)[0], 9);
    }

    [Fact]
    public void The_clock_of_batches_is_the_sites_and_not_the_roll_outs()
        // Now is 12:50: the full hour is 10 min away.
        => Assert.Equal(10, new TestFloor().Clock(50).Sector("oven", with: s => s with { Batch = new BatchRule(100, 60) })
            .Resource("p", ("oven", 60)).Present("p", "oven").Load("oven", backlog: 500).Run().ServedUntil(0, 10), 9);

    [Fact]
    public void A_gate_lets_go_what_the_drum_can_do_within_its_target_wait()
    {
        // Pick could do ten a minute, pack does one and may let work wait 30 min: 31 in the first minutes, then one a minute. So 30 wait,
        // and by 60 min 60 + 30 have been let go.
        var run = PickToPack(600, 60, s => s with { Release = ReleaseRule.Gated }, s => s).Run();

        Assert.Equal(30, run.BacklogAt(0, 60), 9);
        Assert.Equal(90, run.ServedUntil(1, 60), 9);
        Assert.Equal(30, run.BacklogAt(0, 180), 9);
    }

    [Fact]
    public void A_gate_sees_work_on_the_way_to_the_drum()
        // 20 min of travel: what is under way counts, so never more than 31 wait or travel before the drum's first is done.
        => Assert.Equal(31, PickToPack(600, 60, s => s with { Release = ReleaseRule.Gated }, s => s, delayMinutes: 20)
            .Run().ServedUntil(1, 10), 9);

    [Fact]
    public void Nothing_is_let_go_to_a_drum_where_nobody_works()
        => Assert.Equal(0, PickToPack(600, 60, s => s with { Release = ReleaseRule.Gated }, s => s).Gone("q").Run().ServedUntil(1, 240), 9);

    [Fact]
    public void The_slowest_sector_downstream_is_the_drum()
    {
        // Sort behind pack does half a unit a minute: 15 may lie before it.
        var run = new TestFloor().Sector("a", with: s => s with { Release = ReleaseRule.Gated }, next: TestFloor.To("b"))
            .Sector("b", next: TestFloor.To("c")).Sector("c")
            .Resource("p", ("a", 600)).Present("p", "a").Resource("q", ("b", 60)).Present("q", "b")
            .Resource("r", ("c", 30)).Present("r", "c")
            .Load("a", backlog: 500).Run();

        Assert.Equal(15, run.BacklogAt(1, 180) + run.BacklogAt(2, 180), 6);
    }

    [Fact]
    public void A_move_is_judged_upstream_of_a_full_buffer_too()
    {
        // Help for pack frees pick, whose outlook must be read again.
        var floor = PickToPack(60, 30, s => s, s => s with { BufferUnits = 10 }).Sector("spare")
            .Resource("x", ("spare", 30), ("pack", 30)).Present("x", "spare");
        var without = ScenarioSet.Of(floor.Projector());
        var with = without.With([new PlannedMove(2, 2, 0, 0, 0)]);

        Assert.True(with[1].Cost < without[1].Cost);
    }
}
