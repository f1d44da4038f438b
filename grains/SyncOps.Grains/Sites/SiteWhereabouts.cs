using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>Where a site's resources are and when their stored reports fall due: a cache of the resources' own rows.</summary>
internal sealed class SiteWhereabouts
{
    private readonly SortedDictionary<string, Whereabouts> _known = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Due, string Resource)> _agenda = [];

    /// <summary>Takes news of a resource, unless something as new is known.</summary>
    public void Apply(Whereabouts news)
    {
        if (_known.TryGetValue(news.Resource, out var known))
        {
            if (known.Version >= news.Version) return;
            if (known.NextDue is { } before) _agenda.Remove((before, news.Resource));
        }
        _known[news.Resource] = news;
        if (news.NextDue is { } due) _agenda.Add((due, news.Resource));
    }

    /// <summary>Forgets whom the floor has dropped; their rows stay, and are asked again if they come back.</summary>
    public void KeepOnly(Floor floor)
    {
        foreach (var gone in _known.Values.Where(w => floor.Resource(w.Resource) is null).ToList())
        {
            _known.Remove(gone.Resource);
            if (gone.NextDue is { } due) _agenda.Remove((due, gone.Resource));
        }
    }

    /// <summary>Everyone in a sector or on the way to it, in id order.</summary>
    public IReadOnlyList<Presence> In(string sector)
        => [.. _known.Values.Select(w => w.Presence).OfType<Presence>().Where(p => p.Sector == sector)];

    /// <summary>Resources with reports that fall due by an instant, in id order.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now)
    {
        var due = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (at, resource) in _agenda)
        {
            if (at > now) break;
            due.Add(resource);
        }
        return [.. due];
    }
}
