using SyncOps.Engine.Floors;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Fluid;

/// <summary>A setting's routes and prices, by sector index, ready for fluid roll-outs. Sectors are served upstream first.</summary>
public sealed class FluidNetwork
{
    public FluidNetwork(DaySetting setting)
    {
        var floor = setting.Floor;
        Sectors = floor.Sectors.Count;
        Order = [.. Enumerable.Range(0, Sectors).OrderByDescending(s => Depth(floor, s))];
        Routes =
        [
            .. floor.Sectors.Select(s => s.Next.Select(r => (
                floor.SectorIndex(r.To), r.Share * r.UnitsPerUnit, r.DelayMinutes / FluidDay.StepMinutes)).ToArray()),
        ];
        WaitCost = [.. floor.Sectors.Select(s => s.WaitCostPerUnitHour * FluidDay.StepMinutes / 60)];
        LeftCost = [.. floor.Sectors.Select(s => s.LeftCostPerUnit)];
        TruckSector = setting.Scenario.Trucks.Count > 0 ? floor.SectorIndex(setting.Scenario.Trucks[0].Sector) : 0;
        LateCost = setting.Scenario.Trucks.Count > 0 ? setting.Scenario.Trucks[0].CostPerLateUnit : 0;
    }

    public int Sectors { get; }
    public int[] Order { get; }

    /// <summary>By sector: where its work goes, units there per unit, and the delay in steps.</summary>
    public (int To, double Units, double Steps)[][] Routes { get; }

    /// <summary>Per unit and step of waiting.</summary>
    public double[] WaitCost { get; }
    public double[] LeftCost { get; }
    public int TruckSector { get; }
    public double LateCost { get; }

    /// <summary>What a unit of each sector becomes in another one.</summary>
    public static double[] UnitsAt(Floor floor, int sector)
        => [.. Enumerable.Range(0, floor.Sectors.Count).Select(s => Units(floor, s, sector))];

    private static double Units(Floor floor, int from, int to)
        => from == to ? 1 : floor.Sectors[from].Next.Sum(r => r.Share * r.UnitsPerUnit * Units(floor, floor.SectorIndex(r.To), to));

    private static int Depth(Floor floor, int sector)
        => floor.Sectors[sector].Next.Select(r => 1 + Depth(floor, floor.SectorIndex(r.To))).DefaultIfEmpty(0).Max();

    /// <summary>
    /// What a day loses (without moves) when so many people work: per group, by step and sector, in people x the share of the step that
    /// they work. Work is fluid, but each unit takes one person's time: a backlog smaller than the staff leaves people idle.
    /// </summary>
    public double Loss(FluidDay day, ReadOnlySpan<double[]> people)
    {
        var steps = day.Arrivals.Length / Sectors;
        Span<double> queue = stackalloc double[Sectors];
        Span<double> soon = stackalloc double[Sectors * 3];
        soon.Clear();
        day.Backlog.CopyTo(queue);
        var (loss, done, truck) = (0.0, 0.0, 0);
        for (var t = 0; t < steps; t++)
        {
            var at = t * Sectors;
            var now = t % 3 * Sectors;
            foreach (var s in Order)
            {
                var here = 0.0;
                foreach (var group in people) here += group[at + s];
                var before = queue[s];
                var arrives = day.Arrivals[at + s] + soon[now + s];
                var served = Math.Min(
                    here * day.UnitsPerPerson[at + s],
                    before * day.ShareOfWaiting[at + s] + arrives * day.ShareOfArriving[at + s]);
                queue[s] = before + arrives - served;
                loss += WaitCost[s] * (before + queue[s]) / 2;
                if (s == TruckSector) done += served;
                foreach (var (to, units, delay) in Routes[s])
                {
                    var whole = (int)delay;
                    var part = delay - whole;
                    soon[(t + whole) % 3 * Sectors + to] += served * units * (1 - part);
                    soon[(t + whole + 1) % 3 * Sectors + to] += served * units * part;
                }
            }
            for (var s = 0; s < Sectors; s++) soon[now + s] = 0;
            while (truck < day.Trucks.Length && day.Trucks[truck].Step <= t)
            {
                if (day.Trucks[truck].Step == t) loss += LateCost * Math.Max(0, day.Trucks[truck].DueUnits - done);
                truck++;
            }
        }
        for (var s = 0; s < Sectors; s++) loss += LeftCost[s] * queue[s];
        return loss;
    }
}
