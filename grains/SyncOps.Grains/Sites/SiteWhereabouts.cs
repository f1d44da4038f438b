using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>Where a site's resources are: a cache of the resources' own rows.</summary>
internal sealed class SiteWhereabouts
{
    private readonly SortedDictionary<string, Whereabouts> _known = new(StringComparer.Ordinal);

    /// <summary>Takes news of a resource, unless something as new is known.</summary>
    public void Apply(Whereabouts news)
    {
        if (!_known.TryGetValue(news.Resource, out var known) || known.Version < news.Version) _known[news.Resource] = news;
    }

    /// <summary>Forgets whom the floor has dropped; their rows stay, and are asked again if they come back.</summary>
    public void KeepOnly(Floor floor)
    {
        foreach (var gone in _known.Keys.Where(id => floor.Resource(id) is null).ToList()) _known.Remove(gone);
    }

    /// <summary>Everyone in a sector or on the way to it, in id order.</summary>
    public IReadOnlyList<Presence> In(string sector)
        => [.. _known.Values.Select(w => w.Presence).OfType<Presence>().Where(p => p.Sector == sector)];
}
