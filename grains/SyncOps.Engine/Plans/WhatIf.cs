using SyncOps.Engine.Floors.Rules;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Plans;

/// <summary>Answers what moves would do, by rolling the whole site out with and without them. Nothing is stored.</summary>
public static class WhatIf
{
    /// <summary>
    /// The effect of the moves together, or every fault at <c>$.actions[i]</c>: unknown resource or sector, a sector retired, no skill, a
    /// resource that is not at work or stands there already, one named twice, a departure in the past or after the shift. A move without
    /// departure begins now; a resource that is travelling first arrives.
    /// </summary>
    public static Outcome<WhatIfAnswer> Answer(SiteSnapshot site, IReadOnlyList<WhatIfMove> moves)
    {
        var faults = new FaultList();
        var planned = Planned(site, moves, faults);
        if (!faults.IsEmpty) return Refusal.Invalid(faults.ToList());

        var without = ScenarioSet.Of(new Projector(site));
        var with = without.With(planned);
        var (before, after) = Effects(without, with, planned);
        return new WhatIfAnswer
        {
            Site = site.Floor.Document.Site,
            AsOf = site.Now,
            Without = before,
            With = after,
            Benefit = Benefit(without, with, planned.Length),
            MakesBottleneckIn = MadeBottlenecks(without, with),
        };
    }

    private static PlannedMove[] Planned(SiteSnapshot site, IReadOnlyList<WhatIfMove> moves, FaultList faults)
    {
        ListRules.Unique(moves, m => m.Resource, i => $"$.actions[{i}].resource", "resource", faults);
        var names = new FloorNames(site.Floor.Document, faults);
        var planned = new List<PlannedMove>(moves.Count);
        for (var i = 0; i < moves.Count; i++)
        {
            names.CheckResource(moves[i].Resource, $"$.actions[{i}].resource");
            names.CheckSector(moves[i].To, $"$.actions[{i}].to");
            if (Plan(site, moves[i], $"$.actions[{i}]", faults) is { } move) planned.Add(move);
        }
        return [.. planned];
    }

    private static PlannedMove? Plan(SiteSnapshot site, WhatIfMove move, string path, FaultList faults)
    {
        var (resource, to) = (site.Floor.ResourceIndex(move.Resource), site.Floor.SectorIndex(move.To));
        if (resource < 0 || to < 0) return null;
        var presence = site.Presence(resource);
        var from = site.Floor.SectorIndex(presence?.Sector);
        if (presence is null || presence.StateAt(site.Now) == ResourceStateKind.Off || from < 0 || TourEnd(site, resource) is not { } end)
        {
            faults.Add($"{path}.resource", FaultCodes.NotOnDuty,
                $"{FaultList.Quote(move.Resource)} is not at work at {ContractJson.Write(site.Now)}, so it cannot be moved. "
                + "Name someone who is checked in and within the shift.");
            return null;
        }
        if (from == to)
        {
            faults.Add($"{path}.to", FaultCodes.AlreadyThere,
                $"{FaultList.Quote(move.Resource)} is in {move.To} or on the way there already. Name another sector.");
            return null;
        }
        var isTravelling = presence.StateAt(site.Now) == ResourceStateKind.Travelling;
        var earliest = isTravelling ? site.MinutesTo(presence.AvailableAt) : 0;
        var wished = move.DepartBy is { } departBy ? site.MinutesTo(departBy) : 0;
        var depart = Math.Max(earliest, wished);
        if (wished < 0)
        {
            faults.Add($"{path}.departBy", FaultCodes.InThePast,
                $"{ContractJson.Write(move.DepartBy!.Value)} is before the site's clock, {ContractJson.Write(site.Now)}. "
                + "Give a later instant or none.");
            return null;
        }
        if (depart >= end)
        {
            faults.Add($"{path}.departBy", FaultCodes.OutOfRange, $"{ContractJson.Write(site.Now.AddMinutes(depart))} is not before "
                + $"{ContractJson.Write(site.Now.AddMinutes(end))}, when the shift or the horizon ends. Give an earlier instant.");
            return null;
        }
        var arrive = depart + site.TravelMinutes(from, to);
        if (site.Floor.UnitsPerHour(resource, to, site.Now.AddMinutes(arrive)) <= 0)
        {
            faults.Add($"{path}.to", FaultCodes.NoSkill, $"{FaultList.Quote(move.Resource)} does not hold the skill of {move.To} at "
                + $"{ContractJson.Write(site.Now.AddMinutes(arrive))}. Name another resource, or give it the skill in the floor.");
            return null;
        }
        return new PlannedMove(resource, from, to, depart, arrive);
    }

    /// <summary>Minutes to the end of the tour that a resource is on; null when it works no more on it.</summary>
    private static double? TourEnd(SiteSnapshot site, int resource)
    {
        double? end = null;
        foreach (ref readonly var stint in site.StintsOf(resource))
            if (stint.Current) end = stint.End;
        return end;
    }

    private static (SortedDictionary<string, SectorEffect> Without, SortedDictionary<string, SectorEffect> With) Effects(
        ScenarioSet without, ScenarioSet with, PlannedMove[] moves)
    {
        var before = new SortedDictionary<string, SectorEffect>(StringComparer.Ordinal);
        var after = new SortedDictionary<string, SectorEffect>(StringComparer.Ordinal);
        var sectors = without.Site.Floor.Sectors;
        for (var s = 0; s < sectors.Count; s++)
        {
            var (b, a) = (MoveEffect.Effect(without[s]), MoveEffect.Effect(with[s]));
            if (b == a && !moves.Any(m => m.From == s || m.To == s)) continue;
            before[sectors[s].Id] = b;
            after[sectors[s].Id] = a;
        }
        return (before, after);
    }

    private static CardBenefit Benefit(ScenarioSet without, ScenarioSet with, int moves)
    {
        var cost = moves * without.Site.Floor.Document.Moves.Cost;
        return new CardBenefit(
            without.Range(MinutesSaved).Rounded(1), without.Range(k => without.TotalCost(k) - with.TotalCost(k) - cost).Rounded(2));

        double MinutesSaved(int scenario)
        {
            var minutes = 0.0;
            for (var s = 0; s < without.Site.Floor.Sectors.Count; s++)
            {
                // Of a full buffer the minutes are those of the sectors before it, which count there.
                if (without[scenario, s] is { Kind: RiskKind.Buffer, MissedCutOff: null }) continue;
                minutes += without[scenario, s].SlowdownMinutes - with[scenario, s].SlowdownMinutes;
            }
            return minutes;
        }
    }

    private static string[] MadeBottlenecks(ScenarioSet without, ScenarioSet with)
    {
        var made = new List<string>();
        for (var s = 0; s < without.Site.Floor.Sectors.Count; s++)
        {
            var sector = s;
            var isMade = !without[s].IsBottleneck && with[s].IsBottleneck;
            if (isMade || without.Share(k => !without[k, sector].IsBottleneck && with[k, sector].IsBottleneck) > MoveEffect.HarmShare)
                made.Add(without.Site.Floor.Sectors[s].Id);
        }
        return [.. made];
    }
}
