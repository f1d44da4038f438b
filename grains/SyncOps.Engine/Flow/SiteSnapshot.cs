using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// Everything a decision knows of a site at one instant: the floor, its calendar, the load of every sector and, from these, who will
/// work where until the horizon. Immutable; the same inputs give the same answers.
/// </summary>
public sealed class SiteSnapshot
{
    private readonly SectorLoad[] _loads;
    private readonly Presence?[] _presences;
    private readonly Stint[] _stints;
    private readonly int[] _firstStint;
    private readonly int[] _homes;
    private readonly int[] _sectors;
    private readonly TravelTimes _travel;

    /// <summary>By sector index: rates of people over the standard by resource index; null where none was learned.</summary>
    private readonly double[]?[] _factors;
    private PlannedHold[] _holds = [];
    private SiteSnapshot? _origin;

    private SiteSnapshot(Calendar calendar, IEnumerable<SectorLoad> loads, DateTimeOffset now, Stint[]? stints)
    {
        Calendar = calendar;
        Now = now;
        _loads = NewestLoads(Floor, loads, now);
        _presences = NewestPresences(Floor, _loads);
        _homes = [.. Floor.Resources.Select(r => Floor.SectorIndex(r.Home))];
        _sectors = [.. _presences.Select(p => Floor.SectorIndex(p?.Sector))];
        _travel = TravelTimes.Of(Floor, _loads.Select(l => (l.Sector, l.Travel)));
        _factors = [.. _loads.Select(l => Factors(Floor, l.Rates))];
        _stints = stints ?? Staffing.Stints(this);
        _firstStint = new int[Floor.Resources.Count + 1];
        foreach (var stint in _stints) _firstStint[stint.Resource + 1]++;
        for (var r = 0; r < Floor.Resources.Count; r++) _firstStint[r + 1] += _firstStint[r];
    }

    public Floor Floor => Calendar.Floor;
    public Calendar Calendar { get; }

    /// <summary>The site clock that everything is true for.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>By sector index; a sector that sent none has an empty load of version 0.</summary>
    public IReadOnlyList<SectorLoad> Loads => _loads;

    /// <summary>All stretches of work until the horizon, by resource index, each resource's in rising order.</summary>
    public ReadOnlySpan<Stint> Stints => _stints;

    /// <summary>Of several loads of one sector the one with the highest version counts; loads of unknown sectors are left out.</summary>
    public static SiteSnapshot Of(Calendar calendar, IEnumerable<SectorLoad> loads, DateTimeOffset now)
        => new(calendar, loads, now, stints: null);

    /// <summary>A site whose staffing is known already, by resource index and rising, not read from rosters and presences.</summary>
    internal static SiteSnapshot Of(Calendar calendar, IEnumerable<SectorLoad> loads, DateTimeOffset now, Stint[] stints)
        => new(calendar, loads, now, stints);

    /// <summary>Gated sectors that let nothing go now, at most one hold each; none where the floor works its gates by itself.</summary>
    public ReadOnlySpan<PlannedHold> Holds => _holds;

    /// <summary>The hold in force of a sector; null when it lets work go.</summary>
    public PlannedHold? HoldOf(int sector)
    {
        foreach (ref readonly var hold in Holds)
            if (hold.Sector == sector) return hold;
        return null;
    }

    /// <summary>The same site with these sectors held in place of any others; itself where none of them counts and it has none.</summary>
    public SiteSnapshot With(IReadOnlyList<HeldSector> held)
    {
        PlannedHold[] holds = Floor.Document.Policy.Gates != GateControl.Advice ? [] :
        [
            .. held.Where(h => h.Until > Now && Floor.Sector(h.Sector) is { Release: ReleaseRule.Gated, Retired: false })
                .Select(h => new PlannedHold(Floor.SectorIndex(h.Sector), ActionKind.Hold, 0, MinutesTo(h.Until))),
        ];
        if (holds.Length == 0 && _holds.Length == 0) return this;
        var copy = (SiteSnapshot)MemberwiseClone();
        (copy._holds, copy._origin) = (holds, _origin ?? this);
        return copy;
    }

    /// <summary>True when both were made of the same loads at the same instant, whatever is held.</summary>
    public bool IsSameAs(SiteSnapshot other) => ReferenceEquals(_origin ?? this, other._origin ?? other);

    /// <summary>Where the newest word of any sector has a resource; null when no sector has it.</summary>
    public Presence? Presence(int resource) => _presences[resource];

    /// <summary>Index of the sector that a resource is in or on the way to; -1 when it is in none.</summary>
    public int SectorOf(int resource) => _sectors[resource];

    public ReadOnlySpan<Stint> StintsOf(int resource) => _stints.AsSpan(_firstStint[resource].._firstStint[resource + 1]);

    /// <summary>Index of the resource's home sector.</summary>
    public int Home(int resource) => _homes[resource];

    /// <summary>Expected minutes from leaving one sector, by index, to being able to work in another, learned or the floor's.</summary>
    public double TravelMinutes(int from, int to) => _travel.Minutes(from, to);

    public double MinutesTo(DateTimeOffset at) => (at - Now).TotalMinutes;

    /// <summary>True when the resource is reported working in some sector now.</summary>
    public bool IsWorking(int resource) => _presences[resource]?.StateAt(Now) == ResourceStateKind.Working;

    /// <summary>The standard rate of a resource in a sector now, units/h; people who share it are alike.</summary>
    public double StandardRate(int resource, int sector) => Floor.UnitsPerHour(resource, sector, Now);

    /// <summary>
    /// The resource's rate in a sector from now on, units/h, as far as learned, and the minute in which the skill lapses (infinity: never).
    /// </summary>
    public (double UnitsPerHour, double UntilMinutes) SkillOf(int resource, int sector)
    {
        var rate = Floor.UnitsPerHour(resource, sector, Now);
        if (rate == 0) return (0, 0);
        if (_factors[sector] is { } factors) rate *= factors[resource];
        foreach (var skill in Floor.Resources[resource].Skills)
            if (skill.Sector == Floor.Sectors[sector].Id && skill.ValidUntil is { } until) return (rate, MinutesTo(until));
        return (rate, double.PositiveInfinity);
    }

    private static double[]? Factors(Floor floor, IReadOnlyList<PersonRate> rates)
    {
        if (rates.Count == 0) return null;
        var factors = new double[floor.Resources.Count];
        Array.Fill(factors, 1);
        foreach (var rate in rates)
            if (floor.ResourceIndex(rate.Resource) is >= 0 and var resource) factors[resource] = rate.Factor;
        return factors;
    }

    private static SectorLoad[] NewestLoads(Floor floor, IEnumerable<SectorLoad> loads, DateTimeOffset now)
    {
        var newest = new SectorLoad?[floor.Sectors.Count];
        foreach (var load in loads)
        {
            var sector = floor.SectorIndex(load.Sector);
            if (sector >= 0 && (newest[sector] is not { } known || load.Version > known.Version)) newest[sector] = load;
        }
        var all = new SectorLoad[newest.Length];
        for (var s = 0; s < all.Length; s++) all[s] = newest[s] ?? Empty(floor.Sectors[s].Id, now);
        return all;
    }

    // Two sectors may both list a resource while the news of a move is under way: the higher version knows better.
    private static Presence?[] NewestPresences(Floor floor, SectorLoad[] loads)
    {
        var newest = new Presence?[floor.Resources.Count];
        foreach (var load in loads)
        {
            foreach (var presence in load.Roster)
            {
                var resource = floor.ResourceIndex(presence.Resource);
                if (resource < 0) continue;
                if (newest[resource] is not { } known || presence.Version > known.Version) newest[resource] = presence;
            }
        }
        return newest;
    }

    private static SectorLoad Empty(string sector, DateTimeOffset now) => new()
    {
        Sector = sector,
        AsOf = now,
        Version = 0,
        Totals = default,
        OutsideArrivalsPerHour = 0,
        ArrivalsPerHour = 0,
        CompletionsPerHour = 0,
    };
}
