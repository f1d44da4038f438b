using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors.Rules;

/// <summary>The sectors and resources that a document of this floor may name. An id that did not read (empty) is a fault already.</summary>
internal sealed class FloorNames(FloorDocument floor, FaultList faults)
{
    private readonly Dictionary<string, bool> _sectorIsRetired = floor.Sectors.ToDictionary(s => s.Id, s => s.Retired, StringComparer.Ordinal);
    private readonly HashSet<string> _resources = floor.Resources.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);

    public void CheckSector(string id, string path)
    {
        if (id.Length == 0) return;
        if (!_sectorIsRetired.TryGetValue(id, out var retired))
            faults.Add(path, FaultCodes.UnknownReference, $"The floor has no sector {FaultList.Quote(id)}. Correct the id or add the sector to the floor.");
        else if (retired)
            faults.Add(path, FaultCodes.RetiredSector, $"The sector {FaultList.Quote(id)} is retired. Name another or put it back into the floor.");
    }

    public void CheckResource(string id, string path)
    {
        if (id.Length == 0 || _resources.Contains(id)) return;
        faults.Add(path, FaultCodes.UnknownReference, $"The floor has no resource {FaultList.Quote(id)}. Correct the id or add the resource to the floor.");
    }
}
