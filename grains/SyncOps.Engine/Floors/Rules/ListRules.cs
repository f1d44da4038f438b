using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors.Rules;

/// <summary>Rules within one list or one entry: what may not come twice, and bounds that must agree.</summary>
internal static class ListRules
{
    public static void Check(FloorDocument floor, FaultList faults)
    {
        Unique(floor.Areas, a => a.Id, i => $"$.areas[{i}].id", "area", faults);
        Unique(floor.Sectors, s => s.Id, i => $"$.sectors[{i}].id", "sector", faults);
        Unique(floor.EquipmentPools, p => p.Id, i => $"$.equipmentPools[{i}].id", "equipment pool", faults);
        Unique(floor.Resources, r => r.Id, i => $"$.resources[{i}].id", "resource", faults);
        Unique(floor.Moves.Between, PairOf, i => $"$.moves.between[{i}]", "pair", faults);
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            var (sector, at) = (floor.Sectors[s], s);
            Unique(sector.Next, n => n.To, i => $"$.sectors[{at}].next[{i}].to", "next sector", faults);
            Unique(sector.Equipment, e => e.Pool, i => $"$.sectors[{at}].equipment[{i}].pool", "equipment pool", faults);
            StaffBoundsAgree(sector, s, faults);
        }
        for (var r = 0; r < floor.Resources.Count; r++)
        {
            var at = r;
            Unique(floor.Resources[r].Skills, k => k.Sector, i => $"$.resources[{at}].skills[{i}].sector", "skill's sector", faults);
        }
    }

    /// <summary>No id comes twice in its list. Ids that did not read (empty) are faults already.</summary>
    public static void Unique<T>(IReadOnlyList<T> list, Func<T, string> idOf, Func<int, string> pathOf, string what, FaultList faults)
    {
        if (list.Count < 2) return;
        var seen = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var id = idOf(list[i]);
            if (id.Length == 0 || seen.TryAdd(id, i)) continue;
            faults.Add(pathOf(i), FaultCodes.DuplicateId, $"The {what} {FaultList.Quote(id)} stands at place {seen[id]} already. Keep one of the two.");
        }
    }

    private static string PairOf(MoveTime pair) => pair.From.Length == 0 || pair.To.Length == 0 ? "" : $"{pair.From} -> {pair.To}";

    /// <summary>The fewest people of a sector are no more than the most.</summary>
    private static void StaffBoundsAgree(SectorSpec sector, int place, FaultList faults)
    {
        if (sector.MaxStaff is not { } max || sector.MinStaff <= max) return;
        faults.Add($"$.sectors[{place}].minStaff", FaultCodes.MinAboveMax,
            $"minStaff {sector.MinStaff} is above maxStaff {max}. Lower the one or raise the other.");
    }
}
