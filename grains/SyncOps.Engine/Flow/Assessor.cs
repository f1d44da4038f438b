using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Flow;

/// <summary>Reads bottlenecks, slowdown and cost from roll-outs of one projector. Holds scratch space: one per thread.</summary>
public sealed class Assessor(Projector projector)
{
    /// <summary>The backlog at an onset is taken apart into this many slices that leave one after the other.</summary>
    private const int BacklogSlices = 10;
    private const double Percentile = 0.9;

    private readonly double[] _extra = new double[TimeGrid.MaxSteps + BacklogSlices];
    private readonly double[] _weight = new double[TimeGrid.MaxSteps + BacklogSlices];

    /// <summary>
    /// Judges one sector. <paramref name="before"/>: of the run without a move, so that both are compared on the same units;
    /// null: the run's own episodes say whose slowdown is measured.
    /// </summary>
    public SectorAssessment Assess(Projection run, DemandScenario scenario, int sector, SectorAssessment? before = null)
    {
        var spec = projector.Site.Floor.Sectors[sector];
        var target = spec.ServiceTarget?.WithinMinutes ?? spec.TargetWaitMinutes;
        var waiting = spec.Retired ? null : FindEpisode(run, sector, spec);
        var blocking = spec.Retired ? null : FindBlocking(run, sector);
        var late = Lateness(run, scenario, sector);
        var onset = Math.Min(
            Math.Min(waiting?.FromMinutes ?? double.PositiveInfinity, blocking?.FromMinutes ?? double.PositiveInfinity),
            late.First?.LeavesMinutes ?? double.PositiveInfinity);
        var slowdown = late.Minutes;
        if ((before?.Waiting ?? waiting) is { } measured)
            slowdown = Math.Max(slowdown, ExtraWait(run, sector, target, measured));
        if ((before is { } b ? HeldUpAlone(b.Waiting, b.Blocking) : HeldUpAlone(waiting, blocking)) is { } heldUp)
            slowdown = Math.Max(slowdown, ExtraWaitBefore(run, sector, heldUp));
        return new SectorAssessment
        {
            IsBottleneck = waiting is not null || blocking is not null || late.First is not null,
            Kind = waiting?.FromMinutes <= onset ? RiskKind.Wait
                : blocking?.FromMinutes <= onset ? RiskKind.Buffer
                : late.First is null ? RiskKind.Wait : RiskKind.CutOff,
            OnsetMinutes = onset,
            Waiting = waiting,
            Blocking = blocking,
            AffectedUnits = waiting is { } w ? Math.Max(Affected(run, sector, w), late.Units)
                : blocking is { } f ? Math.Max(AffectedBefore(run, sector, f), late.Units)
                : late.First is null ? 0 : late.Units,
            LateUnits = late.Units,
            MissedCutOff = late.First?.CutOff,
            SlowdownMinutes = Math.Min(slowdown, projector.Grid.HorizonMinutes),
            Cost = WaitCost(run, sector) + LeftCost(run, sector) + late.Cost,
        };
    }

    /// <summary>Cost of waiting, of what is left and of late units of the whole site, sectors summed in id order.</summary>
    public double TotalCost(Projection run, DemandScenario scenario)
    {
        var cost = 0.0;
        for (var s = 0; s < projector.Site.Floor.Sectors.Count; s++) cost += WaitCost(run, s) + LeftCost(run, s);
        foreach (var demand in projector.CutOffs) cost += LateUnits(run, scenario, demand) * demand.CutOff.CostPerLateUnit;
        return cost;
    }

    /// <summary>As <see cref="TotalCost"/>, by sector index; late units count where they miss their truck.</summary>
    public void Costs(Projection run, DemandScenario scenario, Span<double> bySector)
    {
        for (var s = 0; s < bySector.Length; s++) bySector[s] = WaitCost(run, s) + LeftCost(run, s);
        foreach (var demand in projector.CutOffs)
            bySector[demand.Sector] += LateUnits(run, scenario, demand) * demand.CutOff.CostPerLateUnit;
    }

    // Where a service target is given, it decides: too few served within its time; else the mean wait and its target.
    private Episode? FindEpisode(Projection run, int sector, SectorSpec spec)
    {
        var needed = 2 * projector.Site.Floor.Document.Interval.TotalMinutes;
        var waits = run.Waits(sector);
        var levels = run.ServiceLevels(sector);
        var edges = run.Grid.Edges;
        var (onset, start, last) = (-1.0, -1.0, 0.0);
        for (var t = 0; t < waits.Length; t++)
        {
            if (spec.ServiceTarget is { } target ? levels[t] >= target.Share : waits[t] <= spec.TargetWaitMinutes)
            {
                start = -1;
                continue;
            }
            if (start < 0) start = edges[t];
            last = edges[t];
            if (onset < 0 && last - start >= needed) onset = start;
        }
        return onset < 0 ? null : new Episode(onset, last);
    }

    // A full buffer that holds nobody up is no bottleneck: nothing is lost by it.
    private Episode? FindBlocking(Projection run, int sector)
    {
        var marks = run.HoldsUp(sector);
        var edges = run.Grid.Edges;
        var needed = 2 * projector.Site.Floor.Document.Interval.TotalMinutes;
        var (onset, start, last) = (-1.0, -1.0, 0.0);
        for (var t = 0; t < marks.Length; t++)
        {
            if (!marks[t])
            {
                start = -1;
                continue;
            }
            if (start < 0) start = edges[t];
            last = edges[t + 1];
            if (onset < 0 && last - start >= needed) onset = start;
        }
        return onset < 0 ? null : new Episode(onset, last);
    }

    // Where work waits behind the buffer as well, that wait is told; what waits before it is told of the sectors there.
    private static Episode? HeldUpAlone(Episode? waiting, Episode? blocking) => waiting is null ? blocking : null;

    private double AffectedBefore(Projection run, int sector, Episode episode)
    {
        var units = 0.0;
        foreach (var (feeder, perUnit) in projector.Network.FeedersOf(sector)) units += perUnit * Affected(run, feeder, episode);
        return units;
    }

    private double ExtraWaitBefore(Projection run, int sector, Episode episode)
    {
        var most = 0.0;
        foreach (var (feeder, _) in projector.Network.FeedersOf(sector))
        {
            var spec = projector.Site.Floor.Sectors[feeder];
            most = Math.Max(most, ExtraWait(run, feeder, spec.ServiceTarget?.WithinMinutes ?? spec.TargetWaitMinutes, episode));
        }
        return most;
    }

    private static double Affected(Projection run, int sector, Episode episode)
        => run.BacklogAt(sector, episode.FromMinutes)
            + run.ArrivedUntil(sector, episode.UntilMinutes) - run.ArrivedUntil(sector, episode.FromMinutes);

    // Those who arrive during the episode wait as long as the roll-out says. Of those already waiting at its start the past wait is
    // not known, so only what is still to come counts.
    private double ExtraWait(Projection run, int sector, double targetMinutes, Episode episode)
    {
        var waits = run.Waits(sector);
        var edges = run.Grid.Edges;
        var arrived = run.Arrived(sector);
        var (count, total) = (0, 0.0);
        var backlog = run.BacklogAt(sector, episode.FromMinutes);
        if (backlog > Projection.NoUnits)
        {
            var served = run.ServedUntil(sector, episode.FromMinutes);
            for (var i = 0; i < BacklogSlices; i++)
            {
                var leaves = run.MinuteServed(sector, served + backlog * (i + 0.5) / BacklogSlices);
                Add(leaves - episode.FromMinutes, backlog / BacklogSlices);
            }
        }
        for (var t = run.Grid.StepAt(episode.FromMinutes); t < arrived.Length && edges[t] < episode.UntilMinutes; t++)
            if (arrived[t] > 0) Add((waits[t] + waits[t + 1]) / 2, arrived[t]);
        if (count == 0) return 0;

        Array.Sort(_extra, _weight, 0, count);
        var below = 0.0;
        for (var i = 0; i < count; i++)
        {
            below += _weight[i];
            if (below >= Percentile * total) return _extra[i];
        }
        return _extra[count - 1];

        // A wait of the whole horizon is one of which the end is not in sight.
        void Add(double wait, double units)
        {
            var horizon = run.Grid.HorizonMinutes;
            (_extra[count], _weight[count]) = (wait >= horizon ? horizon : Math.Max(0, wait - targetMinutes), units);
            total += units;
            count++;
        }
    }

    private (double Units, double Cost, double Minutes, CutOffDemand? First) Lateness(Projection run, DemandScenario scenario, int sector)
    {
        var (units, cost, minutes) = (0.0, 0.0, 0.0);
        CutOffDemand? first = null;
        foreach (var demand in projector.CutOffs)
        {
            if (demand.Sector != sector) continue;
            var late = LateUnits(run, scenario, demand);
            units += late;
            cost += late * demand.CutOff.CostPerLateUnit;
            if (late < CutOffDemand.MissedUnits) continue;
            first ??= demand;
            var served = run.MinuteServed(sector, demand.Units(scenario) - (1 - Percentile) * late);
            minutes = Math.Max(minutes, served - demand.LeavesMinutes);
        }
        return (units, cost, minutes, first);
    }

    private static double LateUnits(Projection run, DemandScenario scenario, CutOffDemand demand)
        => Math.Max(0, demand.Units(scenario) - run.ServedUntil(demand.Sector, demand.LeavesMinutes));

    private double WaitCost(Projection run, int sector)
    {
        var hours = run.UnitHours(sector, projector.WaitHours(sector)) + UnitHoursByChance(run, sector);
        return hours * projector.Site.Floor.Sectors[sector].WaitCostPerUnitHour;
    }

    // Little's law: what waits by chance is in no backlog of the roll-out.
    private static double UnitHoursByChance(Projection run, int sector)
    {
        var extra = run.WaitsByChance(sector);
        if (extra.IsEmpty) return 0;
        var arrived = run.Arrived(sector);
        var unitHours = 0.0;
        for (var t = 0; t < arrived.Length; t++) unitHours += arrived[t] * (extra[t] + extra[t + 1]) / 2 / 60;
        return unitHours;
    }

    // At the horizon's end, whoever works then: a charge when the last one leaves would pay for sending people home early.
    // In the middle of a shift the horizon's end is no end: what waits there is served after it, and nothing is left.
    // What comes when everybody has gone is the next day's work, but for what overtime upstream sends.
    private double LeftCost(Projection run, int sector)
    {
        if (!projector.EndsWithinHorizon || projector.Site.Floor.Sectors[sector].LeftCostPerUnit is not (> 0 and var price)) return 0;
        var (ends, horizon) = (projector.WorkEndsMinutes, run.Grid.HorizonMinutes);
        var comesAfter = run.ArrivedUntil(sector, horizon) - run.ArrivedUntil(sector, ends);
        for (var s = 0; s < projector.Site.Floor.Sectors.Count; s++)
            foreach (var link in projector.Network.LinksOf(s))
                if (link.To == sector) comesAfter -= link.Units * (run.ServedUntil(s, horizon) - run.ServedUntil(s, ends));
        return Math.Max(0, run.Backlog(sector)[^1] - Math.Max(0, comesAfter)) * price;
    }
}
