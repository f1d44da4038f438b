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
            ArrivalsPerHour = Math.Round(load.ArrivalsPerHour, 2, MidpointRounding.AwayFromZero),
            CapacityPerHour = Math.Round(capacity, 2, MidpointRounding.AwayFromZero),
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
        };
    }

    private static SortedDictionary<string, Units>? ByClass(SectorLoad load)
    {
        if (load.ByClass.All(c => c.Class.Length == 0)) return null;
        var classes = new SortedDictionary<string, Units>(StringComparer.Ordinal);
        foreach (var item in load.ByClass) classes[item.Class] = item.Units;
        return classes;
    }
}
