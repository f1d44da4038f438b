using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;

namespace SyncOps.Tests.Engine;

/// <summary>
/// A small site in a few lines: sectors and resources, then who is where, what waits and what arrives. Times are minutes from
/// <see cref="Start"/>, 12:00 UTC; one area <c>a</c>; waiting costs 1 per unit-hour; moves cost nothing and take no time unless said.
/// </summary>
internal sealed class TestFloor
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<string, SectorSpec> _sectors = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ResourceSpec> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SectorLoad> _loads = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Presence> _presences = new(StringComparer.Ordinal);
    private readonly List<RosterEntry> _roster = [];
    private readonly List<ForecastPoint> _forecast = [];
    private readonly List<CutOff> _cutOffs = [];
    private readonly List<EquipmentPool> _pools = [];
    private MoveRules _moves = new() { Minutes = 0 };
    private FloorPolicy _policy = new();
    private string _timeZone = "UTC";

    public DateTimeOffset Now { get; private set; } = Start;
    public TimeSpan Horizon { get; set; } = TimeSpan.FromHours(4);

    public static DateTimeOffset At(double minutes) => Start.AddMinutes(minutes);

    public TestFloor Clock(double minutes)
    {
        Now = At(minutes);
        return this;
    }

    public TestFloor Zone(string timeZone)
    {
        _timeZone = timeZone;
        return this;
    }

    public TestFloor Sector(string id, double target = 30, Func<SectorSpec, SectorSpec>? with = null, params Route[] next)
    {
        var spec = new SectorSpec
        {
            Id = id, Area = "a", Name = char.ToUpperInvariant(id[0]) + id[1..], Unit = "orders",
            TargetWaitMinutes = target, Next = next,
        };
        _sectors[id] = with is null ? spec : with(spec);
        _loads[id] = new SectorLoad
        {
            Sector = id, AsOf = Start, Version = 1, Totals = default,
            OutsideArrivalsPerHour = 0, ArrivalsPerHour = 0, CompletionsPerHour = 0,
        };
        return this;
    }

    /// <summary>A resource with these skills (units/h), at home in the first of them.</summary>
    public TestFloor Resource(string id, params (string Sector, double UnitsPerHour)[] skills)
    {
        _resources[id] = new ResourceSpec
        {
            Id = id, Kind = ResourceKind.Person, Home = skills[0].Sector, CostPerHour = 20,
            Skills = [.. skills.Select(s => new Skill { Sector = s.Sector, UnitsPerHour = s.UnitsPerHour })],
        };
        return this;
    }

    public TestFloor Change(string resource, Func<ResourceSpec, ResourceSpec> with)
    {
        _resources[resource] = with(_resources[resource]);
        return this;
    }

    public TestFloor Moves(double minutes, double cost = 0)
    {
        _moves = new MoveRules { Minutes = minutes, Cost = cost };
        return this;
    }

    public TestFloor Pool(string id, int count)
    {
        _pools.Add(new EquipmentPool(id, count));
        return this;
    }

    public TestFloor Policy(Func<FloorPolicy, FloorPolicy> with)
    {
        _policy = with(_policy);
        return this;
    }

    public TestFloor Present(string resource, string sector, ResourceStateKind state = ResourceStateKind.Working, double availableAt = 0)
    {
        _presences[resource] = new Presence
        {
            Resource = resource, State = state, Sector = sector, AvailableAt = At(availableAt), SeenAt = Start, MovesThisShift = 0,
            Version = (_presences.GetValueOrDefault(resource)?.Version ?? 0) + 1,
        };
        return this;
    }

    public TestFloor Change(string resource, Func<Presence, Presence> with)
    {
        _presences[resource] = with(_presences[resource]);
        return this;
    }

    public TestFloor Gone(string resource)
    {
        _presences.Remove(resource);
        return this;
    }

    public TestFloor Load(
        string sector, double backlog = 0, double outside = 0, double completions = 0, Func<SectorLoad, SectorLoad>? with = null)
    {
        var load = _loads[sector] with
        {
            Totals = backlog < 0
                ? new WorkTotals(Units.Zero, Units.Of(-backlog), Units.Zero, Units.Zero)
                : new WorkTotals(Units.Of(backlog), Units.Zero, Units.Zero, Units.Zero),
            OutsideArrivalsPerHour = outside, ArrivalsPerHour = outside, CompletionsPerHour = completions, LastEventAt = Now,
            ObservedMinutes = 60,
        };
        _loads[sector] = with is null ? load : with(load);
        return this;
    }

    public TestFloor Shift(string resource, double from, double until, params (double From, double Until)[] breaks)
    {
        _roster.Add(new RosterEntry
        {
            Resource = resource,
            Shifts =
            [
                new Shift { Start = At(from), End = At(until), Breaks = [.. breaks.Select(b => new Break(At(b.From), At(b.Until)))] },
            ],
        });
        return this;
    }

    public TestFloor Unavailable(string resource, double from, double until)
    {
        _roster.Add(new RosterEntry { Resource = resource, Unavailable = [new Unavailability(At(from), At(until), "training")] });
        return this;
    }

    /// <summary>Somebody present is to leave again, and to work elsewhere from an instant on.</summary>
    public TestFloor GoesBack(string resource, double at, string to, double arrives)
    {
        _presences[resource] = _presences[resource] with { Back = new PlannedReturn(At(at), to, At(arrives)) };
        return this;
    }

    public TestFloor Forecast(string sector, double from, double unitsPerHour)
    {
        _forecast.Add(new ForecastPoint(sector, At(from), unitsPerHour));
        return this;
    }

    public TestFloor CutOff(string sector, double leaves, double costPerLateUnit, double? orderBy = null)
    {
        _cutOffs.Add(new CutOff
        {
            Id = $"truck{_cutOffs.Count + 1}", Sector = sector, Leaves = At(leaves), CostPerLateUnit = costPerLateUnit,
            OrderBy = orderBy is { } minutes ? At(minutes) : null,
        });
        return this;
    }

    public static Route To(string sector, double share = 1, double unitsPerUnit = 1, double delayMinutes = 0)
        => new() { To = sector, Share = share, UnitsPerUnit = unitsPerUnit, DelayMinutes = delayMinutes };

    public Floor Floor() => SyncOps.Engine.Floors.Floor.Of(new FloorDocument
    {
        Site = "test", Name = "Test", TimeZone = _timeZone, Currency = "EUR", Clock = ClockKind.Stepped, Start = Start, Horizon = Horizon,
        Areas = [new AreaSpec("a", "Area")], Sectors = [.. _sectors.Values], Resources = [.. _resources.Values],
        EquipmentPools = _pools, Moves = _moves, Policy = _policy,
    });

    public Calendar Calendar() => SyncOps.Engine.Flow.Calendar.Compile(Floor(), [KeyValuePair.Create(
        new DateOnly(2026, 3, 2), new DayDocument { Roster = _roster, Forecast = _forecast, CutOffs = _cutOffs })]);

    public SectorLoad LoadOf(string sector)
        => _loads[sector] with { AsOf = Now, Roster = [.. _presences.Values.Where(p => p.Sector == sector)] };

    public SiteSnapshot Snapshot() => SiteSnapshot.Of(Calendar(), _sectors.Keys.Select(LoadOf), Now);

    public Projector Projector() => new(Snapshot());

    /// <summary>One roll-out under median demand.</summary>
    public Projection Run(params PlannedMove[] moves)
    {
        var projector = Projector();
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, moves, run);
        return run;
    }
}
