using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Sites;

/// <summary>
/// The order in which sectors are ticked: sectors whose completions are booked downstream come before those that they feed, all others
/// together. Where they feed each other in a circle, the first of it in id order breaks it.
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
            if (wave.Count == 0) wave.Add(open.First(id => IsInFirstCircle(id, feeders, open)));
            ticked.UnionWith(wave);
            open.RemoveAll(ticked.Contains);
            waves.Add(wave);
        }
        return waves;
    }

    /// <summary>True when whoever comes before a sector comes after it too: it waits for nobody outside its circle.</summary>
    private static bool IsInFirstCircle(string id, Dictionary<string, List<string>> feeders, List<string> open)
        => Before(id, feeders, open).All(other => Before(other, feeders, open).Contains(id));

    /// <summary>Open sectors that feed this one, directly or through others.</summary>
    private static HashSet<string> Before(string id, Dictionary<string, List<string>> feeders, List<string> open)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([id]);
        while (next.TryPop(out var sector))
        {
            foreach (var feeder in feeders[sector])
            {
                if (open.Contains(feeder) && before.Add(feeder)) next.Push(feeder);
            }
        }
        return before;
    }

    private static List<string> Feeders(Floor floor, string id)
        => floor.Sector(id)!.Arrivals != ArrivalsFrom.Upstream
            ? []
            : [.. floor.Sectors.Where(s => !s.Retired && s.Next.Any(r => r.To == id)).Select(s => s.Id)];
}
