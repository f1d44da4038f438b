namespace SyncOps.Engine.Flow;

/// <summary>
/// A lull: from now until an instant so many people of a sector would have nothing to do even under high demand and low pace. Time for
/// breaks, training or time off.
/// </summary>
[GenerateSerializer, Immutable, Alias("sector.slack")]
public sealed record SectorSlack([property: Id(0)] DateTimeOffset Until, [property: Id(1)] int People)
{
    /// <summary>Null when nobody is to spare for two intervals, or the sector waits by chance and needs idle people against it.</summary>
    internal static SectorSlack? Of(ScenarioSet set, int sector)
    {
        var (site, run) = (set.Site, set.High);
        var spec = site.Floor.Sectors[sector];
        if (spec.Retired || spec.Variability is not null || spec.ServiceTarget is not null || set[sector].IsBottleneck) return null;
        var working = 0;
        for (var r = 0; r < site.Floor.Resources.Count; r++)
            if (site.SectorOf(r) == sector && site.IsWorking(r)) working++;
        var (grid, interval) = (run.Grid, site.Floor.Document.Interval.TotalMinutes);
        var most = 0.0;
        var capacity = run.Capacity(sector);
        for (var t = 0; t < capacity.Length; t++) most = Math.Max(most, capacity[t] / grid.Length(t));
        if (working == 0 || most <= 0) return null;

        // By intervals, in people of the sector's mean rate; who is on a break is none of them.
        var (spare, until) = ((double)working, 0.0);
        for (var end = interval; end <= grid.HorizonMinutes; end += interval)
        {
            var could = run.CapacityUntil(sector, end) - run.CapacityUntil(sector, until);
            var served = run.ServedUntil(sector, end) - run.ServedUntil(sector, until);
            var idle = working * (could - served) / (most * interval);
            if (idle < 1) break;
            (spare, until) = (Math.Min(spare, idle), end);
        }
        until = Math.Min(until, set.Projector.WorkEndsMinutes);
        return until < 2 * interval ? null : new SectorSlack(site.Now.AddMinutes(until), (int)spare);
    }
}
