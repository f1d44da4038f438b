using NodaTime;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>Outside arrivals expected throughout a window, units/h.</summary>
public readonly record struct ForecastPiece(DateTimeOffset Start, DateTimeOffset End, double UnitsPerHour);

/// <summary>
/// The day documents of some consecutive local days, merged and made ready for asking: who is on duty when, what is forecast, which
/// trucks leave. Immutable; compiled again when a day or the floor changes. Entries that name a resource or sector which the floor no
/// longer has are left out: a floor edit may drop what an older day still lists.
/// </summary>
public sealed class Calendar
{
    private readonly Window[][] _shifts;
    private readonly Window[][] _breaks;
    private readonly Window[][] _pauses;
    private readonly Window[][] _duty;
    private readonly ForecastPiece[][] _forecast;
    private readonly CutOff[] _cutOffs;

    private Calendar(Floor floor, IReadOnlyList<DayDocument> days)
    {
        Floor = floor;
        Network = FlowNetwork.Of(floor);
        var count = floor.Resources.Count;
        var (shifts, breaks, unavailable) = (Lists(count), Lists(count), Lists(count));
        foreach (var entry in days.SelectMany(d => d.Roster))
        {
            var resource = floor.ResourceIndex(entry.Resource);
            if (resource < 0) continue;
            foreach (var shift in entry.Shifts)
            {
                shifts[resource].Add(new Window(shift.Start, shift.End));
                foreach (var pause in shift.Breaks) breaks[resource].Add(new Window(pause.Start, pause.End));
            }
            foreach (var absence in entry.Unavailable) unavailable[resource].Add(new Window(absence.Start, absence.End));
        }
        (_shifts, _breaks, _pauses, _duty) = (new Window[count][], new Window[count][], new Window[count][], new Window[count][]);
        for (var r = 0; r < count; r++)
        {
            var away = Window.Union(unavailable[r]);
            _shifts[r] = Window.Union(shifts[r]);
            _duty[r] = Window.Without(_shifts[r], away);
            _breaks[r] = Window.Union(breaks[r]);
            _pauses[r] = Window.Union([.. _breaks[r], .. away]);
        }
        _forecast = Forecast(floor, days);
        _cutOffs = [.. days.SelectMany(d => d.CutOffs).Where(c => floor.SectorIndex(c.Sector) >= 0)
            .OrderBy(c => c.Leaves).ThenBy(c => c.Id, StringComparer.Ordinal)];
    }

    /// <summary>The floor that indices refer to.</summary>
    public Floor Floor { get; }

    /// <summary>The floor's routes, ready for roll-outs: they depend on nothing else.</summary>
    internal FlowNetwork Network { get; }

    /// <summary>All cut-offs of the days, by the instant the truck leaves, then by id.</summary>
    public IReadOnlyList<CutOff> CutOffs => _cutOffs;

    /// <summary>
    /// Merges day documents keyed by local date; where two days forecast one sector from the same instant, the later day wins.
    /// </summary>
    public static Calendar Compile(Floor floor, IEnumerable<KeyValuePair<DateOnly, DayDocument>> days)
        => new(floor, [.. days.OrderBy(d => d.Key).Select(d => d.Value)]);

    /// <summary>A calendar that knows nothing: nobody rostered, nothing forecast, no cut-off.</summary>
    public static Calendar Empty(Floor floor) => new(floor, []);

    /// <summary>Rostered shifts of a resource, rising and disjoint, breaks and unavailability not taken out.</summary>
    public ReadOnlySpan<Window> Shifts(int resource) => _shifts[resource];

    /// <summary>Shifts less unavailability, rising and disjoint, breaks not taken out.</summary>
    public ReadOnlySpan<Window> Duty(int resource) => _duty[resource];

    /// <summary>Rostered breaks, rising and disjoint.</summary>
    public ReadOnlySpan<Window> Breaks(int resource) => _breaks[resource];

    /// <summary>Breaks and unavailability together, rising and disjoint: when a resource on shift does no work.</summary>
    public ReadOnlySpan<Window> Pauses(int resource) => _pauses[resource];

    /// <summary>The sector's forecast in rising order; gaps are times nobody forecast.</summary>
    public ReadOnlySpan<ForecastPiece> Forecast(int sector) => _forecast[sector];

    /// <summary>Outside arrivals expected at an instant, units/h; null where there is no forecast.</summary>
    public double? ForecastPerHour(int sector, DateTimeOffset at)
    {
        foreach (ref readonly var piece in _forecast[sector].AsSpan())
            if (piece.Start <= at && at < piece.End) return piece.UnitsPerHour;
        return null;
    }

    /// <summary>Outside arrivals forecast between two instants, units; 0 where nobody forecast.</summary>
    public double ForecastUnits(int sector, DateTimeOffset from, DateTimeOffset until)
    {
        var units = 0.0;
        foreach (ref readonly var piece in _forecast[sector].AsSpan())
        {
            if (piece.End <= from) continue;
            if (piece.Start >= until) break;
            var (start, end) = (piece.Start > from ? piece.Start : from, piece.End < until ? piece.End : until);
            units += piece.UnitsPerHour * (end - start).TotalHours;
        }
        return units;
    }

    public bool IsOnDuty(int resource, DateTimeOffset at) => At(_duty[resource], at) is not null;

    /// <summary>The rostered break that an instant falls into; null when it falls into none.</summary>
    public Window? BreakAt(int resource, DateTimeOffset at) => At(_breaks[resource], at);

    private static Window? At(Window[] windows, DateTimeOffset at)
    {
        foreach (var window in windows)
            if (window.Contains(at)) return window;
        return null;
    }

    private static List<Window>[] Lists(int count)
    {
        var lists = new List<Window>[count];
        for (var i = 0; i < count; i++) lists[i] = [];
        return lists;
    }

    // A point holds until the sector's next one, at most to the end of its own local date: a day says nothing about the night after it.
    private static ForecastPiece[][] Forecast(Floor floor, IReadOnlyList<DayDocument> days)
    {
        var points = new List<ForecastPoint>[floor.Sectors.Count];
        for (var s = 0; s < points.Length; s++) points[s] = [];
        foreach (var point in days.SelectMany(d => d.Forecast))
            if (floor.SectorIndex(point.Sector) is >= 0 and var sector) points[sector].Add(point);

        var zone = DateTimeZoneProviders.Tzdb[floor.Document.TimeZone];
        var pieces = new ForecastPiece[points.Length][];
        for (var s = 0; s < points.Length; s++)
        {
            var sorted = points[s].OrderBy(p => p.At).ToArray();
            var list = new List<ForecastPiece>(sorted.Length);
            for (var i = 0; i < sorted.Length; i++)
            {
                if (i + 1 < sorted.Length && sorted[i + 1].At == sorted[i].At) continue;
                var midnight = EndOfLocalDate(zone, sorted[i].At);
                var end = i + 1 < sorted.Length && sorted[i + 1].At < midnight ? sorted[i + 1].At : midnight;
                list.Add(new ForecastPiece(sorted[i].At, end, sorted[i].UnitsPerHour));
            }
            pieces[s] = [.. list];
        }
        return pieces;
    }

    private static DateTimeOffset EndOfLocalDate(DateTimeZone zone, DateTimeOffset at)
        => zone.AtStartOfDay(Instant.FromDateTimeOffset(at).InZone(zone).Date.PlusDays(1)).ToInstant().ToDateTimeOffset();
}
