using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors;

/// <summary>
/// The members of the floor document with their types, defaults and ranges. What concerns more than one member is a rule of
/// <see cref="Rules"/>.
/// </summary>
internal static class FloorShape
{
    private const int MaxNameLength = 256;
    private const int MaxCount = 100_000;
    private const double MaxWaitMinutes = 10_080;
    private const double DayMinutes = 1_440;
    private const double MaxRatePerHour = 1e6;
    private const double MaxOvertimeMinutes = 480;
    private static readonly NumberRange Share = new(0, 1);

    public static FloorDocument Read(JsonInput floor, string site) => new()
    {
        Site = Site(floor, site),
        Name = floor.Text("name", MaxNameLength),
        TimeZone = floor.Text("timeZone", MaxNameLength),
        Currency = floor.Text("currency", MaxNameLength),
        Clock = floor.Word<ClockKind>("clock"),
        Start = floor.OptionalInstant("start"),
        Interval = floor.OptionalDuration("interval", TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)) ?? TimeSpan.FromMinutes(15),
        DecideEvery = floor.OptionalDuration("decideEvery", TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)) ?? TimeSpan.FromMinutes(5),

        // An interval is at most 1 h and the horizon at least that: it always holds one interval.
        Horizon = floor.OptionalDuration("horizon", TimeSpan.FromHours(1), TimeSpan.FromHours(24)) ?? TimeSpan.FromHours(4),
        Areas = floor.List("areas", 1, FloorReader.MaxSectors, area => new AreaSpec(area.Id("id"), area.Text("name", MaxNameLength))),
        Sectors = floor.List("sectors", 1, FloorReader.MaxSectors, Sector),
        EquipmentPools = floor.OptionalList("equipmentPools", 0, FloorReader.MaxSectors, Pool) ?? [],
        Resources = floor.List("resources", 0, FloorReader.MaxResources, Resource),
        Moves = Moves(floor.Part("moves")),
        Policy = floor.OptionalPart("policy") is { } policy ? Policy(policy) : new FloorPolicy(),
    };

    private static string Site(JsonInput floor, string site)
    {
        if (floor.OptionalId("site") is { Length: > 0 } named && named != site)
        {
            floor.Faults.Add("$.site", FaultCodes.SiteMismatch,
                $"The document is for site {FaultList.Quote(named)} and was sent to {FaultList.Quote(site)}. Send it there, or leave "
                + "\"site\" out.");
        }
        return site;
    }

    private static SectorSpec Sector(JsonInput sector) => new()
    {
        Id = sector.Id("id"),
        Area = sector.Id("area"),
        Name = sector.Text("name", MaxNameLength),
        Unit = sector.Text("unit", Contract.Names.MaxLength),
        TargetWaitMinutes = sector.Number("targetWaitMinutes", NumberRange.PositiveUpTo(MaxWaitMinutes)),
        ServiceTarget = sector.OptionalPart("serviceTarget") is { } target ? ServiceTarget(target) : null,
        MinStaff = sector.OptionalWhole("minStaff", 0, MaxCount) ?? 0,
        MaxStaff = sector.OptionalWhole("maxStaff", 0, MaxCount),
        WaitCostPerUnitHour = sector.OptionalNumber("waitCostPerUnitHour", NumberRange.NotNegative) ?? 1,
        LeftCostPerUnit = sector.OptionalNumber("leftCostPerUnit", NumberRange.NotNegative) ?? 0,
        Arrivals = sector.OptionalWord<ArrivalsFrom>("arrivals") ?? ArrivalsFrom.Events,
        Next = sector.OptionalList("next", 0, FloorReader.MaxSectors, Route) ?? [],
        Discipline = sector.OptionalWord<Discipline>("discipline") ?? Discipline.Fifo,
        BufferUnits = sector.OptionalNumber("bufferUnits", NumberRange.Positive),
        Stations = sector.OptionalWhole("stations", 1, MaxCount),
        Equipment = sector.OptionalList("equipment", 0, FloorReader.MaxSectors, Equipment) ?? [],
        Crew = sector.OptionalPart("crew") is { } crew ? new Crew(crew.Whole("min", 1, MaxCount), crew.Whole("step", 1, MaxCount)) : null,
        RampMinutes = sector.OptionalNumber("rampMinutes", NumberRange.UpTo(DayMinutes)) ?? 0,
        MachineUnitsPerHour = sector.OptionalNumber("machineUnitsPerHour", NumberRange.PositiveUpTo(MaxRatePerHour)),
        Batch = sector.OptionalPart("batch") is { } batch ? Batch(batch) : null,
        Release = sector.OptionalWord<ReleaseRule>("release") ?? ReleaseRule.Push,
        Variability = sector.OptionalPart("variability") is { } variability ? Variability(variability) : null,
        Retired = sector.OptionalBoolean("retired") ?? false,
    };

    private static ServiceTarget ServiceTarget(JsonInput target) => new(
        target.Number("share", NumberRange.PositiveUpTo(1)), target.Number("withinMinutes", NumberRange.PositiveUpTo(MaxWaitMinutes)));

    private static Route Route(JsonInput route) => new()
    {
        To = route.Id("to"),
        Share = route.Number("share", Share),
        UnitsPerUnit = route.OptionalNumber("unitsPerUnit", NumberRange.PositiveUpTo(MaxRatePerHour)) ?? 1,
        DelayMinutes = route.OptionalNumber("delayMinutes", NumberRange.UpTo(MaxWaitMinutes)) ?? 0,
    };

    private static EquipmentNeed Equipment(JsonInput need)
        => new(need.Id("pool"), need.Number("perPerson", NumberRange.PositiveUpTo(1_000)));

    private static EquipmentPool Pool(JsonInput pool) => new(pool.Id("id"), pool.Whole("count", 0, MaxCount));

    private static BatchRule Batch(JsonInput batch) => new(
        batch.Number("size", NumberRange.PositiveUpTo(MaxRatePerHour)), batch.Number("everyMinutes", NumberRange.PositiveUpTo(DayMinutes)));

    private static Variability Variability(JsonInput variability) => new(
        variability.Number("ca2", NumberRange.UpTo(1_000)), variability.Number("cs2", NumberRange.UpTo(1_000)));

    private static ResourceSpec Resource(JsonInput resource) => new()
    {
        Id = resource.Id("id"),
        Name = resource.OptionalText("name", MaxNameLength),
        Kind = resource.Word<ResourceKind>("kind"),
        Home = resource.Id("home"),
        Skills = resource.List("skills", 1, FloorReader.MaxSectors, Skill),
        CostPerHour = resource.Number("costPerHour", NumberRange.NotNegative),
        OvertimeMultiplier = resource.OptionalNumber("overtimeMultiplier", NumberRange.UpTo(100)) ?? 1.5,
        MaxMoves = resource.OptionalWhole("maxMoves", 0, MaxCount),
        Consent = resource.OptionalBoolean("consent") ?? true,
    };

    private static Skill Skill(JsonInput skill) => new()
    {
        Sector = skill.Id("sector"),
        UnitsPerHour = skill.Number("unitsPerHour", NumberRange.PositiveUpTo(MaxRatePerHour)),
        ValidUntil = skill.OptionalInstant("validUntil"),
    };

    private static MoveRules Moves(JsonInput moves) => new()
    {
        Minutes = moves.Number("minutes", NumberRange.UpTo(DayMinutes)),
        Cost = moves.OptionalNumber("cost", NumberRange.NotNegative) ?? 0,
        Between = moves.OptionalList("between", 0, MaxCount, pair => new MoveTime(
            pair.Id("from"), pair.Id("to"), pair.Number("minutes", NumberRange.UpTo(DayMinutes)))) ?? [],
    };

    private static FloorPolicy Policy(JsonInput policy)
    {
        var usual = new FloorPolicy();
        return new FloorPolicy
        {
            MaxMovesPerResourceShift = policy.OptionalWhole("maxMovesPerResourceShift", 0, MaxCount) ?? usual.MaxMovesPerResourceShift,
            DwellMinutes = policy.OptionalNumber("dwellMinutes", NumberRange.UpTo(DayMinutes)) ?? usual.DwellMinutes,
            MaxCardsPerHour = policy.OptionalWhole("maxCardsPerHour", 0, MaxCount) ?? usual.MaxCardsPerHour,
            MinUnits = policy.OptionalNumber("minUnits", NumberRange.NotNegative) ?? usual.MinUnits,
            PersonRates = policy.OptionalWord<PersonRates>("personRates") ?? usual.PersonRates,
            AutoAccept = policy.OptionalPart("autoAccept") is { } auto
                ? new AutoAccept(auto.Number("minMinutesSaved", NumberRange.UpTo(MaxWaitMinutes)), auto.Whole("maxMoves", 0, MaxCount))
                : null,
            ShadowShare = policy.OptionalNumber("shadowShare", Share) ?? usual.ShadowShare,
            Alerts = policy.OptionalPart("alerts") is { } alerts
                ? new AlertCosts(alerts.Number("falseCost", NumberRange.Positive), alerts.Number("lateCost", NumberRange.Positive))
                : usual.Alerts,
            Hours = policy.OptionalPart("hours") is { } hours ? Hours(hours, usual.Hours) : usual.Hours,
            Gates = policy.OptionalWord<GateControl>("gates") ?? usual.Gates,
        };
    }

    private static HoursPolicy Hours(JsonInput hours, HoursPolicy usual) => new(
        hours.OptionalNumber("overtimeMinutes", NumberRange.UpTo(MaxOvertimeMinutes)) ?? usual.OvertimeMinutes,
        hours.OptionalBoolean("moveBreaks") ?? usual.MoveBreaks, hours.OptionalBoolean("timeOff") ?? usual.TimeOff);
}
