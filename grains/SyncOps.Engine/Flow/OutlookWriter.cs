using SyncOps.Engine.Alerts;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Flow;

/// <summary>Turns roll-outs into the outlook that users see.</summary>
public static class OutlookWriter
{
    /// <summary>Silence this many times longer than the expected time between events makes a sector stale.</summary>
    private const double StaleFactor = 4;

    /// <summary>One sector's outlook. Minutes and units rounded to 2 decimals, money to 2, ratios to 4.</summary>
    public static SectorOutlook Write(ScenarioSet set, int sector)
    {
        var (site, assessment) = (set.Site, set[sector]);
        var load = site.Loads[sector];
        var capacity = CapacityPerHour(load, site.Floor, site.Now);
        var count = assessment.IsBottleneck ? TrustGates.PhantomBacklog(set, sector) : null;
        var reason = count ?? Shortage.Of(set, sector);
        return new SectorOutlook
        {
            Sector = load.Sector,
            AsOf = site.Now,
            LoadVersion = load.Version,
            Status = Status(set, sector),
            WaitMinutes = Round(set.Median.Waits(sector)[0], 2),
            CapacityPerHour = Round(capacity, 2),
            Utilization = Round(Utilization(load, capacity), 4),
            BottleneckAt = assessment.IsBottleneck ? site.Now.AddMinutes(assessment.OnsetMinutes) : null,
            Kind = assessment.Kind,
            Probability = set.Probability(sector),
            AffectedUnits = Round(assessment.AffectedUnits, 2),
            LateUnits = set.Range(sector, a => a.LateUnits).Rounded(2),
            SlowdownMinutes = set.Range(sector, a => a.SlowdownMinutes).Rounded(2),
            Cost = set.Range(sector, a => a.Cost).Rounded(2),
            Points = Points(set, sector),
            OnsetAt = Onset(set, sector) is { } minutes ? site.Now.AddMinutes(Round(minutes, 0)) : null,
            WaitProbability = set.Share(k => OnsetMinutes(set, k, sector) is not null),
            AlertProbability = Urgency(set, sector),
            Slack = IsStale(set, sector) ? null : set.Slack(sector),
            HeldUntil = site.HoldOf(sector) is { } hold ? site.Now.AddMinutes(hold.UntilMinutes) : null,
            ReasonLine = reason,
            ReasonKind = count is not null ? ReasonKind.Count : reason is not null ? ReasonKind.Shortage : null,
        };
    }

    /// <summary>
    /// What those reported working in the sector can complete, units/h: breaks, faults and travellers not counted; the sector's stations,
    /// crews and machine bound it. Shared equipment does not: its other users are not known here.
    /// </summary>
    public static double CapacityPerHour(SectorLoad load, Floor floor, DateTimeOffset at)
        => CapacityPerHour(load.Sector, load.Roster, floor, at, load.Rates);

    /// <summary>As above, of a sector with a roster and what was learned of its people's rates.</summary>
    internal static double CapacityPerHour(
        string sectorId, IReadOnlyList<Presence> roster, Floor floor, DateTimeOffset at, IReadOnlyList<PersonRate> learned)
    {
        var sector = floor.SectorIndex(sectorId);
        if (sector < 0) return 0;
        var rates = new List<double>(roster.Count);
        foreach (var presence in roster)
        {
            if (presence.StateAt(at) != ResourceStateKind.Working) continue;
            if (floor.ResourceIndex(presence.Resource) is >= 0 and var resource)
                rates.Add(floor.UnitsPerHour(resource, sector, at) * PersonRate.FactorOf(learned, presence.Resource));
        }
        var spec = floor.Sectors[sector];
        if (spec.Stations is not null || spec.Crew is not null)
        {
            rates.RemoveAll(rate => rate <= 0);
            rates.Sort((a, b) => b.CompareTo(a));
            var working = (int)StaffRules.WholeCrews(spec.Crew, Math.Min(rates.Count, spec.Stations ?? rates.Count));
            rates.RemoveRange(working, rates.Count - working);
        }
        var sum = 0.0;
        foreach (var rate in rates) sum += rate;
        return Math.Min(sum, spec.MachineUnitsPerHour ?? double.PositiveInfinity);
    }

    /// <summary>Arrivals over capacity, at most 1; without capacity 1 where there is work and 0 where there is none.</summary>
    public static double Utilization(SectorLoad load, double capacityPerHour)
    {
        if (capacityPerHour > 0) return Math.Clamp(load.ArrivalsPerHour / capacityPerHour, 0, 1);
        return load.ArrivalsPerHour > 0 || load.Totals.Backlog > Units.Zero ? 1 : 0;
    }

    private static SectorStatus Status(ScenarioSet set, int sector)
    {
        if (IsStale(set, sector)) return SectorStatus.Stale;
        var assessment = set[sector];
        if (!assessment.IsBottleneck) return SectorStatus.Ok;
        return assessment.OnsetMinutes <= 0 ? SectorStatus.Bottleneck : SectorStatus.Watch;
    }

    /// <summary>
    /// Nothing was heard for two intervals, or for four times the expected time between events where that is longer, while somebody was
    /// there to report it. Events are expected at the pace of the next hour's arrivals and completions, one unit each and one person at a
    /// time on it; a sector that has nothing to tell is never stale.
    /// </summary>
    internal static bool IsStale(ScenarioSet set, int sector)
    {
        var (site, run) = (set.Site, set.Median);
        var load = site.Loads[sector];
        if (load.LastEventAt is not { } last) return false;
        var working = load.Roster.Where(p => p.StateAt(site.Now) == ResourceStateKind.Working).ToArray();
        if (working.Length == 0 && load.Totals.Backlog == Units.Zero) return false;
        var arrived = run.ArrivedUntil(sector, 60);
        var busy = working.Length == 0 ? 0 : Math.Clamp((load.Totals.Backlog.Value + arrived) / working.Length, 0, 1);
        var eventsPerHour = arrived + busy * run.ServedUntil(sector, 60);
        if (eventsPerHour <= 0) return false;
        // The night before the first one came is no silence.
        var since = working.Length > 0 && working.Min(p => p.AvailableAt) is var first && first > last ? first : last;
        var limit = Math.Max(2 * site.Floor.Document.Interval.TotalMinutes, StaleFactor * 60 / eventsPerHour);
        return (site.Now - since).TotalMinutes > limit;
    }

    /// <summary>
    /// The alert that an outlook is worth on its floor, as it stands at an instant: none below the probability from which one pays.
    /// </summary>
    public static SectorAlert? Alert(SectorOutlook outlook, FloorDocument floor, DateTimeOffset now)
    {
        var policy = new AlertPolicy { FalseAlertCost = floor.Policy.Alerts.FalseCost, LateAlertCost = floor.Policy.Alerts.LateCost };
        if (outlook.OnsetAt is not { } onset || outlook.AlertProbability < policy.Threshold) return null;
        return new SectorAlert(onset, Math.Max(0, Round((onset - now).TotalMinutes, 0)), Round(outlook.WaitProbability, 2));
    }

    private static double? Onset(ScenarioSet set, int sector)
    {
        var onsets = Enumerable.Range(0, set.Count).Select(k => OnsetMinutes(set, k, sector)).OfType<double>().Order().ToArray();
        return onsets.Length == 0 ? null : onsets[onsets.Length / 2];
    }

    private static double Urgency(ScenarioSet set, int sector)
    {
        var sum = 0.0;
        for (var k = 0; k < set.Count; k++)
            if (OnsetMinutes(set, k, sector) is { } minutes) sum += AlertPolicy.Urgency(minutes);
        return Math.Round(sum / set.Count, 9);
    }

    // What waits because everybody has gone home is left, and no bottleneck forms: the two intervals count while somebody works.
    private static double? OnsetMinutes(ScenarioSet set, int scenario, int sector)
    {
        if (set[scenario, sector].Waiting is not { } waiting || waiting.FromMinutes > AlertPolicy.Ahead.TotalMinutes) return null;
        var lasts = Math.Min(waiting.UntilMinutes, set.Projector.WorkEndsMinutes) - waiting.FromMinutes;
        return lasts >= 2 * set.Site.Floor.Document.Interval.TotalMinutes ? waiting.FromMinutes : null;
    }

    private static OutlookPoint[] Points(ScenarioSet set, int sector)
    {
        var outlooks = set.Outlooks;
        var points = new OutlookPoint[outlooks.Points];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new OutlookPoint(
                set.Site.Now.AddMinutes(outlooks.MinutesAt(i)), outlooks.Backlog(sector, i).Rounded(2),
                outlooks.Wait(sector, i).Rounded(2));
        }
        return points;
    }

    private static double Round(double value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);
}
