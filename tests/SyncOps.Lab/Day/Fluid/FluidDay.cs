using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Fluid;

/// <summary>
/// What a fluid roll-out needs to know of a day, or of the rest of one: in steps of <see cref="StepMinutes"/>, by step and sector index.
/// </summary>
public sealed class FluidDay
{
    public const int StepMinutes = 5;

    /// <summary>Units that come from outside, or are on the way already, during a step.</summary>
    public required double[] Arrivals { get; init; }

    /// <summary>Units that one person completes in a whole step.</summary>
    public required double[] UnitsPerPerson { get; init; }

    /// <summary>
    /// Of a unit that waits at the start of a step, the share that is completed in it where everybody has one unit at a time and nobody
    /// waits for a person; and the same of units that arrive evenly during the step.
    /// </summary>
    public required double[] ShareOfWaiting { get; init; }
    public required double[] ShareOfArriving { get; init; }

    /// <summary>How many of each group are there.</summary>
    public required int[] Present { get; init; }

    /// <summary>Units waiting at the start, by sector.</summary>
    public required double[] Backlog { get; init; }

    /// <summary>By truck: the step at whose end it leaves, and units that must be completed from the start until then.</summary>
    public required (int Step, double DueUnits)[] Trucks { get; init; }

    /// <summary>The n-th day of a setting as chance made it. Only planning on other days than those tested may use it.</summary>
    public static FluidDay Of(DaySetting setting, int day)
    {
        var (floor, plan) = (setting.Floor, setting.Day(day));
        var drawn = SimulatedDay.Draw(floor, setting.Scenario, plan.Date, FloorSimulator.Tick);
        var (sectors, steps) = (floor.Sectors.Count, (int)(plan.Closes - plan.Opens).TotalMinutes / StepMinutes);
        var arrivals = new double[steps * sectors];
        var rates = new double[steps * sectors];
        var backlog = new double[sectors];
        for (var p = 0; p < setting.Scenario.Arrivals.Count; p++)
        {
            var sector = floor.SectorIndex(setting.Scenario.Arrivals[p].Sector);
            backlog[sector] += drawn.OvernightUnits(p);
            for (var at = plan.Opens + FloorSimulator.Tick; at <= plan.Closes; at += FloorSimulator.Tick)
            {
                var step = (int)((at - plan.Opens - FloorSimulator.Tick).TotalMinutes / StepMinutes);
                arrivals[step * sectors + sector] += drawn.Units(p, at);
            }
        }
        for (var t = 0; t < steps; t++)
            for (var s = 0; s < sectors; s++)
                rates[t * sectors + s] = setting.File.Sectors.First(f => f.Id == floor.Sectors[s].Id).RatePerHour
                    * drawn.RateFactor(s, plan.Opens.AddMinutes((t + 0.5) * StepMinutes)) * StepMinutes / 60;
        return new FluidDay
        {
            Arrivals = arrivals, UnitsPerPerson = rates, Backlog = backlog,
            ShareOfWaiting = [.. rates.Select(Waiting)], ShareOfArriving = [.. rates.Select(m => 1 - Waiting(m) / m)],
            Present = [.. setting.File.Staff.Select(g => Enumerable.Range(0, g.Count).Count(n => drawn.IsOnDuty(
                floor.ResourceIndex(DaySetting.PersonId(g.Group, n)), plan.Opens)))],
            Trucks = Due(setting, plan, arrivals, backlog),
        };
    }

    /// <summary>The share of waiting units that is completed in a step in which a person completes so many.</summary>
    public static double Waiting(double unitsPerPerson) => 1 - PortableMath.Exp(-unitsPerPerson);

    private static (int, double)[] Due(DaySetting setting, ScenarioDay plan, double[] arrivals, double[] backlog)
    {
        var sectors = backlog.Length;
        return
        [
            .. setting.Scenario.Trucks.Select((truck, i) =>
            {
                var becomes = FluidNetwork.UnitsAt(setting.Floor, setting.Floor.SectorIndex(truck.Sector));
                var due = Enumerable.Range(0, sectors).Sum(s => backlog[s] * becomes[s]);
                for (var t = 0; t < (plan.Trucks[i].OrderBy - plan.Opens).TotalMinutes / StepMinutes; t++)
                    for (var s = 0; s < sectors; s++) due += arrivals[t * sectors + s] * becomes[s];
                return ((int)(plan.Trucks[i].Leaves - plan.Opens).TotalMinutes / StepMinutes - 1, due);
            }),
        ];
    }
}
