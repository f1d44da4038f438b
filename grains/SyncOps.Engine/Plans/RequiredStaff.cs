using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Plans;

/// <summary>How many people a sector needs.</summary>
internal sealed class RequiredStaff
{
    /// <summary>Less than this share of a person is rounding.</summary>
    private const double Tolerance = 1e-9;

    private readonly Floor _floor;
    private readonly List<int>[] _skilled;

    public RequiredStaff(Floor floor)
    {
        _floor = floor;
        _skilled = new List<int>[floor.Sectors.Count];
        for (var s = 0; s < _skilled.Length; s++) _skilled[s] = [];
        for (var r = 0; r < floor.Resources.Count; r++)
            foreach (var skill in floor.Resources[r].Skills) _skilled[floor.SectorIndex(skill.Sector)].Add(r);
    }

    /// <summary>
    /// The fewest people who complete so many units in so many hours, each at the mean standard rate of all who hold the skill at the
    /// instant; at least the sector's minimum. 0 where there is no work. Where nobody holds the skill: the minimum, and at least 1.
    /// </summary>
    public int For(int sector, double units, double hours, DateTimeOffset at)
    {
        if (units <= Tolerance) return 0;
        var people = MeanUnitsPerHour(sector, at) is > 0 and var rate ? (int)Math.Ceiling(units / (rate * hours) - Tolerance) : 0;
        return Math.Max(Math.Max(1, people), _floor.Sectors[sector].MinStaff);
    }

    private double MeanUnitsPerHour(int sector, DateTimeOffset at)
    {
        var (sum, count) = (0.0, 0);
        foreach (var resource in _skilled[sector])
        {
            var rate = _floor.UnitsPerHour(resource, sector, at);
            if (rate <= 0) continue;
            sum += rate;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }
}
