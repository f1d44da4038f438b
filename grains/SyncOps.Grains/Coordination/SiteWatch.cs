using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Coordination;

/// <summary>
/// What a coordinator or plan knows of its site: the newest load it heard of each sector, the floor, and the days around now. All of
/// it is pulled again when it wakes up or is told to forget.
/// </summary>
internal sealed class SiteWatch(IGrainFactory grains, FloorCache floors, string site, int fanOut, string? planDate = null)
{
    /// <summary>A change of backlog below this share of it is not worth deciding about at once.</summary>
    private const double MaterialShare = 0.02;

    private readonly SortedDictionary<string, SectorLoad> _loads = new(StringComparer.Ordinal);
    private IReadOnlyList<DatedDay> _days = [];
    private Calendar? _calendar;
    private string _calendarDate = "";
    private long _floorVersion;

    /// <summary>Takes a load in; true when it is newer than what was known and differs enough to look again.</summary>
    public bool Hear(SectorLoad load)
    {
        var known = _loads.GetValueOrDefault(load.Sector);
        if (known is not null && known.Version >= load.Version) return false;
        _loads[load.Sector] = load;
        return known is null || IsMaterial(known, load);
    }

    /// <summary>Takes loads in; true when one of them is worth looking again.</summary>
    public bool Hear(IReadOnlyList<SectorLoad> loads)
    {
        var isMaterial = false;
        foreach (var load in loads) isMaterial |= Hear(load);
        return isMaterial;
    }

    /// <summary>Asks every sector of the site for its load; true when one of them is worth looking again.</summary>
    public async Task<bool> Pull()
    {
        var sectors = (await Floor()).Sectors;
        return Hear(await BoundedFanOut.Select(sectors, fanOut, s => grains.Sector(site, s.Id).GetLoad()));
    }

    public async ValueTask<Floor> Floor()
    {
        var floor = await floors.Get(site, _floorVersion) ?? throw new InvalidOperationException($"Site '{site}' does not exist.");
        _floorVersion = floor.Version;
        return floor;
    }

    public async Task<ClockReading?> Clock() => (await Header())?.Clock;

    public Task<SiteHeader?> Header() => grains.Site(site).GetHeader();

    /// <summary>Time of the latest event heard of.</summary>
    public DateTimeOffset? LastEventAt() => _loads.Values.Select(l => l.LastEventAt).Max();

    /// <summary>Everything that is known, as of an instant.</summary>
    public Task<SiteSnapshot> SnapshotAt(DateTimeOffset now) => SnapshotAt(now, _loads.Values);

    /// <summary>The site as the given loads tell it, as of an instant.</summary>
    public async Task<SiteSnapshot> SnapshotAt(DateTimeOffset now, IEnumerable<SectorLoad> loads)
    {
        var floor = await Floor();
        var date = SiteDates.Of(floor.Document.TimeZone, now);
        if (_calendar is null || _calendarDate != date || _calendar.Floor.Version != floor.Version)
        {
            _days = await Days(now);
            _calendar = Calendar.Compile(floor, _days.Select(d => KeyValuePair.Create(DateOnly.Parse(d.Date), d.Document)));
            _calendarDate = date;
        }
        return SiteSnapshot.Of(_calendar, loads, now);
    }

    /// <summary>Version of a day's document in the latest snapshot; 0 when it had none.</summary>
    public long DayVersion(string date) => _days.FirstOrDefault(d => d.Date == date)?.Version ?? 0;

    /// <summary>The floor or a day has changed: read them again when they are next needed.</summary>
    public void Forget(long floorVersion)
    {
        _calendar = null;
        _floorVersion = Math.Max(_floorVersion, floorVersion);
    }

    /// <summary>The days around now and, for a plan, its own day and the one before, whose shifts may reach into it.</summary>
    private async Task<IReadOnlyList<DatedDay>> Days(DateTimeOffset now)
    {
        var days = (await grains.Site(site).GetDaysAround(now)).ToList();
        if (planDate is null) return days;
        foreach (var date in new[] { SiteDates.DayBefore(planDate), planDate })
        {
            if (days.All(d => d.Date != date) && await grains.Day(site, date).Get() is { } day)
                days.Add(new DatedDay(date, day.Document, day.Version));
        }
        return days;
    }

    private static bool IsMaterial(SectorLoad before, SectorLoad after)
    {
        var (was, now) = (before.Totals.Backlog.Value, after.Totals.Backlog.Value);
        return before.Roster.Sum(p => p.Version) != after.Roster.Sum(p => p.Version)
            || Math.Abs(now - was) > Math.Max(0.5, MaterialShare * Math.Abs(was));
    }
}
