namespace SyncOps.Engine.Plans;

/// <summary>Where planners have pinned resources, for asking at an instant. Pins of one resource do not overlap.</summary>
public sealed class PinnedResources
{
    public static readonly PinnedResources None = new([]);

    private readonly Dictionary<string, Pin[]> _pins;

    public PinnedResources(IEnumerable<Pin> pins) => _pins = pins.GroupBy(p => p.Resource, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.OrderBy(p => p.From).ToArray(), StringComparer.Ordinal);

    /// <summary>The sector that a resource is pinned to at an instant; null when it is free.</summary>
    public string? SectorAt(string resource, DateTimeOffset at)
    {
        if (!_pins.TryGetValue(resource, out var pins)) return null;
        foreach (var pin in pins)
            if (pin.From <= at && at < pin.Until) return pin.Sector;
        return null;
    }

    /// <summary>The first pin of a resource that shares time with [from, until); null when there is none.</summary>
    public Pin? FirstWithin(string resource, DateTimeOffset from, DateTimeOffset until)
    {
        if (!_pins.TryGetValue(resource, out var pins)) return null;
        foreach (var pin in pins)
            if (pin.From < until && from < pin.Until) return pin;
        return null;
    }
}
