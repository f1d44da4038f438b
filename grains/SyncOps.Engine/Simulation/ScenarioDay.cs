using NodaTime;
using NodaTime.Extensions;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// The certain part of one local day of a scenario: its instants, everyone's breaks and the mean of every arrival process. This is what
/// a planner knows beforehand, and <see cref="Document"/> tells the site exactly that.
/// </summary>
public sealed class ScenarioDay
{
    private readonly DateTimeZone _zone;
    private readonly (DateTimeOffset Start, DateTimeOffset End)[] _hours;
    private readonly double[] _shapeMeans;
    private readonly int[] _breakGroups;

    public ScenarioDay(Floor floor, FloorScenario scenario, DateOnly date)
    {
        Floor = floor;
        Scenario = scenario;
        Date = date;
        _zone = ZoneOf(floor);
        Opens = At(scenario.Opens);
        Closes = At(scenario.Closes);
        Clears = At(scenario.Clears);
        Ends = _zone.AtStartOfDay(date.AddDays(1).ToLocalDate()).ToInstant().ToDateTimeOffset();
        Trucks = [.. scenario.Trucks.Select(t => (At(t.OrderBy), At(t.Leaves)))];
        _hours = [.. scenario.Arrivals.Select(a => (At(a.From ?? scenario.Opens), At(a.Until ?? scenario.Closes)))];
        _shapeMeans = [.. Enumerable.Range(0, _hours.Length).Select(MeanOfShape)];
        _breakGroups = BreakGroups(floor, scenario.Breaks.Groups);
    }

    public Floor Floor { get; }
    public FloorScenario Scenario { get; }
    public DateOnly Date { get; }
    public DateTimeOffset Opens { get; }
    public DateTimeOffset Closes { get; }
    public DateTimeOffset Clears { get; }

    /// <summary>The next local midnight.</summary>
    public DateTimeOffset Ends { get; }

    /// <summary>The instants of the scenario's trucks, in its order.</summary>
    public IReadOnlyList<(DateTimeOffset OrderBy, DateTimeOffset Leaves)> Trucks { get; }

    /// <summary>The local date that an instant falls on at a floor.</summary>
    public static DateOnly DateAt(Floor floor, DateTimeOffset instant)
        => instant.ToInstant().InZone(ZoneOf(floor)).Date.ToDateOnly();

    /// <summary>
    /// The instant of a local time of this day. A time that the clocks skip is moved on by the gap; of one that they pass twice, the
    /// first counts.
    /// </summary>
    public DateTimeOffset At(TimeOnly time)
        => _zone.AtLeniently(Date.ToLocalDate().At(time.ToLocalTime())).ToInstant().ToDateTimeOffset();

    /// <summary>Expected arrivals per hour (not units) of a process at an instant; 0 outside its hours.</summary>
    public double ArrivalsPerHour(int process, DateTimeOffset instant)
    {
        var spec = Scenario.Arrivals[process];
        if (instant < _hours[process].Start || instant >= _hours[process].End) return 0;
        return spec.PerHour * Shape(spec.Shape, HourOfDay(instant)) / _shapeMeans[process];
    }

    /// <summary>A resource's breaks, in order: its group's turn of each break time.</summary>
    public IReadOnlyList<Break> Breaks(int resource)
    {
        var turn = _breakGroups[resource];
        return
        [
            .. Scenario.Breaks.Times.Select(time =>
            {
                var start = At(time.At).AddMinutes(turn * time.Minutes);
                return new Break(start, start.AddMinutes(time.Minutes));
            }),
        ];
    }

    /// <summary>
    /// The day as the site is told it: everyone's shift and breaks, the forecast per interval in units per hour (without the night's
    /// arrivals, which are there when the day opens), and the trucks.
    /// </summary>
    public DayDocument Document() => new()
    {
        Roster =
        [
            .. Floor.Resources.Select((resource, i) => new RosterEntry
            {
                Resource = resource.Id,
                Shifts = [new Shift { Start = Opens, End = Closes, Breaks = Breaks(i) }],
            }),
        ],
        Forecast = [.. Floor.Sectors.SelectMany(Forecast)],
        CutOffs =
        [
            .. Scenario.Trucks.Select((truck, i) => new CutOff
            {
                Id = truck.Id, Sector = truck.Sector, OrderBy = Trucks[i].OrderBy, Leaves = Trucks[i].Leaves,
                CostPerLateUnit = truck.CostPerLateUnit,
            }),
        ],
    };

    private IEnumerable<ForecastPoint> Forecast(SectorSpec sector)
    {
        if (Scenario.Arrivals.All(a => a.Sector != sector.Id)) yield break;
        var last = double.NaN;
        for (var at = Opens; at < Closes; at += Floor.Document.Interval)
        {
            var rate = Math.Round(UnitsPerHour(sector.Id, at), 3, MidpointRounding.AwayFromZero);
            if (rate != last) yield return new ForecastPoint(sector.Id, at, rate);
            last = rate;
        }
        if (last != 0) yield return new ForecastPoint(sector.Id, Closes, 0);
    }

    private double UnitsPerHour(string sector, DateTimeOffset from)
    {
        var minutes = (int)Floor.Document.Interval.TotalMinutes;
        var sum = 0.0;
        for (var p = 0; p < Scenario.Arrivals.Count; p++)
        {
            if (Scenario.Arrivals[p].Sector != sector) continue;
            for (var m = 0; m < minutes; m++) sum += ArrivalsPerHour(p, from.AddMinutes(m + 0.5)) * Scenario.Arrivals[p].UnitsEach;
        }
        return sum / minutes;
    }

    private double MeanOfShape(int process)
    {
        var (start, end) = _hours[process];
        var minutes = (int)(end - start).TotalMinutes;
        var sum = 0.0;
        for (var m = 0; m < minutes; m++) sum += Shape(Scenario.Arrivals[process].Shape, HourOfDay(start.AddMinutes(m + 0.5)));
        return sum / minutes;
    }

    private double HourOfDay(DateTimeOffset instant) => Hours(Scenario.Opens) + (instant - Opens).TotalHours;

    private static double Shape(DayShape shape, double hour)
    {
        var sum = shape.Level;
        foreach (var peak in shape.Peaks)
        {
            var z = (hour - Hours(peak.At)) / peak.WidthHours;
            sum += peak.Height * PortableMath.Exp(-z * z);
        }
        return sum;
    }

    private static double Hours(TimeOnly time) => time.ToTimeSpan().TotalHours;

    private static DateTimeZone ZoneOf(Floor floor)
        => DateTimeZoneProviders.Tzdb.GetZoneOrNull(floor.Document.TimeZone) ?? DateTimeZone.Utc;

    /// <summary>Within each home sector the people take turns in id order, so that no break empties a sector.</summary>
    private static int[] BreakGroups(Floor floor, int groups)
    {
        var next = new int[floor.Sectors.Count + 1];
        var turns = new int[floor.Resources.Count];
        for (var r = 0; r < turns.Length; r++)
        {
            var home = floor.SectorIndex(floor.Resources[r].Home);
            turns[r] = next[home < 0 ? floor.Sectors.Count : home]++ % groups;
        }
        return turns;
    }
}
