using SyncOps.Engine.Estimation;
using SyncOps.Engine.Forecast;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Sectors;

/// <summary>
/// A sector's whole current load, as it tells its coordinator. Whole and versioned: a lost or repeated one does no harm, and of two
/// the one with the higher version is the newer.
/// </summary>
[GenerateSerializer, Immutable, Alias("sector.load")]
public sealed record SectorLoad
{
    [Id(0)] public required string Sector { get; init; }

    /// <summary>The site clock that the load is true for.</summary>
    [Id(1)] public required DateTimeOffset AsOf { get; init; }
    [Id(2)] public required long Version { get; init; }
    [Id(3)] public required WorkTotals Totals { get; init; }

    /// <summary>Backlog by class, in ordinal order of the class; the unnamed class is the empty string.</summary>
    [Id(4)] public IReadOnlyList<ClassBacklog> ByClass { get; init; } = [];

    /// <summary>Backlog that has a due time, by due time, rising.</summary>
    [Id(5)] public IReadOnlyList<DueBacklog> ByDue { get; init; } = [];

    /// <summary>Estimated arrivals from outside the site, units/h.</summary>
    [Id(6)] public required double OutsideArrivalsPerHour { get; init; }

    /// <summary>Estimated arrivals from outside and from upstream sectors, units/h.</summary>
    [Id(7)] public required double ArrivalsPerHour { get; init; }

    /// <summary>Recent completions, units/h: seeds what is under way to the next sector.</summary>
    [Id(8)] public required double CompletionsPerHour { get; init; }

    /// <summary>Everyone in the sector or on the way to it, in id order, whatever their state.</summary>
    [Id(9)] public IReadOnlyList<Presence> Roster { get; init; } = [];

    /// <summary>Time of the latest event that has taken effect; null before the first.</summary>
    [Id(10)] public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Minutes of observation behind the estimates, 0..60: little of it makes them worth little.</summary>
    [Id(11)] public double ObservedMinutes { get; init; }

    /// <summary>Cumulative arrivals from outside the site, units: a part of the total arrived.</summary>
    [Id(12)] public Units OutsideArrived { get; init; }

    /// <summary>Cumulative differences, up or down, that counts found since the first completion, units.</summary>
    [Id(13)] public Units Corrected { get; init; }

    /// <summary>When work was last counted after the first completion; null when it never was.</summary>
    [Id(14)] public DateTimeOffset? CountedAt { get; init; }

    /// <summary>
    /// The pace of its people against their rates, parts as in <see cref="DriftModel.Pace"/>; null: as their rates say, without doubt.
    /// </summary>
    [Id(15)] public Drift? Pace { get; init; }

    /// <summary>Outside arrivals of the last day by half hour; null: not known.</summary>
    [Id(16)] public RecentArrivals? OutsideByHalfHour { get; init; }

    /// <summary>What its own past expects of outside arrivals to the floor's horizon; null before a whole day was seen.</summary>
    [Id(17)] public ExpectedArrivals? Expected { get; init; }

    /// <summary>Moves to this sector whose end was reported, by where from, in its ordinal order; empty: none was.</summary>
    [Id(18)] public IReadOnlyList<TravelTally> Travel { get; init; } = [];

    /// <summary>Rates of people against the standard, as learned, in ordinal order; empty where they are not told apart.</summary>
    [Id(19)] public IReadOnlyList<PersonRate> Rates { get; init; } = [];
}

[GenerateSerializer, Alias("sector.classBacklog")]
public readonly record struct ClassBacklog([property: Id(0)] string Class, [property: Id(1)] Units Units);

[GenerateSerializer, Alias("sector.dueBacklog")]
public readonly record struct DueBacklog([property: Id(0)] DateTimeOffset DueAt, [property: Id(1)] Units Units);
