using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class ChanceWaitsTests
{
    /// <summary>Ten agents of 10 calls/h each.</summary>
    private static TestFloor Calls(double outside, Func<SectorSpec, SectorSpec> with, double backlog = 0)
    {
        var floor = new TestFloor().Sector("calls", target: 5, with: with).Load("calls", backlog, outside);
        for (var i = 0; i < 10; i++) floor.Resource($"p{i}", ("calls", 10)).Present($"p{i}", "calls");
        return floor;
    }

    private static SectorSpec Poisson(SectorSpec sector) => sector with { Variability = new Variability(1, 1) };

    [Fact]
    public void Below_full_load_arrivals_wait_as_erlang_says()
    {
        // M/M/10 at 8 Erlangs: C = 0.40918, Wq = C / (100 - 80) h = 1.22754 min.
        var run = Calls(80, Poisson).Run();

        Assert.Equal(1.22754, run.WaitAt(0, 0), 4);
        Assert.Equal(1.22754, run.WaitAt(0, 120), 4);
        Assert.Equal(0, Calls(80, s => s).Run().WaitAt(0, 120));
    }

    [Fact]
    public void Where_a_backlog_is_long_chance_adds_little()
    {
        // 100 wait: 60 min, and that is known. After an hour 80 do, 48 min; chance has added about 100 C / 90 = 0.45 units, 0.27 min.
        var run = Calls(80, Poisson, backlog: 100).Run();

        Assert.Equal(60, run.WaitAt(0, 0), 9);
        Assert.InRange(run.WaitAt(0, 60), 48.26, 48.29);
    }

    [Fact]
    public void At_full_load_a_queue_grows_only_as_far_as_chance_has_had_time_for()
    {
        // V' = 100 / V: after the hour before now sqrt(2 x 100) = 14.14 units, 8.485 min; two hours later sqrt(6 x 100), 14.697 min.
        var run = Calls(100, Poisson).Run();

        Assert.Equal(8.4853, run.WaitAt(0, 0), 4);
        Assert.InRange(run.WaitAt(0, 120), 14.6, 14.7);
    }

    [Fact]
    public void A_passing_overload_is_met_late_and_outlasts_itself()
    {
        // M(t)/M/10 at 80, then 120 for an hour, then 60 calls/h. Exact from its equations, state by state: 1.23 min at 60, 8.05 at 90,
        // 14.30 at 120, 5.13 at 150, 0.18 at 240; the fluid says 0, 6, 12, 0, 0.
        var floor = Calls(0, Poisson).Load("calls", outside: 80, with: load => load with { ObservedMinutes = 0 })
            .Forecast("calls", 0, 80).Forecast("calls", 60, 120).Forecast("calls", 120, 60);
        var run = floor.Run();

        Assert.Equal(1.2275, run.WaitAt(0, 59), 3);
        Assert.InRange(run.WaitAt(0, 90), 8.05, 8.05 * 1.3);
        Assert.InRange(run.WaitAt(0, 120), 14.30, 14.30 * 1.3);
        Assert.InRange(run.WaitAt(0, 150), 5.13, 5.13 * 1.3);
        Assert.InRange(run.WaitAt(0, 240), 0.1, 0.2);
    }

    [Fact]
    public void More_variation_waits_longer()
        => Assert.True(Calls(80, s => s with { Variability = new Variability(1, 3) }).Run().WaitAt(0, 0)
            > Calls(80, Poisson).Run().WaitAt(0, 0));

    [Fact]
    public void Waiting_by_chance_costs_too()
        // Little's law: 80 calls/h x 4 h x 1.22754 min = 6.5469 unit-hours at 1.
        => Assert.Equal(6.5469, ScenarioSet.Of(Calls(80, Poisson).Projector())[0].Cost, 3);

    [Fact]
    public void A_service_level_below_its_target_is_a_bottleneck()
    {
        // 1 - 0.40918 exp(-20 x 1/60) = 0.7068 within a minute; exp(-20 x 3/60): 0.8495 within three.
        Assert.Equal(0.7068, Calls(80, s => s with { ServiceTarget = new ServiceTarget(0.8, 1) }).Run().ServiceLevels(0)[0], 4);
        Assert.True(Of(0.8, 1).IsBottleneck);
        Assert.False(Of(0.8, 3).IsBottleneck);

        static SectorAssessment Of(double share, double within)
            => ScenarioSet.Of(Calls(80, s => s with { ServiceTarget = new ServiceTarget(share, within) }).Projector())[0];
    }

    [Fact]
    public void With_a_backlog_longer_than_the_target_nobody_is_served_within_it()
        => Assert.Equal(0, Calls(80, s => s with { ServiceTarget = new ServiceTarget(0.8, 1) }, backlog: 100).Run().ServiceLevels(0)[0]);

    [Fact]
    public void What_waits_at_the_end_of_the_horizon_is_not_left_while_people_go_on_working()
    {
        // 400 in 4 h and 40 before, 400 done: 40 waiting throughout for 4 h, and served after it.
        Assert.Equal(160, ScenarioSet.Of(Calls(100, s => s with { LeftCostPerUnit = 7 }, backlog: 40).Projector())[0].Cost, 6);
    }

    [Fact]
    public void What_waits_when_the_sites_shifts_end_within_the_horizon_is_left()
    {
        // 100 there, 60 done in the one hour of shift that is left: 100 down to 40 is 70 unit-hours, and 40 left at 7.
        var floor = new TestFloor().Sector("pack", with: s => s with { LeftCostPerUnit = 7, WaitCostPerUnitHour = 1 })
            .Resource("ann", ("pack", 60)).Present("ann", "pack").Shift("ann", -60, 60).Load("pack", backlog: 100);

        Assert.Equal(70 + 40 * 7, ScenarioSet.Of(floor.Projector())[0].Cost, 0.51);      // waits are summed in steps of a minute
    }
}
