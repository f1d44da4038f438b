using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// The stochastic part of a site's days: when it is open, what arrives and how much that varies, how rates and attendance vary, breaks,
/// trucks and shocks. Times are local times of day. Checked by <see cref="ScenarioReader"/>; the simulator relies on it being valid.
/// </summary>
public sealed record FloorScenario
{
    /// <summary>Everything random follows from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Start of everyone's shift.</summary>
    public required TimeOnly Opens { get; init; }

    /// <summary>End of everyone's shift; after <see cref="Opens"/>.</summary>
    public required TimeOnly Closes { get; init; }

    /// <summary>When a night crew removes what the day left; after <see cref="Closes"/>.</summary>
    public required TimeOnly Clears { get; init; }
    public required IReadOnlyList<ArrivalProcess> Arrivals { get; init; }
    public RateNoise Rates { get; init; } = new();

    /// <summary>Probability (0..1) that a person does not come on a day.</summary>
    public double Absence { get; init; }
    public BreakRules Breaks { get; init; } = new();
    public IReadOnlyList<Truck> Trucks { get; init; } = [];

    /// <summary>What may happen on any day, each drawn by its probability.</summary>
    public IReadOnlyList<Shock> Shocks { get; init; } = [];

    /// <summary>What happens, instead of <see cref="Shocks"/>, on the local date of the site's start.</summary>
    public IReadOnlyList<Shock> FirstDay { get; init; } = [];
}

/// <summary>
/// Outside arrivals into one sector: Poisson counts around a mean that varies over the day (<see cref="Shape"/>), from day to day
/// (<see cref="DayCv"/>) and from half hour to half hour (<see cref="HalfHourCv"/>). Each arrival brings whole units,
/// 1 + Poisson(<see cref="UnitsEach"/> - 1) of them.
/// </summary>
public sealed record ArrivalProcess
{
    public required string Id { get; init; }
    public required string Sector { get; init; }

    /// <summary>Mean arrivals per hour over the process's own hours.</summary>
    public required double PerHour { get; init; }

    /// <summary>Mean units per arrival, at least 1.</summary>
    public double UnitsEach { get; init; } = 1;

    /// <summary>First and last time of day; null: the whole shift.</summary>
    public TimeOnly? From { get; init; }
    public TimeOnly? Until { get; init; }
    public DayShape Shape { get; init; } = new();

    /// <summary>Coefficients of variation (0..1) of the gamma factors of a day and of a half hour.</summary>
    public double DayCv { get; init; }
    public double HalfHourCv { get; init; }

    /// <summary>Arrivals of the night, there when the day opens; normal, never below 0. Not part of the forecast.</summary>
    public Overnight Overnight { get; init; } = new(0, 0);
}

/// <summary>A profile over the day: a level and bell-shaped peaks, scaled to mean 1 over the process's hours.</summary>
public sealed record DayShape
{
    public double Level { get; init; } = 1;
    public IReadOnlyList<Peak> Peaks { get; init; } = [];
}

/// <summary>Adds height x exp(-((hour - at)/width)^2), the width in hours.</summary>
public sealed record Peak(TimeOnly At, double Height, double WidthHours);

public sealed record Overnight(double Mean, double Cv);

/// <summary>
/// How a sector's real rate differs from the standard: a factor per day, times a first-order autoregression over half hours.
/// </summary>
public sealed record RateNoise
{
    /// <summary>Coefficient of variation (0..1) of the day's factor.</summary>
    public double SectorDayCv { get; init; }

    /// <summary>Standard deviation (0..1) of the half-hour factor, and its correlation (0..1) with the half hour before.</summary>
    public double HalfHourSd { get; init; }
    public double HalfHourCorrelation { get; init; }
}

/// <summary>Breaks: each sector's people take each of them in <see cref="Groups"/> turns, one turn after the other.</summary>
public sealed record BreakRules
{
    public int Groups { get; init; } = 1;
    public IReadOnlyList<BreakTime> Times { get; init; } = [];
}

/// <summary>The first group's break; the others follow it.</summary>
public sealed record BreakTime(TimeOnly At, int Minutes);

/// <summary>A truck at a sector's exit: it takes what was ordered by <see cref="OrderBy"/> and is done when it leaves.</summary>
public sealed record Truck
{
    public required string Id { get; init; }
    public required string Sector { get; init; }
    public required TimeOnly OrderBy { get; init; }
    public required TimeOnly Leaves { get; init; }

    /// <summary>Money lost per unit that misses it.</summary>
    public required double CostPerLateUnit { get; init; }
}

/// <summary>Absence: people do not come, or go home. Surge: more arrives. Breakdown: a sector works slower.</summary>
public enum ShockKind { Absence, Surge, Breakdown }

/// <summary>Something out of the ordinary. Which members count depends on <see cref="Kind"/>.</summary>
public sealed record Shock
{
    public required ShockKind Kind { get; init; }

    /// <summary>Of happening on a day, 0..1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>
    /// When it begins; null: an absence from the shift's start, anything else at a random time at which it still fits the day.
    /// </summary>
    public TimeOnly? At { get; init; }

    /// <summary>How long a surge or breakdown lasts; an absence lasts until the day ends.</summary>
    public double Hours { get; init; }

    /// <summary>Share (0..1) of people who are absent, or of capacity that is lost.</summary>
    public double Share { get; init; }

    /// <summary>Absence: exactly these people instead of a share of all.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Surge: the arrival process, and what its mean is multiplied with.</summary>
    public string? Arrivals { get; init; }
    public double Factor { get; init; } = 1;

    /// <summary>Breakdown: the sector.</summary>
    public string? Sector { get; init; }
}

/// <summary>JSON of scenarios: the contract's, with times of day as <c>HH:mm</c>.</summary>
internal sealed class TimeOfDayConverter : JsonConverter<TimeOnly>
{
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => TimeOnly.TryParseExact(reader.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException("Expected a time of day, such as 08:30.");

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options)
        => writer.WriteStringValue(value.ToString("HH:mm", CultureInfo.InvariantCulture));
}
