using SyncOps.Engine.Floors;
using SyncOps.Engine.Queueing;

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
    /// instant, and who meet the sector's service target where it has one (units arriving evenly; see <see cref="ServerGroup"/>); at
    /// least the sector's minimum, in whole crews, and never more than its stations and its maximum hold. 0 where there is no work. Where
    /// nobody holds the skill: the minimum, and at least 1.
    /// </summary>
    public int For(int sector, double units, double hours, DateTimeOffset at)
    {
        if (units <= Tolerance) return 0;
        var spec = _floor.Sectors[sector];
        var people = 1;
        if (MeanUnitsPerHour(sector, at) is > 0 and var rate)
        {
            people = Math.Max(people, (int)Math.Ceiling(units / (rate * hours) - Tolerance));
            if (spec.ServiceTarget is { } target) people = Math.Max(people, ForTarget(spec, target, units / hours, rate));
        }
        people = Math.Max(people, spec.MinStaff);
        var most = Math.Min(spec.Stations ?? int.MaxValue, spec.MaxStaff ?? int.MaxValue);
        return WholeCrews(spec.Crew, people, most);
    }

    private static int ForTarget(SectorSpec spec, ServiceTarget target, double unitsPerHour, double rate)
    {
        var (ca2, cs2) = spec.Variability is { } v ? (v.Ca2, v.Cs2) : (1, 1);
        return new ServerGroup(unitsPerHour, rate, ca2, cs2).LeastServers(target.Share, target.WithinMinutes);
    }

    // Up to a whole crew; where that has no room, down to the largest that has; where not even the least has, as many as have room.
    private static int WholeCrews(Crew? crew, int people, int most)
    {
        if (crew is null || most < crew.Min) return Math.Min(people, most);
        var steps = (Math.Max(0, people - crew.Min) + crew.Step - 1) / crew.Step;
        return crew.Min + Math.Min(steps, (most - crew.Min) / crew.Step) * crew.Step;
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
