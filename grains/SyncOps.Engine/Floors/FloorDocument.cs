namespace SyncOps.Engine.Floors;

/// <summary>
/// What a planner imports: one site with its areas, sectors, resources and rules. Ids are 1-64 of <c>[A-Za-z0-9._-]</c>,
/// case-sensitive, unique in their list. Checked by <see cref="FloorReader"/>; everything below may rely on it being valid.
/// </summary>
[GenerateSerializer, Immutable, Alias("floor")]
public sealed record FloorDocument
{
    [Id(0)] public required string Site { get; init; }
    [Id(1)] public required string Name { get; init; }

    /// <summary>IANA time zone id, such as <c>Europe/Amsterdam</c>: local dates and times on cards and plans are told in it.</summary>
    [Id(2)] public required string TimeZone { get; init; }

    /// <summary>ISO 4217 code of every money amount of the site.</summary>
    [Id(3)] public required string Currency { get; init; }
    [Id(4)] public required ClockKind Clock { get; init; }

    /// <summary>The clock's first instant. Required of a stepped clock; a live clock starts when the floor is first stored.</summary>
    [Id(5)] public DateTimeOffset? Start { get; init; }

    /// <summary>Planning interval, 5 min to 1 h.</summary>
    [Id(6)] public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Decisions fall due at every multiple of this since <see cref="Start"/>; 1 min to 1 h.</summary>
    [Id(7)] public TimeSpan DecideEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far ahead sectors are projected; 1 h to 24 h.</summary>
    [Id(8)] public TimeSpan Horizon { get; init; } = TimeSpan.FromHours(4);

    [Id(9)] public required IReadOnlyList<AreaSpec> Areas { get; init; }
    [Id(10)] public required IReadOnlyList<SectorSpec> Sectors { get; init; }
    [Id(11)] public IReadOnlyList<EquipmentPool> EquipmentPools { get; init; } = [];
    [Id(12)] public required IReadOnlyList<ResourceSpec> Resources { get; init; }
    [Id(13)] public required MoveRules Moves { get; init; }
    [Id(14)] public FloorPolicy Policy { get; init; } = new();
}

/// <summary>Who moves a site's time: the storage's clock (live) or a client's <c>advance</c> (stepped).</summary>
public enum ClockKind { Live, Stepped }

/// <summary>A part of a site with one coordinator (ISA-95 area).</summary>
[GenerateSerializer, Immutable, Alias("floor.area")]
public sealed record AreaSpec([property: Id(0)] string Id, [property: Id(1)] string Name);

/// <summary>A place where one kind of work waits and is done (ISA-95 work center; a queueing station with its servers).</summary>
[GenerateSerializer, Immutable, Alias("floor.sector")]
public sealed record SectorSpec
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required string Area { get; init; }
    [Id(2)] public required string Name { get; init; }

    /// <summary>What one work unit is called, in the plural: orders, calls, pallets.</summary>
    [Id(3)] public required string Unit { get; init; }

    /// <summary>Longest acceptable queue time, minutes; a bottleneck is a wait above it for two intervals, or a service level below
    /// <see cref="ServiceTarget"/> where that is given. (0, 10080].</summary>
    [Id(4)] public required double TargetWaitMinutes { get; init; }
    [Id(5)] public ServiceTarget? ServiceTarget { get; init; }

    /// <summary>Fewest people the sector may be left with by a move; at least 0.</summary>
    [Id(6)] public int MinStaff { get; init; }

    /// <summary>Most people that may work here at once; null: no limit.</summary>
    [Id(7)] public int? MaxStaff { get; init; }

    /// <summary>Money lost per work unit and hour of waiting. Default 1, so that waits count alike where nothing is known.</summary>
    [Id(8)] public double WaitCostPerUnitHour { get; init; } = 1;

    /// <summary>Money lost per unit still here when the site's work ends. Default 0.</summary>
    [Id(9)] public double LeftCostPerUnit { get; init; }
    [Id(10)] public ArrivalsFrom Arrivals { get; init; }
    [Id(11)] public IReadOnlyList<Route> Next { get; init; } = [];
    [Id(12)] public Discipline Discipline { get; init; }

    /// <summary>Room for waiting work, units; upstream blocks when it is full. Null: no limit.</summary>
    [Id(13)] public double? BufferUnits { get; init; }

    /// <summary>Work places; more people than stations add nothing. Null: no limit.</summary>
    [Id(14)] public int? Stations { get; init; }
    [Id(15)] public IReadOnlyList<EquipmentNeed> Equipment { get; init; } = [];
    [Id(16)] public Crew? Crew { get; init; }

    /// <summary>Minutes until someone whom a move brought here works at full rate; the rate rises linearly from 0.</summary>
    [Id(17)] public double RampMinutes { get; init; }

    /// <summary>Pace of the machine that bounds the whole sector, units/h. Null: no machine.</summary>
    [Id(18)] public double? MachineUnitsPerHour { get; init; }
    [Id(19)] public BatchRule? Batch { get; init; }
    [Id(20)] public ReleaseRule Release { get; init; }
    [Id(21)] public Variability? Variability { get; init; }

    /// <summary>Set by the site when an edit drops the sector: it keeps its history and refuses new events.</summary>
    [Id(22)] public bool Retired { get; init; }
}

/// <summary>Where a sector's inside arrivals come from: reported events, or the upstream sector's completions.</summary>
public enum ArrivalsFrom { Events, Upstream }

/// <summary>Order of service. Default: first in, first out; then earliest due date; then class priority.</summary>
public enum Discipline { Fifo, Edd, Priority }

/// <summary>Push lets work in as it comes; gated holds it until the downstream can take it.</summary>
public enum ReleaseRule { Push, Gated }

/// <summary>Service level: the share (0..1] of work that starts within the given minutes.</summary>
[GenerateSerializer, Immutable, Alias("floor.serviceTarget")]
public sealed record ServiceTarget([property: Id(0)] double Share, [property: Id(1)] double WithinMinutes);

/// <summary>
/// Share (0..1] of completed work that goes on to another sector, where each unit becomes <see cref="UnitsPerUnit"/> units
/// after <see cref="DelayMinutes"/>. A sector's shares sum to at most 1 (+1e-9); the rest leaves the site.
/// </summary>
[GenerateSerializer, Immutable, Alias("floor.route")]
public sealed record Route
{
    [Id(0)] public required string To { get; init; }
    [Id(1)] public required double Share { get; init; }
    [Id(2)] public double UnitsPerUnit { get; init; } = 1;
    [Id(3)] public double DelayMinutes { get; init; }
}

[GenerateSerializer, Immutable, Alias("floor.equipmentNeed")]
public sealed record EquipmentNeed([property: Id(0)] string Pool, [property: Id(1)] double PerPerson);

[GenerateSerializer, Immutable, Alias("floor.equipmentPool")]
public sealed record EquipmentPool([property: Id(0)] string Id, [property: Id(1)] int Count);

/// <summary>Work is done only by whole crews: at least <see cref="Min"/> people, then in steps of <see cref="Step"/>.</summary>
[GenerateSerializer, Immutable, Alias("floor.crew")]
public sealed record Crew([property: Id(0)] int Min, [property: Id(1)] int Step);

/// <summary>Work is let through in batches of <see cref="Size"/> units, or of what there is every <see cref="EveryMinutes"/>.</summary>
[GenerateSerializer, Immutable, Alias("floor.batch")]
public sealed record BatchRule([property: Id(0)] double Size, [property: Id(1)] double EveryMinutes);

/// <summary>Squared coefficients of variation of times between arrivals (Ca2) and of service times (Cs2).</summary>
[GenerateSerializer, Immutable, Alias("floor.variability")]
public sealed record Variability([property: Id(0)] double Ca2, [property: Id(1)] double Cs2);

/// <summary>A person, robot or machine that does work (a queueing server; ISA-95 personnel or equipment).</summary>
[GenerateSerializer, Immutable, Alias("floor.resource")]
public sealed record ResourceSpec
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public string? Name { get; init; }
    [Id(2)] public required ResourceKind Kind { get; init; }

    /// <summary>The sector where the resource starts its shifts.</summary>
    [Id(3)] public required string Home { get; init; }

    /// <summary>At least one; the home sector need not be among them.</summary>
    [Id(4)] public required IReadOnlyList<Skill> Skills { get; init; }
    [Id(5)] public required double CostPerHour { get; init; }

    /// <summary>Pay per overtime hour over <see cref="CostPerHour"/>; default 1.5.</summary>
    [Id(6)] public double OvertimeMultiplier { get; init; } = 1.5;

    /// <summary>Most advised moves per shift; null: the site's policy.</summary>
    [Id(7)] public int? MaxMoves { get; init; }

    /// <summary>False: the person has not agreed to be moved by advice, and never is.</summary>
    [Id(8)] public bool Consent { get; init; } = true;
}

public enum ResourceKind { Person, Robot, Machine }

/// <summary>What a resource does in a sector, at its standard rate in work units per hour (mu), until the skill lapses.</summary>
[GenerateSerializer, Immutable, Alias("floor.skill")]
public sealed record Skill
{
    [Id(0)] public required string Sector { get; init; }
    [Id(1)] public required double UnitsPerHour { get; init; }
    [Id(2)] public DateTimeOffset? ValidUntil { get; init; }
}

/// <summary>What a move takes: minutes of walking and changeover, and money.</summary>
[GenerateSerializer, Immutable, Alias("floor.moves")]
public sealed record MoveRules
{
    [Id(0)] public required double Minutes { get; init; }
    [Id(1)] public double Cost { get; init; }

    /// <summary>Pairs that differ from <see cref="Minutes"/>; one direction each.</summary>
    [Id(2)] public IReadOnlyList<MoveTime> Between { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("floor.moveTime")]
public sealed record MoveTime([property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] double Minutes);

/// <summary>How much advice the floor wants.</summary>
[GenerateSerializer, Immutable, Alias("floor.policy")]
public sealed record FloorPolicy
{
    /// <summary>Most advised moves of one resource in a shift. Default 4.</summary>
    [Id(0)] public int MaxMovesPerResourceShift { get; init; } = 4;

    /// <summary>Minutes a resource stays after a move before it may be advised to move again. Default 30.</summary>
    [Id(1)] public double DwellMinutes { get; init; } = 30;

    /// <summary>Most new cards per area and hour. Default 4.</summary>
    [Id(2)] public int MaxCardsPerHour { get; init; } = 4;

    /// <summary>Fewest affected units that are worth a card. Default 1.</summary>
    [Id(3)] public double MinUnits { get; init; } = 1;
    [Id(4)] public PersonRates PersonRates { get; init; } = PersonRates.Aggregate;
    [Id(5)] public AutoAccept? AutoAccept { get; init; }

    /// <summary>Share of cards, 0..1, that are computed and never shown, to learn what happens without them. Default 0.</summary>
    [Id(6)] public double ShadowShare { get; init; }
    [Id(7)] public AlertCosts Alerts { get; init; } = new();
    [Id(8)] public HoursPolicy Hours { get; init; } = new();
    [Id(9)] public GateControl Gates { get; init; }
}

/// <summary>
/// Who works the gates of sectors with release gated. Floor (default): the floor itself, as the rope of drum-buffer-rope says. Advice: they
/// let work go as it comes, unless a card that holds them was accepted.
/// </summary>
public enum GateControl { Floor, Advice }

/// <summary>
/// What advice may do to working hours: most minutes of overtime a shift (0: none; default 120), whether rostered breaks may be taken
/// earlier (default true), and whether time off is offered in a lull (default false, since it costs people pay).
/// </summary>
[GenerateSerializer, Immutable, Alias("floor.hours")]
public sealed record HoursPolicy(
    [property: Id(0)] double OvertimeMinutes = 120, [property: Id(1)] bool MoveBreaks = true, [property: Id(2)] bool TimeOff = false);

/// <summary>
/// What an alert that nothing follows costs, and what a bottleneck without one; both above 0 and in the same unit, so that only their
/// ratio matters. An alert is raised from the probability false / (false + late) on. Default 2 to 3.
/// </summary>
[GenerateSerializer, Immutable, Alias("floor.alertCosts")]
public sealed record AlertCosts([property: Id(0)] double FalseCost = 2, [property: Id(1)] double LateCost = 3);

/// <summary>What is kept of who completed what. Acts before anything is stored; the default keeps no person with a completion.</summary>
public enum PersonRates { Off, Aggregate, Person }

/// <summary>A card that saves at least these minutes (median) with at most so many moves is accepted by the policy at once.</summary>
[GenerateSerializer, Immutable, Alias("floor.autoAccept")]
public sealed record AutoAccept([property: Id(0)] double MinMinutesSaved, [property: Id(1)] int MaxMoves);
