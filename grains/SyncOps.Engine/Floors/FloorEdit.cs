using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors;

/// <summary>Replaces a site's floor document by the one that a planner proposes, without losing what history refers to.</summary>
public static class FloorEdit
{
    /// <summary>
    /// The document to store, or null and the faults. Both inputs are valid documents of one site.
    /// <list type="bullet">
    /// <item>Once events were recorded, clock, start and time zone stay; a proposal without a start keeps the present one.</item>
    /// <item>A sector that the proposal leaves out is kept, retired: it has history, but no routes and no equipment, and refuses events.
    /// Its area is kept for it, if need be without any sector in use: the area's ledger is filed under that name.</item>
    /// <item>Once events were recorded, an area that the proposal leaves out is kept too, if need be without any sector: it has cards to
    /// end, people to give back and savings to its name.</item>
    /// <item>A retired sector that the proposal has again is in use again. A resource that it leaves out is gone.</item>
    /// </list>
    /// </summary>
    public static (FloorDocument? Merged, IReadOnlyList<Fault> Faults) Apply(FloorDocument current, FloorDocument proposed, bool hasEvents)
    {
        var faults = new FaultList();
        if (hasEvents) CheckFixed(current, proposed, faults);
        var merged = Merge(current, proposed, hasEvents);
        if (merged.Sectors.Count > FloorReader.MaxSectors)
        {
            faults.Add("$.sectors", FaultCodes.TooMany,
                $"With the retired ones the site would have {merged.Sectors.Count} sectors; at most {FloorReader.MaxSectors} are "
                + "kept. Reuse retired ids.");
        }
        return faults.IsEmpty ? (merged, []) : (null, faults.ToList());
    }

    private static void CheckFixed(FloorDocument current, FloorDocument proposed, FaultList faults)
    {
        Same("clock", Words.Write(current.Clock), Words.Write(proposed.Clock));
        Same("timeZone", current.TimeZone, proposed.TimeZone);
        if (proposed.Start is { } start && current.Start is { } fixedStart)
            Same("start", ContractJson.Write(fixedStart), ContractJson.Write(start));

        void Same(string member, string now, string wanted)
        {
            if (now == wanted) return;
            faults.Add($"$.{member}", FaultCodes.FixedAfterFirstEvent,
                $"{member} is {FaultList.Quote(now)} since the first event and cannot become {FaultList.Quote(wanted)}. Keep it, or "
                + "use a new site.");
        }
    }

    private static FloorDocument Merge(FloorDocument current, FloorDocument proposed, bool hasEvents)
    {
        var named = proposed.Sectors.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var dropped = current.Sectors.Where(s => !named.Contains(s.Id)).Select(Retire).ToList();
        var areas = proposed.Areas.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var needed = dropped.Select(s => s.Area).ToHashSet(StringComparer.Ordinal);
        var sameClock = current.Clock == proposed.Clock;
        return proposed with
        {
            Start = proposed.Start ?? (sameClock ? current.Start : null),
            Areas = [.. proposed.Areas, .. current.Areas.Where(a => !areas.Contains(a.Id) && (hasEvents || needed.Contains(a.Id)))],
            Sectors = [.. proposed.Sectors, .. dropped],
        };
    }

    private static SectorSpec Retire(SectorSpec sector) => sector with { Retired = true, Next = [], Equipment = [] };
}
