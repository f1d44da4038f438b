using SyncOps.Engine.Floors.Rules;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>
/// Turns a planner's edit into the plan's new pins, or finds everything that is wrong with it. What has ended is on record and stays;
/// the running interval and all that follow are open.
/// <list type="bullet">
/// <item>The edit's pins replace the open ones. One that is left out and had begun is cut where the running interval begins.</item>
/// <item>A pin names a known resource and a sector in use, the skill is held throughout, it ends after it begins, begins in an open
/// interval (or as it did before), shares time with the day and reaches at most a day beyond it; no other pin of its resource
/// overlaps.</item>
/// <item>Of assignments only what differs from the plan counts: a resource that is new in a sector is pinned there for the interval,
/// and adjoining intervals become one pin.</item>
/// </list>
/// </summary>
internal sealed class PlanEditRules
{
    /// <summary>Shifts last up to a day, so one that runs over a midnight of the day is within this of it.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    private readonly PlanView _plan;
    private readonly SiteSnapshot _site;
    private readonly PlanGrid _grid;
    private readonly DateTimeOffset _open;
    private readonly FaultList _faults = new();

    private PlanEditRules(PlanView plan, SiteSnapshot site)
    {
        (_plan, _site) = (plan, site);
        _grid = new PlanGrid(site.Floor, plan.Date);
        _open = _grid.OpenFrom(site.Now);
    }

    /// <summary>All pins of the plan after the edit, by resource, then by start.</summary>
    public static Outcome<IReadOnlyList<Pin>> Pins(PlanView plan, PlanEdit edit, SiteSnapshot site)
    {
        var rules = new PlanEditRules(plan, site);
        var placed = rules.Placed(edit.Pins);
        placed.AddRange(rules.Recorded(edit.Pins));
        if (edit.Assignments is { } assignments)
            placed.AddRange(new AssignmentEdit(plan, edit.Pins, site, rules._grid, rules._faults).Pins(assignments));
        rules.CheckOverlaps(placed);
        if (placed.Count > PlanEdit.MaxPins)
        {
            rules._faults.Add("$.pins", FaultCodes.TooMany,
                $"The plan would have {placed.Count} pins and may have {PlanEdit.MaxPins}. Pin longer spans, or let the roster say it.");
        }
        if (!rules._faults.IsEmpty) return Refusal.Invalid(rules._faults.ToList());
        return placed.Select(p => p.Pin).OrderBy(p => p.Resource, StringComparer.Ordinal).ThenBy(p => p.From).ToArray();
    }

    private List<PlacedPin> Placed(IReadOnlyList<Pin> pins)
    {
        var names = new FloorNames(_site.Floor.Document, _faults);
        var known = _plan.Pins.ToHashSet();
        var placed = new List<PlacedPin>(pins.Count);
        for (var i = 0; i < pins.Count; i++)
        {
            var (pin, path) = (pins[i], $"$.pins[{i}]");
            placed.Add(new PlacedPin(pin, path));
            if (known.Contains(pin)) continue;
            names.CheckResource(pin.Resource, $"{path}.resource");
            names.CheckSector(pin.Sector, $"{path}.sector");
            SkillRule.Check(_site.Floor, pin, $"{path}.sector", _faults);
            CheckTimes(pin, path);
        }
        return placed;
    }

    private void CheckTimes(Pin pin, string path)
    {
        if (pin.Until <= pin.From)
        {
            _faults.Add($"{path}.until", FaultCodes.EndNotAfterStart,
                $"until {ContractJson.Write(pin.Until)} is not after from {ContractJson.Write(pin.From)}. Give a later end.");
            return;
        }
        var day = _grid.Day;
        if (pin.From >= day.End || pin.Until <= day.Start || pin.From < day.Start - Reach || pin.Until > day.End + Reach)
        {
            _faults.Add(path, FaultCodes.NotOnDate,
                $"The pin from {ContractJson.Write(pin.From)} until {ContractJson.Write(pin.Until)} does not belong to {_plan.Date}, "
                + $"which is {ContractJson.Write(day.Start)} until {ContractJson.Write(day.End)}: "
                + "share time with it and reach at most 24 h beyond.");
        }
        var wentOn = _plan.Pins.Any(p => p.Resource == pin.Resource && p.Sector == pin.Sector && p.From == pin.From && p.Until > _open);
        if (wentOn ? pin.Until < _open : pin.From < _open)
        {
            var (member, at) = wentOn ? ("until", pin.Until) : ("from", pin.From);
            _faults.Add($"{path}.{member}", FaultCodes.InThePast,
                $"{ContractJson.Write(at)} is in the past and cannot be changed. Choose {ContractJson.Write(_open)} or later.");
        }
    }

    /// <summary>What the edit leaves out and has happened.</summary>
    private IEnumerable<PlacedPin> Recorded(IReadOnlyList<Pin> edited)
    {
        var sent = edited.ToHashSet();
        var continued = edited.Select(p => (p.Resource, p.Sector, p.From)).ToHashSet();
        foreach (var pin in _plan.Pins)
        {
            if (sent.Contains(pin) || pin.From >= _open) continue;
            if (pin.Until <= _open) yield return new PlacedPin(pin, "$.pins");
            else if (!continued.Contains((pin.Resource, pin.Sector, pin.From)))
                yield return new PlacedPin(pin with { Until = _open }, "$.pins");
        }
    }

    private void CheckOverlaps(List<PlacedPin> placed)
    {
        var ordered = placed.OrderBy(p => p.Pin.Resource, StringComparer.Ordinal).ThenBy(p => p.Pin.From).ToArray();
        PlacedPin? longest = null;
        foreach (var next in ordered)
        {
            if (longest is { } before && before.Pin.Resource == next.Pin.Resource)
            {
                if (next.Pin.From < before.Pin.Until)
                {
                    _faults.Add(next.Path, FaultCodes.Overlap,
                        $"{FaultList.Quote(next.Pin.Resource)} is pinned to {next.Pin.Sector} from {ContractJson.Write(next.Pin.From)} "
                        + $"and to {before.Pin.Sector} until {ContractJson.Write(before.Pin.Until)} (at {before.Path}). "
                        + "Shorten or drop one of the two.");
                }
                if (next.Pin.Until <= before.Pin.Until) continue;
            }
            longest = next;
        }
    }
}

/// <summary>A pin and where in the request it stands, for faults.</summary>
internal readonly record struct PlacedPin(Pin Pin, string Path);
