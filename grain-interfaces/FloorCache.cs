using System.Collections.Concurrent;
using Orleans;
using SyncOps.Engine.Floors;

namespace SyncOps.GrainInterfaces;

/// <summary>The newest floor of each site that this process has seen, made ready for computing once and shared by all who ask.</summary>
public sealed class FloorCache(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<string, Floor> _floors = new(StringComparer.Ordinal);

    /// <summary>The floor at a version or newer, or null when the site does not exist.</summary>
    public async ValueTask<Floor?> Get(string site, long atLeastVersion)
    {
        if (_floors.TryGetValue(site, out var known) && known.Version >= atLeastVersion) return known;
        if (await grains.Site(site).GetFloor() is not { } stored) return null;
        return Offer(site, stored.Document, stored.Version);
    }

    /// <summary>Takes a floor in, unless a newer one is known, and answers the newest.</summary>
    public Floor Offer(string site, FloorDocument document, long version)
    {
        if (_floors.TryGetValue(site, out var known) && known.Version >= version) return known;
        var floor = Floor.Of(document, version);
        return _floors.AddOrUpdate(site, floor, (_, other) => other.Version >= version ? other : floor);
    }
}
