using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Sites;

/// <summary>
/// The order in which sectors are ticked: sectors whose completions are booked downstream come before those that they feed, all others
/// together. Where they feed each other in a circle, id order breaks it.
/// </summary>
public static class TickWaves
{
    /// <summary>Sector ids in waves; retired sectors are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(Floor floor)
    {
        var open = floor.Sectors.Where(s => !s.Retired).Select(s => s.Id).ToList();
        var feeders = open.ToDictionary(id => id, id => Feeders(floor, id), StringComparer.Ordinal);
        var ticked = new HashSet<string>(StringComparer.Ordinal);
        var waves = new List<IReadOnlyList<string>>();
        while (open.Count > 0)
        {
            var wave = open.Where(id => feeders[id].All(f => f == id || ticked.Contains(f) || !open.Contains(f))).ToList();
            if (wave.Count == 0) wave.Add(open[0]);
            ticked.UnionWith(wave);
            open.RemoveAll(ticked.Contains);
            waves.Add(wave);
        }
        return waves;
    }

    private static List<string> Feeders(Floor floor, string id)
        => floor.Sector(id)!.Arrivals != ArrivalsFrom.Upstream
            ? []
            : [.. floor.Sectors.Where(s => !s.Retired && s.Next.Any(r => r.To == id)).Select(s => s.Id)];
}
