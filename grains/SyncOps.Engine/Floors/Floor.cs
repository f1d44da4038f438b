using System.Collections.Frozen;

namespace SyncOps.Engine.Floors;

/// <summary>
/// A valid floor document made ready for computing: sectors and resources by index in ordinal id order, look-ups by id, skills and
/// travel by index. Immutable; made once per floor version and shared.
/// </summary>
public sealed class Floor
{
    private readonly FrozenDictionary<string, int> _sectors;
    private readonly FrozenDictionary<string, int> _resources;
    private readonly FrozenDictionary<(int From, int To), double> _travelMinutes;
    private readonly IndexedSkill[][] _skills;

    private Floor(FloorDocument document, long version)
    {
        Document = document;
        Version = version;
        Sectors = [.. document.Sectors.OrderBy(s => s.Id, StringComparer.Ordinal)];
        Resources = [.. document.Resources.OrderBy(r => r.Id, StringComparer.Ordinal)];
        Areas = [.. document.Areas.OrderBy(a => a.Id, StringComparer.Ordinal)];
        _sectors = Sectors.Select((s, i) => KeyValuePair.Create(s.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _resources = Resources.Select((r, i) => KeyValuePair.Create(r.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _travelMinutes = document.Moves.Between.ToFrozenDictionary(m => (SectorIndex(m.From), SectorIndex(m.To)), m => m.Minutes);
        _skills = [.. Resources.Select(r => r.Skills.Select(Indexed).OrderBy(s => s.Sector).ToArray())];
    }

    public FloorDocument Document { get; }

    /// <summary>Version of the document, from 1.</summary>
    public long Version { get; }

    /// <summary>In ordinal id order, retired ones included.</summary>
    public IReadOnlyList<SectorSpec> Sectors { get; }

    /// <summary>In ordinal id order.</summary>
    public IReadOnlyList<ResourceSpec> Resources { get; }

    /// <summary>In ordinal id order.</summary>
    public IReadOnlyList<AreaSpec> Areas { get; }

    public static Floor Of(FloorDocument document, long version = 1) => new(document, version);

    /// <summary>Index in <see cref="Sectors"/>, or -1 when there is no such sector.</summary>
    public int SectorIndex(string? id) => id is not null && _sectors.TryGetValue(id, out var index) ? index : -1;

    /// <summary>Index in <see cref="Resources"/>, or -1 when there is no such resource.</summary>
    public int ResourceIndex(string? id) => id is not null && _resources.TryGetValue(id, out var index) ? index : -1;

    public SectorSpec? Sector(string? id) => SectorIndex(id) is >= 0 and var i ? Sectors[i] : null;

    public ResourceSpec? Resource(string? id) => ResourceIndex(id) is >= 0 and var i ? Resources[i] : null;

    /// <summary>Standard rate of a resource in a sector, units/h; 0 without the skill, or at and after the instant it lapses.</summary>
    public double UnitsPerHour(int resource, int sector, DateTimeOffset at)
    {
        foreach (ref readonly var skill in _skills[resource].AsSpan())
        {
            if (skill.Sector == sector) return at < skill.ValidUntil ? skill.UnitsPerHour : 0;
            if (skill.Sector > sector) break;
        }
        return 0;
    }

    /// <summary>Minutes from leaving one sector to being able to work in another; 0 within a sector.</summary>
    public double TravelMinutes(int from, int to)
    {
        if (from == to) return 0;
        return _travelMinutes.TryGetValue((from, to), out var minutes) ? minutes : Document.Moves.Minutes;
    }

    private IndexedSkill Indexed(Skill skill)
        => new(SectorIndex(skill.Sector), skill.UnitsPerHour, skill.ValidUntil ?? DateTimeOffset.MaxValue);

    private readonly record struct IndexedSkill(int Sector, double UnitsPerHour, DateTimeOffset ValidUntil);
}
