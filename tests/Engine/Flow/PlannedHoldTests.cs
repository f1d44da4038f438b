using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Flow;

/// <summary>Gates that are left to advice. Sectors by id: 0 pack at 30/h, 1 pick, gated, at 60/h with 500 waiting.</summary>
public sealed class PlannedHoldTests
{
    private static TestFloor Line(GateControl gates = GateControl.Advice) => new TestFloor().Sector("pack", 480)
        .Sector("pick", 480, s => s with { Release = ReleaseRule.Gated }, To("pack")).Policy(p => p with { Gates = gates })
        .Resource("p", ("pick", 60)).Present("p", "pick").Resource("q", ("pack", 30)).Present("q", "pack").Load("pick", backlog: 500);

    private static Projection Run(SiteSnapshot site, params PlannedHold[] holds)
    {
        var projector = new Projector(site);
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, [], [], holds, run);
        return run;
    }

    private static HeldSector Held(double until) => new("pick", At(-10), At(until), "c1");

    [Fact]
    public void A_gate_that_is_left_to_advice_lets_work_go_as_it_comes()
        => Assert.Equal(120, Run(Line().Snapshot()).ServedUntil(1, 120), 9);

    [Fact]
    public void A_held_sector_lets_nothing_go_until_its_hold_ends()
    {
        // Held from 10 to 92.5 min, in the middle of a step: 10 before, and 27.5 from then to 120 min.
        var run = Run(Line().Snapshot(), new PlannedHold(1, ActionKind.Hold, 10, 92.5));

        Assert.Equal(10, run.ServedUntil(1, 60), 9);
        Assert.Equal(10, run.ServedUntil(1, 90), 9);
        Assert.Equal(37.5, run.ServedUntil(1, 120), 9);
    }

    [Fact]
    public void A_hold_in_force_counts_and_a_release_ends_it()
    {
        var site = Line().Snapshot().With([Held(60)]);

        Assert.Equal(new PlannedHold(1, ActionKind.Hold, 0, 60), site.HoldOf(1));
        Assert.Equal(60, Run(site).ServedUntil(1, 120), 9);
        Assert.Equal(120, Run(site, new PlannedHold(1, ActionKind.Release, 0, 0)).ServedUntil(1, 120), 9);
        Assert.Equal(105, Run(site, new PlannedHold(1, ActionKind.Release, 0, 15)).ServedUntil(1, 120), 9);
    }

    [Fact]
    public void A_hold_that_has_passed_or_is_of_no_gate_that_is_left_to_advice_counts_for_nothing()
    {
        var site = Line().Snapshot();
        Assert.Same(site, site.With([]));
        Assert.Same(site, site.With([Held(0)]));
        Assert.Same(site, site.With([Held(60) with { Sector = "pack" }]));
        Assert.Same(site, site.With([Held(60) with { Sector = "gone" }]));
        var roped = Line(GateControl.Floor).Snapshot();
        Assert.Same(roped, roped.With([Held(60)]));
        Assert.Equal(0, site.With([Held(60)]).With([]).Holds.Length);
    }
}
