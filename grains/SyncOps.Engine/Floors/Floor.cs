using System.Collections.Frozen;

namespace SyncOps.Engine.Floors;

/// <summary>
/// A valid floor document made ready for computing: sectors and resources by index in ordinal id order, look-ups by id, skills and
/// travel as arrays. Immutable; made once per floor version and shared.
/// </summary>
public sealed class Floor
{
    private readonly FrozenDictionary<string, int> _sectors;
    private readonly FrozenDictionary<string, int> _resources;
    private readonly double[] _travelMinutes;
    private readonly double[] _rates;
    private readonly DateTimeOffset[] _validUntil;

    private Floor(FloorDocument document, long version)
    {
        Document = document;
        Version = version;
        Sectors = [.. document.Sectors.OrderBy(s => s.Id, StringComparer.Ordinal)];
        Resources = [.. document.Resources.OrderBy(r => r.Id, StringComparer.Ordinal)];
        Areas = [.. document.Areas.OrderBy(a => a.Id, StringComparer.Ordinal)];
        _sectors = Sectors.Select((s, i) => KeyValuePair.Create(s.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _resources = Resources.Select((r, i) => KeyValuePair.Create(r.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _travelMinutes = TravelMinutes(document);
        (_rates, _validUntil) = SkillTable();
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
        var cell = resource * Sectors.Count + sector;
        return at < _validUntil[cell] ? _rates[cell] : 0;
    }

    /// <summary>Minutes from leaving one sector to being able to work in another; 0 within a sector.</summary>
    public double TravelMinutes(int from, int to) => _travelMinutes[from * Sectors.Count + to];

    private double[] TravelMinutes(FloorDocument document)
    {
        var n = Sectors.Count;
        var minutes = new double[n * n];
        Array.Fill(minutes, document.Moves.Minutes);
        for (var i = 0; i < n; i++) minutes[i * n + i] = 0;
        foreach (var pair in document.Moves.Between)
            minutes[SectorIndex(pair.From) * n + SectorIndex(pair.To)] = pair.Minutes;
        return minutes;
    }

    private (double[] Rates, DateTimeOffset[] ValidUntil) SkillTable()
    {
        var rates = new double[Resources.Count * Sectors.Count];
        var until = new DateTimeOffset[rates.Length];
        for (var r = 0; r < Resources.Count; r++)
        {
            foreach (var skill in Resources[r].Skills)
            {
                var cell = r * Sectors.Count + SectorIndex(skill.Sector);
                rates[cell] = skill.UnitsPerHour;
                until[cell] = skill.ValidUntil ?? DateTimeOffset.MaxValue;
            }
        }
        return (rates, until);
    }
}
