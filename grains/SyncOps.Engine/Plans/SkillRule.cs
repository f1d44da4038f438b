using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Plans;

/// <summary>A resource may be placed only where it holds the skill for all of the time.</summary>
internal static class SkillRule
{
    /// <summary>
    /// False, and a fault, when the pin's resource lacks the skill at its start or before its end. Unknown ids are other rules' faults.
    /// </summary>
    public static bool Check(Floor floor, Pin pin, string path, FaultList faults)
    {
        var (resource, sector) = (floor.ResourceIndex(pin.Resource), floor.SectorIndex(pin.Sector));
        if (resource < 0 || sector < 0) return true;
        if (floor.UnitsPerHour(resource, sector, pin.From) <= 0)
        {
            faults.Add(path, FaultCodes.NoSkill, $"{FaultList.Quote(pin.Resource)} does not hold the skill of {pin.Sector} at "
                + $"{ContractJson.Write(pin.From)}. Name another resource, or give it the skill in the floor.");
            return false;
        }
        if (pin.Until > pin.From && floor.UnitsPerHour(resource, sector, pin.Until.AddTicks(-1)) <= 0)
        {
            faults.Add(path, FaultCodes.NoSkill, $"The skill of {FaultList.Quote(pin.Resource)} in {pin.Sector} lapses before "
                + $"{ContractJson.Write(pin.Until)}. End earlier, or renew the skill in the floor.");
            return false;
        }
        return true;
    }
}
