using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors.Rules;

/// <summary>Every id that a floor document refers to is one that it defines, and no retired sector.</summary>
internal static class ReferenceRules
{
    public static void Check(FloorDocument floor, FaultList faults)
    {
        var areas = Known("area", floor.Areas.Select(a => a.Id), faults);
        var retired = floor.Sectors.Where(s => s.Retired).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var sectors = Known("sector", floor.Sectors.Select(s => s.Id), faults) with { Retired = retired };
        var pools = Known("equipment pool", floor.EquipmentPools.Select(p => p.Id), faults);
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            var sector = floor.Sectors[s];
            areas.Has(sector.Area, $"$.sectors[{s}].area");
            for (var n = 0; n < sector.Next.Count; n++) sectors.Has(sector.Next[n].To, $"$.sectors[{s}].next[{n}].to");
            for (var e = 0; e < sector.Equipment.Count; e++) pools.Has(sector.Equipment[e].Pool, $"$.sectors[{s}].equipment[{e}].pool");
        }
        for (var r = 0; r < floor.Resources.Count; r++)
        {
            var resource = floor.Resources[r];
            sectors.Has(resource.Home, $"$.resources[{r}].home");
            for (var k = 0; k < resource.Skills.Count; k++) sectors.Has(resource.Skills[k].Sector, $"$.resources[{r}].skills[{k}].sector");
        }
        for (var m = 0; m < floor.Moves.Between.Count; m++)
        {
            sectors.Has(floor.Moves.Between[m].From, $"$.moves.between[{m}].from");
            sectors.Has(floor.Moves.Between[m].To, $"$.moves.between[{m}].to");
        }
    }

    private static KnownIds Known(string what, IEnumerable<string> ids, FaultList faults)
        => new(what, ids.ToHashSet(StringComparer.Ordinal), [], faults);

    private sealed record KnownIds(string What, HashSet<string> Ids, HashSet<string> Retired, FaultList Faults)
    {
        /// <summary>An id that did not read (empty) is a fault already.</summary>
        public void Has(string id, string path)
        {
            if (id.Length == 0) return;
            if (!Ids.Contains(id))
                Faults.Add(path, FaultCodes.UnknownReference, $"The floor has no {What} {FaultList.Quote(id)}. Define it or correct the id.");
            else if (Retired.Contains(id))
                Faults.Add(path, FaultCodes.RetiredSector, $"The {What} {FaultList.Quote(id)} is retired. Take \"retired\" off it or name another.");
        }
    }
}
