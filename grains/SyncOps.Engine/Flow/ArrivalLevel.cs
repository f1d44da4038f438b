using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Today's outside arrivals of a sector against the day's forecast: each half hour of the local day that was forecast is one observation
/// of <see cref="DriftModel.Level"/>, with the chance of a count that varies three times as much as Poisson's.
/// </summary>
internal static class ArrivalLevel
{
    /// <summary>Variance of a count over its mean: units come in orders, orders in batches.</summary>
    public const double CountChance = 3;

    /// <summary>A shorter part of the half hour that now is in is left out.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>More than so many times the forecast is not a level but a mistake in it.</summary>
    private const double MostDeviation = 2;

    /// <summary>What is known of the level now; as before any observation where nothing was heard or forecast.</summary>
    public static Drift Of(SiteSnapshot site, int sector)
    {
        var (load, model) = (site.Loads[sector], DriftModel.Level);
        var zone = site.Floor.Document.TimeZone;
        var day = LocalDay.Of(LocalDay.DateAt(site.Now, zone), zone);
        var level = model.Unknown(day.Start);
        if (load.LastEventAt is null) return model.Aged(level, site.Now);
        if (load.OutsideByHalfHour is not { } recent) return OfRate(site, sector, level);

        var from = recent.From < day.Start ? day.Start : recent.From;
        for (var at = from; at < site.Now; at += HalfHourCounts.Length)
        {
            var until = at + HalfHourCounts.Length < site.Now ? at + HalfHourCounts.Length : site.Now;
            var planned = until - at < Shortest ? 0 : site.Calendar.ForecastUnits(sector, at, until);
            if (planned <= 0) continue;
            var place = (int)((at - recent.From) / HalfHourCounts.Length);
            var units = place < recent.Units.Count ? recent.Units[place] : 0;
            level = model.Observed(level, until, Deviation(units, planned), CountChance / planned);
        }
        return model.Aged(level, site.Now);
    }

    // All that is known is the rate of the last hour.
    private static Drift OfRate(SiteSnapshot site, int sector, Drift level)
    {
        var (load, model) = (site.Loads[sector], DriftModel.Level);
        if (site.Calendar.ForecastPerHour(sector, site.Now) is not (> 0 and var perHour) || load.ObservedMinutes <= 0)
            return model.Aged(level, site.Now);
        var planned = perHour * load.ObservedMinutes / 60;
        return model.Observed(level, site.Now, Deviation(load.OutsideArrivalsPerHour, perHour), CountChance / planned);
    }

    private static double Deviation(double units, double planned) => Math.Min(units / planned - 1, MostDeviation);
}
