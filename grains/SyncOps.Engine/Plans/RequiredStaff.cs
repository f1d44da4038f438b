using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Plans;

/// <summary>How many people a sector needs.</summary>
internal static class RequiredStaff
{
    /// <summary>Less than this share of a person is rounding.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>
    /// The fewest people who complete so many units in so many hours, each at the mean standard rate of all who hold the skill at the
    /// instant; at least the sector's minimum. 0 where there is no work. Where nobody holds the skill: the minimum, and at least 1.
    /// </summary>
    public static int For(Floor floor, int sector, double units, double hours, DateTimeOffset at)
    {
        if (units <= Tolerance) return 0;
        var people = MeanUnitsPerHour(floor, sector, at) is > 0 and var rate ? (int)Math.Ceiling(units / (rate * hours) - Tolerance) : 0;
        return Math.Max(Math.Max(1, people), floor.Sectors[sector].MinStaff);
    }

    private static double MeanUnitsPerHour(Floor floor, int sector, DateTimeOffset at)
    {
        var (sum, count) = (0.0, 0);
        for (var r = 0; r < floor.Resources.Count; r++)
        {
            var rate = floor.UnitsPerHour(r, sector, at);
            if (rate <= 0) continue;
            sum += rate;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }
}
