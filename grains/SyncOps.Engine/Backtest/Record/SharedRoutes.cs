using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>Ways drawn from the shares of a floor's routes, where a history does not say which way each unit went.</summary>
internal static class SharedRoutes
{
    /// <summary>Every loop has an exit, but a draw may go round for long; what is still under way then leaves the site.</summary>
    public const int MostSteps = 100;

    /// <summary>The way of work that enters a sector. The same stream gives the same way.</summary>
    public static IReadOnlyList<JobStep> Draw(Floor floor, int sector, double units, RandomStream random)
    {
        var way = new List<JobStep> { new(sector, units, TimeSpan.Zero) };
        while (way.Count < MostSteps && Next(floor.Sectors[way[^1].Sector], random) is { } route)
        {
            way.Add(new JobStep(
                floor.SectorIndex(route.To), way[^1].Units * route.UnitsPerUnit, TimeSpan.FromMinutes(route.DelayMinutes)));
        }
        return way;
    }

    private static Route? Next(SectorSpec sector, RandomStream random)
    {
        if (sector.Next.Count == 0) return null;
        var at = random.Uniform();
        foreach (var route in sector.Next)
        {
            if (at < route.Share) return route.UnitsPerUnit > 0 ? route : null;
            at -= route.Share;
        }
        return null;
    }
}
