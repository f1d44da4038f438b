using SyncOps.Engine.Floors.Rules;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>
/// Reads what an edit's assignments change against the plan and says it as pins. Sectors and intervals that the edit does not list stay.
/// In a past interval nothing may differ; a resource has at most one sector in an interval; one that is at work keeps a sector; one that
/// is not at work gets none. What the edit's own pins say already needs no second pin.
/// </summary>
internal sealed class AssignmentEdit(PlanView plan, IReadOnlyList<Pin> editedPins, SiteSnapshot site, PlanGrid grid, FaultList faults)
{
    private readonly DateTimeOffset _open = grid.OpenFrom(site.Now);
    private readonly PinnedResources _edited = new(editedPins);

    public IEnumerable<PlacedPin> Pins(IReadOnlyList<PlanAssignment> assignments)
    {
        var names = new FloorNames(site.Floor.Document, faults);
        var pinned = new List<PlacedPin>();
        foreach (var interval in assignments.GroupBy(a => a.At).OrderBy(g => g.Key))
        {
            var index = grid.IndexOf(interval.Key);
            if (index < 0 || index >= Math.Min(grid.Count, plan.Intervals.Count) || plan.Intervals[index].At != interval.Key)
            {
                faults.Add(interval.First().Path, FaultCodes.UnknownInterval, $"No interval of {plan.Date} begins at "
                    + $"{ContractJson.Write(interval.Key)}. Use the instants of the plan as it was read.");
                continue;
            }
            foreach (var cell in interval) names.CheckSector(cell.Sector, cell.Path);
            AddChanges(index, [.. interval], names, pinned);
        }
        return Merged(pinned);
    }

    private void AddChanges(int index, List<PlanAssignment> cells, FloorNames names, List<PlacedPin> pinned)
    {
        var window = grid[index];
        var before = Places(plan.Intervals[index].Sectors.SelectMany(s => s.Value.Assigned.Select(r => (r, s.Key))));
        var after = new Dictionary<string, string>(StringComparer.Ordinal);
        var isPast = window.Start < _open;
        foreach (var cell in cells)
        {
            for (var i = 0; i < cell.Assigned.Count; i++)
            {
                var (resource, path) = (cell.Assigned[i], $"{cell.Path}.assigned[{i}]");
                if (!after.TryAdd(resource, cell.Sector))
                {
                    faults.Add(path, FaultCodes.TwoSectors, $"{FaultList.Quote(resource)} is listed in {after[resource]} and "
                        + $"in {cell.Sector} in the interval {ContractJson.Write(window.Start)}. List it once.");
                    continue;
                }
                var place = before.GetValueOrDefault(resource);
                if (place == cell.Sector || _edited.SectorAt(resource, window.Start) == cell.Sector) continue;
                if (isPast) AddPast(path, window);
                else if (place is null) AddAbsent(path, resource, window, names);
                else
                {
                    var pin = new Pin(resource, cell.Sector, window.Start, window.End);
                    if (SkillRule.Check(site.Floor, pin, path, faults)) pinned.Add(new PlacedPin(pin, path));
                }
            }
        }
        AddDropped(index, cells, after, isPast);
    }

    private void AddDropped(int index, List<PlanAssignment> cells, Dictionary<string, string> after, bool isPast)
    {
        foreach (var cell in cells)
        {
            if (!plan.Intervals[index].Sectors.TryGetValue(cell.Sector, out var current)) continue;
            foreach (var resource in current.Assigned)
            {
                if (after.ContainsKey(resource) || _edited.SectorAt(resource, grid[index].Start) is not null) continue;
                if (isPast) AddPast($"{cell.Path}.assigned", grid[index]);
                else
                {
                    faults.Add($"{cell.Path}.assigned", FaultCodes.WithoutPlace, $"{FaultList.Quote(resource)} is at work and would be "
                        + $"in no sector in the interval {ContractJson.Write(grid[index].Start)}. List it in another sector, "
                        + "or change its shift in the day document.");
                }
            }
        }
    }

    private void AddPast(string path, Window window)
        => faults.Add(path, FaultCodes.InThePast, $"The interval {ContractJson.Write(window.Start)} has ended and cannot be changed. "
            + $"Leave it out, or edit from {ContractJson.Write(_open)} on.");

    private void AddAbsent(string path, string resource, Window window, FloorNames names)
    {
        if (site.Floor.ResourceIndex(resource) < 0) names.CheckResource(resource, path);
        else
        {
            faults.Add(path, FaultCodes.NotOnDuty, $"{FaultList.Quote(resource)} is not at work in the interval "
                + $"{ContractJson.Write(window.Start)}. Give it a shift in the day document first, or name someone who is.");
        }
    }

    private static Dictionary<string, string> Places(IEnumerable<(string Resource, string Sector)> places)
    {
        var byResource = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (resource, sector) in places) byResource.TryAdd(resource, sector);
        return byResource;
    }

    // In rising order of the intervals, so a pin can only go on from the last one of its resource.
    private static List<PlacedPin> Merged(List<PlacedPin> pinned)
    {
        var merged = new List<PlacedPin>();
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var next in pinned)
        {
            if (last.TryGetValue(next.Pin.Resource, out var i)
                && merged[i].Pin.Until == next.Pin.From && merged[i].Pin.Sector == next.Pin.Sector)
            {
                merged[i] = merged[i] with { Pin = merged[i].Pin with { Until = next.Pin.Until } };
                continue;
            }
            last[next.Pin.Resource] = merged.Count;
            merged.Add(next);
        }
        return merged;
    }
}
