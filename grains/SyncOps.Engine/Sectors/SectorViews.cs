using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Sectors;

/// <summary>Composes what users see of a sector.</summary>
public static class SectorViews
{
    /// <summary>
    /// The load now, with the coordinator's latest outlook. Capacity, staff and utilization are the load's own; wait, status and forecast
    /// come from the outlook, and while there is none yet the wait is 0 and the status ok.
    /// </summary>
    public static SectorView From(SectorLoad load, SectorOutlook? outlook, Floor floor)
    {
        var capacity = OutlookWriter.CapacityPerHour(load, floor, load.AsOf);
        return new SectorView
        {
            Sector = load.Sector,
            AsOf = load.AsOf,
            Version = load.Version,
            BacklogUnits = load.Totals.Backlog,
            ByClass = ByClass(load),
            Totals = load.Totals,
            Staff = load.Roster.Count(p => p.StateAt(load.AsOf) == ResourceStateKind.Working),
            ArrivalsPerHour = Round(load.ArrivalsPerHour),
            CapacityPerHour = Round(capacity),
            Utilization = Math.Round(OutlookWriter.Utilization(load, capacity), 4, MidpointRounding.AwayFromZero),
            WaitMinutes = outlook?.WaitMinutes ?? 0,
            Status = outlook?.Status ?? SectorStatus.Ok,
            BottleneckAt = outlook?.BottleneckAt,
            Outlook = outlook?.Points ?? [],
            ReasonLine = outlook?.ReasonLine,
            ReasonKind = outlook?.ReasonKind,
            Alert = outlook is null ? null : OutlookWriter.Alert(outlook, floor.Document, load.AsOf),
            Slack = outlook?.Slack,
            HeldUntil = outlook?.HeldUntil,
            Travel = Travel(load, floor),
        };
    }

    private static SectorTravel[]? Travel(SectorLoad load, Floor floor)
    {
        if (load.Travel.Count == 0 || floor.SectorIndex(load.Sector) is not (>= 0 and var to)) return null;
        var times = TravelTimes.Of(floor, [(load.Sector, load.Travel)]);
        var told = new List<SectorTravel>(load.Travel.Count);
        foreach (var tally in load.Travel)
        {
            if (floor.SectorIndex(tally.From) is not (>= 0 and var from)) continue;
            var (minutes, spread, moves) = times.Of(from, to);
            told.Add(new SectorTravel(tally.From, Round(minutes), Round(spread), moves));
        }
        return [.. told];
    }

    private static double Round(double value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);

    private static SortedDictionary<string, Units>? ByClass(SectorLoad load)
    {
        if (load.ByClass.All(c => c.Class.Length == 0)) return null;
        var classes = new SortedDictionary<string, Units>(StringComparer.Ordinal);
        foreach (var item in load.ByClass) classes[item.Class] = item.Units;
        return classes;
    }
}
