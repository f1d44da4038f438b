using System.Text.Json.Serialization;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// A card: which resource to move where, why, and what that saves. <see cref="Without"/> and <see cref="With"/> come from the same
/// roll-out and the same demand scenarios, by sector id, and hold the helped sector, the donors and everything downstream.
/// </summary>
[GenerateSerializer, Immutable, Alias("card")]
public sealed record Recommendation
{
    /// <summary><c>area-issuedAt-n</c>, the instant as <c>yyyyMMddTHHmmssZ</c>.</summary>
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required long Version { get; init; }
    [Id(2)] public required string Area { get; init; }
    [Id(3)] public required CardState State { get; init; }
    [Id(4)] public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>After this instant walking and changeover no longer beat the bottleneck.</summary>
    [Id(5)] public required DateTimeOffset ExpiresAt { get; init; }
    [Id(6)] public required string Headline { get; init; }
    [Id(7)] public required string ReasonLine { get; init; }
    [Id(8)] public required IReadOnlyList<CardAction> Actions { get; init; }
    [Id(9)] public required CardRisk Risk { get; init; }
    [Id(10)] public required IReadOnlyDictionary<string, SectorEffect> Without { get; init; }
    [Id(11)] public required IReadOnlyDictionary<string, SectorEffect> With { get; init; }
    [Id(12)] public required CardBenefit Benefit { get; init; }

    /// <summary>Who accepted or rejected it; null while nobody has.</summary>
    [Id(13)] public string? DecidedBy { get; init; }

    /// <summary>Why it was rejected, expired or superseded.</summary>
    [Id(14)] public string? Reason { get; init; }
    [Id(15)] public required string EngineVersion { get; init; }
    [Id(16)] public CardOutcome? Outcome { get; init; }

    /// <summary>While snoozed: when it comes back.</summary>
    [Id(17)] public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The benefit as rolled out, where calibration gave <see cref="Benefit"/> wider or narrower ranges; else null.</summary>
    [Id(18)] public CardBenefit? Computed { get; init; }

    /// <summary>Of the moves as issued; null once others were asked for.</summary>
    [Id(19)] public CardDetails? Details { get; init; }
}

public enum CardState { Proposed, Accepted, Rejected, Snoozed, Expired, Superseded, InProgress, Done, Verified }

public static class CardStates
{
    /// <summary>Whether nothing is to be decided or carried out any more; only a verification may follow.</summary>
    public static bool IsClosed(this CardState state)
        => state is CardState.Rejected or CardState.Expired or CardState.Superseded or CardState.Done or CardState.Verified;
}

public enum ActionKind { Move, Return, Overtime, Break, TimeOff, Hold, Release }

/// <summary>What forms; count: the figures are not to be trusted before the sector was counted.</summary>
public enum RiskKind { Wait, CutOff, Buffer, Overtime, Slack, Count }

/// <summary>One thing to do. <see cref="Eligible"/> lists who else could do it at this instant, best first.</summary>
[GenerateSerializer, Immutable, Alias("card.action")]
public sealed record CardAction
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required ActionKind Kind { get; init; }
    [Id(2)] public string? Resource { get; init; }
    [Id(3)] public IReadOnlyList<string> Eligible { get; init; } = [];
    [Id(4)] public string? From { get; init; }
    [Id(5)] public string? To { get; init; }
    [Id(6)] public DateTimeOffset? DepartBy { get; init; }
    [Id(7)] public DateTimeOffset? ArriveAt { get; init; }

    /// <summary>
    /// When it is to leave again for where it came from, as planned now. By then it is decided anew: a card advises the way back when it
    /// still pays. Null: it stays to the end of the shift. Of overtime, a break, time off and a hold: when it ends.
    /// </summary>
    [Id(8)] public DateTimeOffset? Until { get; init; }

    /// <summary>Once accepted: whether the resource was moved, its hours booked or the gate set, and why not if it was refused.</summary>
    [Id(9)] public string? Result { get; init; }

    /// <summary>The rostered break in whose place an advised one is taken; null for anything else.</summary>
    [Id(10)] public Break? Instead { get; init; }

    /// <summary>True for overtime, a break and time off: who is asked works other hours and goes nowhere.</summary>
    [JsonIgnore] public bool IsHours => Kind is ActionKind.Overtime or ActionKind.Break or ActionKind.TimeOff;

    /// <summary>True for a hold and a release, of the gate of the sector <see cref="From"/>: no resource is asked.</summary>
    [JsonIgnore] public bool IsGate => Kind is ActionKind.Hold or ActionKind.Release;
}

/// <summary>What forms if nothing is done: in which sector, of which kind, from when, and how many units it touches.</summary>
[GenerateSerializer, Immutable, Alias("card.risk")]
public sealed record CardRisk(
    [property: Id(0)] string Sector, [property: Id(1)] RiskKind Kind, [property: Id(2)] DateTimeOffset BeginsAt,
    [property: Id(3)] double Probability, [property: Id(4)] double AffectedUnits);

/// <summary>One sector over the horizon: slowdown (minutes, 90th percentile of the affected units), units too late, money lost.</summary>
[GenerateSerializer, Immutable, Alias("card.effect")]
public sealed record SectorEffect(
    [property: Id(0)] double SlowdownMinutes, [property: Id(1)] double LateUnits, [property: Id(2)] double Cost);

[GenerateSerializer, Immutable, Alias("card.benefit")]
public sealed record CardBenefit([property: Id(0)] Range3 MinutesSaved, [property: Id(1)] Range3 CostSaved);

[GenerateSerializer, Immutable, Alias("card.outcome")]
public sealed record CardOutcome(
    [property: Id(0)] double MinutesSaved, [property: Id(1)] double CostSaved, [property: Id(2)] DateTimeOffset VerifiedAt);
