using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;

namespace SyncOps.Grains.Sectors;

/// <summary>
/// Who is in a sector or on the way to it: a cache of the resources' own rows. A change is applied only if its version is newer, also
/// after the resource has left, so that late messages do no harm.
/// </summary>
internal sealed class SectorRoster
{
    private readonly SortedDictionary<string, (long Version, Presence? Presence)> _known = new(StringComparer.Ordinal);
    private IReadOnlyList<Presence>? _inOrder;
    private long _floorVersion;

    public void Fill(IReadOnlyList<Presence> present)
    {
        foreach (var presence in present) Apply(presence.Resource, presence.Version, presence);
    }

    /// <summary>False when something as new was known already.</summary>
    public bool Apply(string resource, long version, Presence? presence)
    {
        if (_known.TryGetValue(resource, out var known) && known.Version >= version) return false;
        _known[resource] = (version, presence);
        _inOrder = null;
        return true;
    }

    /// <summary>Those present, in id order; whom the floor has dropped is not.</summary>
    public IReadOnlyList<Presence> InOrder(Floor floor)
    {
        if (_inOrder is not null && _floorVersion == floor.Version) return _inOrder;
        _floorVersion = floor.Version;
        return _inOrder = [.. _known.Values.Select(k => k.Presence).OfType<Presence>().Where(p => floor.Resource(p.Resource) is not null)];
    }
}
