using System.Globalization;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// One day as chance made it: what arrives in every tick, how fast every sector works, who is there. Drawn whole, from streams named by
/// purpose, date and sector or person, before anything is simulated: so it depends neither on what is done on the floor nor on where in
/// the day a simulation starts.
/// </summary>
public sealed class SimulatedDay
{
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);
    private readonly long[][] _units;
    private readonly long[] _overnight;
    private readonly double[][] _rates;
    private readonly double[] _rateLevels;
    private readonly double[] _arrivalLevels;
    private readonly DateTimeOffset[] _awayFrom;
    private readonly Break[][] _breaks;
    private readonly List<Happening> _happenings;

    private SimulatedDay(ScenarioDay plan, TimeSpan tick)
    {
        Plan = plan;
        Tick = tick;
        _happenings = Happenings();
        _awayFrom = Attendance();
        _breaks = [.. Enumerable.Range(0, plan.Floor.Resources.Count).Select(r => plan.Breaks(r).ToArray())];
        _rateLevels = new double[plan.Floor.Sectors.Count];
        _arrivalLevels = new double[plan.Scenario.Arrivals.Count];
        _rates = [.. Enumerable.Range(0, plan.Floor.Sectors.Count).Select(Rates)];
        _units = [.. Enumerable.Range(0, plan.Scenario.Arrivals.Count).Select(Arrivals)];
        _overnight = [.. plan.Scenario.Arrivals.Select(Overnight)];
    }

    public ScenarioDay Plan { get; }

    /// <summary>The simulation's step; the shift's length is a whole number of them.</summary>
    public TimeSpan Tick { get; }

    public static SimulatedDay Draw(Floor floor, FloorScenario scenario, DateOnly date, TimeSpan tick)
        => new(new ScenarioDay(floor, scenario, date), tick);

    /// <summary>Units that arrive from a process in the tick that ends at an instant.</summary>
    public long Units(int process, DateTimeOffset tickEnd)
    {
        var tick = (tickEnd - Plan.Opens).Ticks / Tick.Ticks - 1;
        return tick >= 0 && tick < _units[process].Length ? _units[process][tick] : 0;
    }

    /// <summary>Units of a process that came overnight and are there when the day opens.</summary>
    public long OvernightUnits(int process) => _overnight[process];

    /// <summary>The day's own factor of a process's arrivals and of a sector's rate, about which half hours vary; 1 on average.</summary>
    public double ArrivalLevel(int process) => _arrivalLevels[process];

    /// <inheritdoc cref="ArrivalLevel"/>
    public double RateLevel(int sector) => _rateLevels[sector];

    /// <summary>Real over standard rate of a sector at an instant of the shift.</summary>
    public double RateFactor(int sector, DateTimeOffset at)
    {
        var halfHours = _rates[sector];
        return halfHours[Math.Clamp((int)((at - Plan.Opens) / HalfHour), 0, halfHours.Length - 1)] * BreakdownFactor(sector, at);
    }

    /// <summary>What breakdowns leave of a sector's rate at an instant: 1 when there is none.</summary>
    public double BreakdownFactor(int sector, DateTimeOffset at)
    {
        var factor = 1.0;
        foreach (var happening in _happenings)
        {
            if (happening.Shock.Kind == ShockKind.Breakdown && happening.Covers(at)
                && happening.Shock.Sector == Plan.Floor.Sectors[sector].Id)
            {
                factor *= 1 - happening.Shock.Share;
            }
        }
        return factor;
    }

    public bool IsOnDuty(int resource, DateTimeOffset at) => at >= Plan.Opens && at < Plan.Closes && at < _awayFrom[resource];

    public bool IsOnBreak(int resource, DateTimeOffset at)
    {
        foreach (var pause in _breaks[resource])
        {
            if (at >= pause.Start && at < pause.End) return true;
        }
        return false;
    }

    private RandomStream Stream(string purpose, string name)
        => RandomStream.For(Plan.Scenario.Seed, string.Create(CultureInfo.InvariantCulture, $"{purpose}/{Plan.Date:yyyy-MM-dd}/{name}"));

    /// <summary>The day's shocks that really happen. The first day of the site has its own script.</summary>
    private List<Happening> Happenings()
    {
        var scenario = Plan.Scenario;
        var start = Plan.Floor.Document.Start;
        var isFirst = start is { } first && ScenarioDay.DateAt(Plan.Floor, first) == Plan.Date && scenario.FirstDay.Count > 0;
        var shocks = isFirst ? scenario.FirstDay : scenario.Shocks;
        var happenings = new List<Happening>();
        for (var i = 0; i < shocks.Count; i++)
        {
            var shock = shocks[i];
            var stream = Stream("shock", i.ToString(CultureInfo.InvariantCulture));
            if (!stream.Chance(shock.Probability)) continue;
            var length = TimeSpan.FromHours(shock.Kind == ShockKind.Absence ? 0 : shock.Hours);
            var from = shock.At is { } at ? Plan.At(at)
                : shock.Kind == ShockKind.Absence ? Plan.Opens
                : Plan.Opens + (Plan.Closes - Plan.Opens - length) * stream.Uniform();
            happenings.Add(new Happening(shock, from, from + length));
        }
        return happenings;
    }

    /// <summary>From when each resource is away: before the shift, from the middle of it, or never.</summary>
    private DateTimeOffset[] Attendance()
    {
        var away = new DateTimeOffset[Plan.Floor.Resources.Count];
        for (var r = 0; r < away.Length; r++)
        {
            var resource = Plan.Floor.Resources[r];
            var stays = resource.Kind != ResourceKind.Person || !Stream("absence", resource.Id).Chance(Plan.Scenario.Absence);
            away[r] = stays ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue;
            for (var h = 0; h < _happenings.Count; h++)
            {
                var (shock, from, _) = _happenings[h];
                if (shock.Kind != ShockKind.Absence || from >= away[r]) continue;
                var isHit = shock.Resources.Count > 0
                    ? shock.Resources.Contains(resource.Id)
                    : Stream($"absence-{h}", resource.Id).Chance(shock.Share);
                if (isHit) away[r] = from;
            }
        }
        return away;
    }

    private double[] Rates(int sector)
    {
        var noise = Plan.Scenario.Rates;
        var stream = Stream("rate", Plan.Floor.Sectors[sector].Id);
        var day = _rateLevels[sector] = stream.Factor(noise.SectorDayCv);
        var renewal = Math.Sqrt(1 - noise.HalfHourCorrelation * noise.HalfHourCorrelation);
        var rates = new double[HalfHours()];
        var deviation = stream.Normal();
        for (var i = 0; i < rates.Length; i++)
        {
            // A rate this far down is a breakdown, which is drawn apart.
            rates[i] = day * Math.Max(0.2, 1 + noise.HalfHourSd * deviation);
            deviation = noise.HalfHourCorrelation * deviation + renewal * stream.Normal();
        }
        return rates;
    }

    private long[] Arrivals(int process)
    {
        var spec = Plan.Scenario.Arrivals[process];
        var levels = Stream("level", spec.Id);
        var day = _arrivalLevels[process] = levels.Factor(spec.DayCv);
        var halfHours = new double[HalfHours()];
        for (var i = 0; i < halfHours.Length; i++) halfHours[i] = day * levels.Factor(spec.HalfHourCv);

        var counts = Stream("arrivals", spec.Id);
        var units = new long[(Plan.Closes - Plan.Opens).Ticks / Tick.Ticks];
        var minute = -1L;
        var mean = 0.0;
        for (var i = 0; i < units.Length; i++)
        {
            // The mean changes by the minute, as in the forecast.
            if (i * Tick.Ticks / TimeSpan.TicksPerMinute is var current && current != minute)
            {
                minute = current;
                var middle = Plan.Opens.AddMinutes(minute + 0.5);
                mean = Plan.ArrivalsPerHour(process, middle) * Tick.TotalHours
                    * halfHours[(int)((middle - Plan.Opens) / HalfHour)] * SurgeFactor(process, middle);
            }
            units[i] = WithUnits(counts, counts.Poisson(mean), spec.UnitsEach);
        }
        return units;
    }

    /// <summary>What surges multiply a process's arrivals with at an instant: 1 when there is none.</summary>
    public double SurgeFactor(int process, DateTimeOffset at)
    {
        var factor = 1.0;
        foreach (var happening in _happenings)
        {
            if (happening.Shock.Kind == ShockKind.Surge && happening.Covers(at)
                && happening.Shock.Arrivals == Plan.Scenario.Arrivals[process].Id)
            {
                factor *= happening.Shock.Factor;
            }
        }
        return factor;
    }

    private long Overnight(ArrivalProcess process)
    {
        var stream = Stream("overnight", process.Id);
        var mean = process.Overnight.Mean;
        var count = (int)Math.Round(Math.Max(0, mean * (1 + process.Overnight.Cv * stream.Normal())), MidpointRounding.AwayFromZero);
        return WithUnits(stream, count, process.UnitsEach);
    }

    /// <summary>Every arrival brings one unit; the sum of what they bring beyond it is Poisson again.</summary>
    private static long WithUnits(RandomStream stream, int arrivals, double unitsEach)
        => unitsEach > 1 ? arrivals + stream.Poisson(arrivals * (unitsEach - 1)) : arrivals;

    private int HalfHours() => (int)Math.Ceiling((Plan.Closes - Plan.Opens) / HalfHour);

    private readonly record struct Happening(Shock Shock, DateTimeOffset From, DateTimeOffset Until)
    {
        public bool Covers(DateTimeOffset at) => at >= From && at < Until;
    }
}
