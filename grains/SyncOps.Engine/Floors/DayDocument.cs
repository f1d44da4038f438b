namespace SyncOps.Engine.Floors;

/// <summary>
/// One local day of a site: who is rostered, what is forecast, when trucks leave. A shift belongs to the day it starts on.
/// </summary>
[GenerateSerializer, Immutable, Alias("day")]
public sealed record DayDocument
{
    [Id(0)] public IReadOnlyList<RosterEntry> Roster { get; init; } = [];
    [Id(1)] public IReadOnlyList<ForecastPoint> Forecast { get; init; } = [];
    [Id(2)] public IReadOnlyList<CutOff> CutOffs { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("day.roster")]
public sealed record RosterEntry
{
    [Id(0)] public required string Resource { get; init; }

    /// <summary>Half-open and disjoint; up to 24 h each. Instants, so midnight and daylight-saving changes need no rule.</summary>
    [Id(1)] public IReadOnlyList<Shift> Shifts { get; init; } = [];
    [Id(2)] public IReadOnlyList<Unavailability> Unavailable { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("day.shift")]
public sealed record Shift
{
    [Id(0)] public required DateTimeOffset Start { get; init; }
    [Id(1)] public required DateTimeOffset End { get; init; }
    [Id(2)] public IReadOnlyList<Break> Breaks { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("day.break")]
public sealed record Break([property: Id(0)] DateTimeOffset Start, [property: Id(1)] DateTimeOffset End);

[GenerateSerializer, Immutable, Alias("day.unavailable")]
public sealed record Unavailability(
    [property: Id(0)] DateTimeOffset Start, [property: Id(1)] DateTimeOffset End, [property: Id(2)] string Reason);

/// <summary>Outside arrivals expected from <see cref="At"/> until the sector's next point, units/h.</summary>
[GenerateSerializer, Immutable, Alias("day.forecast")]
public sealed record ForecastPoint(
    [property: Id(0)] string Sector, [property: Id(1)] DateTimeOffset At, [property: Id(2)] double UnitsPerHour);

/// <summary>
/// Work that must be done in <see cref="Sector"/> when its truck <see cref="Leaves"/>: all that entered the site by
/// <see cref="OrderBy"/>, or, without it, all that is due by then. Each late unit costs <see cref="CostPerLateUnit"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("day.cutOff")]
public sealed record CutOff
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required string Sector { get; init; }
    [Id(2)] public DateTimeOffset? OrderBy { get; init; }
    [Id(3)] public required DateTimeOffset Leaves { get; init; }
    [Id(4)] public required double CostPerLateUnit { get; init; }
}
