using SyncOps.Lab.Day.Fluid;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;
using Xunit;

namespace SyncOps.Tests.Lab.Day;

public sealed class DayPlantTests
{
    [Fact]
    public void Every_policy_meets_the_same_arrivals_on_a_day()
    {
        var (setting, tuned) = (DayFiles.Setting(shocks: true), DayFiles.Tuned(shocks: true));
        var calm = DayPlant.Play(setting, 3, new StaticPolicy(tuned.Static));
        var busy = DayPlant.Play(setting, 3, new PressurePolicy(tuned.Static, new PressureRule(0, 0, 1)));
        Assert.NotEqual(calm.Moves.Count, busy.Moves.Count);
        foreach (var sector in new[] { "dock", "pick" }.Select(setting.Floor.SectorIndex))
            Assert.Equal(calm.Arrived.Select(a => a[sector]), busy.Arrived.Select(a => a[sector]));
    }

    [Fact]
    public void Replaying_a_runs_moves_gives_that_run()
    {
        var (setting, tuned) = (DayFiles.Setting(shocks: true), DayFiles.Tuned(shocks: true));
        var run = DayPlant.Play(setting, 5, new PressurePolicy(tuned.Static, tuned.MaxPressure with { Hysteresis = 0.25 }));
        Assert.NotEmpty(run.Moves);
        var again = DayPlant.Replay(setting, 5, run.Moves);
        Assert.Equal(run.Loss, again.Loss);
        Assert.Equal(run.Moves, again.Moves);
    }

    [Fact]
    public void The_loss_is_priced_from_what_the_plant_shows()
    {
        var setting = DayFiles.Setting(shocks: true);
        var run = DayPlant.Play(setting, 2, new StaticPolicy(setting.Roster));
        Assert.Equal(6 * run.Trucks.Sum(t => t.LateUnits), run.Loss.Late, precision: 6);
        Assert.Equal(2.0 * run.Moves.Count, run.Loss.Moves);
        var left = setting.Floor.Sectors.Select((s, i) => s.LeftCostPerUnit * run.Backlog[^1][i]).Sum();
        Assert.Equal(left, run.Loss.Left, precision: 6);
        // Marks are five minutes apart, so their trapezoids come close to the sum over ticks.
        var waiting = Enumerable.Range(0, run.Backlog.Count - 1).Sum(m => setting.Floor.Sectors
            .Select((s, i) => s.WaitCostPerUnitHour * (run.Backlog[m][i] + run.Backlog[m + 1][i]) / 2 / 12).Sum());
        Assert.InRange(run.Loss.Waiting / waiting, 0.97, 1.03);
    }

    [Fact]
    public void A_policy_may_not_send_people_where_they_cannot_work()
    {
        var setting = DayFiles.Setting(shocks: false);
        Assert.Throws<InvalidOperationException>(() => DayPlant.Replay(setting, 0, [new TimedMove(60, "inbound-01", "pick", null)]));
    }

    [Fact]
    public void The_fluid_surrogate_prices_a_plan_like_the_plant()
    {
        var setting = DayFiles.Setting(shocks: false);
        var table = new StaffPlan(36, Start(setting), isFree: true, setting.Roster.BreakStarts);
        foreach (var stage in setting.Roster.Stages) Fill(setting, table, stage);
        var days = Enumerable.Range(0, 40).ToArray();
        var plant = days.Average(d => DayPlant.Play(setting, d, new StaticPolicy(setting.Roster)).Loss.Total);
        var fluid = new PlanSearch(setting, [.. days.Select(d => FluidDay.Of(setting, d))]).Loss(table);
        Assert.InRange(fluid / plant, 0.93, 1.03);
    }

    [Theory]
    [InlineData(32, 9, 23)]
    [InlineData(31, 9, 22)]     // 8.72 and 22.28: the larger remainder gets the person
    [InlineData(16, 5, 11)]     // 4.5 and 11.5: a tie, which the earlier sector gets
    [InlineData(0, 0, 0)]
    public void Who_is_there_is_shared_out_by_largest_remainders(int present, int first, int second)
    {
        var places = new int[2];
        PlanStage.Apportion([9, 23], present, places);
        Assert.Equal([first, second], places);
    }

    private static int[][] Start(DaySetting setting) => [.. setting.Roster.Stages[0].Places.Select(row => Row(setting, row))];

    private static int[] Row(DaySetting setting, int[] places)
    {
        var row = new int[places.Length];
        for (var s = 0; s < row.Length; s++) row[setting.Floor.SectorIndex(setting.File.Sectors[s].Id)] = places[s];
        return row;
    }

    private static void Fill(DaySetting setting, StaffPlan table, PlanStage stage)
    {
        for (var g = 0; g < table.Groups; g++)
        {
            var row = Row(setting, stage.Places[g]);
            for (var k = stage.Minute / StaffPlan.IntervalMinutes; k < table.Intervals; k++)
                for (var s = 0; s < row.Length; s++) table[g, k, s] = row[s];
        }
    }
}
