using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Verification;

/// <summary>
/// What must be kept of the instant at which a card was accepted, so that the roll-out can be repeated with what arrived since: the work
/// that waited, who would work where, what the trucks waited for, the moves, and what was promised. Routes are the floor's.
/// </summary>
[GenerateSerializer, Immutable, Alias("verification.case")]
public sealed record VerificationCase
{
    /// <summary>Id of the card.</summary>
    [Id(0)] public required string Card { get; init; }

    /// <summary>The instant of acceptance; of a shadow card that of its issue.</summary>
    [Id(1)] public required DateTimeOffset Start { get; init; }
    [Id(2)] public required TimeSpan Horizon { get; init; }

    /// <summary>The helped sector.</summary>
    [Id(3)] public required string Sector { get; init; }

    /// <summary>As the card says it.</summary>
    [Id(4)] public required CardBenefit Promise { get; init; }

    /// <summary>As it was rolled out, before calibration.</summary>
    [Id(5)] public required CardBenefit Computed { get; init; }
    [Id(6)] public required IReadOnlyList<CaseMove> Moves { get; init; }
    [Id(7)] public required IReadOnlyList<CaseSector> Sectors { get; init; }
    [Id(8)] public required IReadOnlyList<CaseStint> Stints { get; init; }
    [Id(9)] public IReadOnlyList<CaseCutOff> CutOffs { get; init; } = [];

    /// <summary>Null on a card that was shown and accepted. A shadow card keeps others for its sector away until then.</summary>
    [Id(10)] public DateTimeOffset? ShadowUntil { get; init; }

    /// <summary>Other hours that the card asks for.</summary>
    [Id(11)] public IReadOnlyList<CaseHours> Hours { get; init; } = [];

    /// <summary>Gates that the card sets, and those that were held when it began, which name no action.</summary>
    [Id(12)] public IReadOnlyList<CaseHold> Holds { get; init; } = [];

    public bool IsShadow => ShadowUntil is not null;

    public DateTimeOffset End => Start + Horizon;

    /// <summary>The case of a card whose moves, other hours and holds, in the order of its actions, begin at the projector's now.</summary>
    public static VerificationCase Of(
        Projector projector, Recommendation card, IReadOnlyList<PlannedMove> moves, IReadOnlyList<PlannedHours> hours,
        IReadOnlyList<PlannedHold> holds)
    {
        var (site, floor) = (projector.Site, projector.Site.Floor);
        var stints = new CaseStint[site.Stints.Length];
        for (var i = 0; i < stints.Length; i++)
        {
            var stint = site.Stints[i];
            stints[i] = new CaseStint(
                floor.Resources[stint.Resource].Id, floor.Sectors[stint.Sector].Id, stint.Start, stint.End, stint.Current);
        }
        return new VerificationCase
        {
            Card = card.Id,
            Start = site.Now,
            Horizon = floor.Document.Horizon,
            Sector = card.Risk.Sector,
            Promise = card.Benefit,
            Computed = card.Computed ?? card.Benefit,
            Moves = [.. moves.Select((m, i) => new CaseMove(
                card.Actions[i].Id, floor.Resources[m.Resource].Id, floor.Sectors[m.From].Id, floor.Sectors[m.To].Id, m.DepartMinutes,
                m.ArriveMinutes, m.Returns ? m.UntilMinutes : null, m.Returns ? m.BackMinutes : null))],
            Hours = [.. hours.Select((h, i) => new CaseHours(
                card.Actions[moves.Count + i].Id, floor.Resources[h.Resource].Id, floor.Sectors[h.Sector].Id, h.Kind,
                h.OffFrom, h.OffUntil, h.OnFrom, h.OnUntil, Math.Round(h.Price(site), 6)))],
            Holds =
            [
                .. holds.Select((h, i) => CaseHold.Of(card.Actions[moves.Count + hours.Count + i].Id, h, floor)),
                .. site.Holds.ToArray().Select(h => CaseHold.Of(action: null, h, floor)),
            ],
            Sectors = [.. site.Loads.Select(l => new CaseSector(
                l.Sector, l.Totals.Backlog, l.CompletionsPerHour, l.Pace, l.Rates.Count > 0 ? l.Rates : null))],
            Stints = stints,
            CutOffs = [.. projector.CutOffs.Select(c => new CaseCutOff(c.CutOff, c.KnownUnits))],
        };
    }
}

/// <summary>One move of the card, minutes from the case's start; the last two where it goes back.</summary>
[GenerateSerializer, Immutable, Alias("verification.move")]
public sealed record CaseMove(
    [property: Id(0)] string Action, [property: Id(1)] string Resource, [property: Id(2)] string From, [property: Id(3)] string To,
    [property: Id(4)] double DepartMinutes, [property: Id(5)] double ArriveMinutes, [property: Id(6)] double? UntilMinutes = null,
    [property: Id(7)] double? BackMinutes = null);

/// <summary>Other hours of one resource, as <see cref="PlannedHours"/> from the case's start; where it works, and what they cost.</summary>
[GenerateSerializer, Immutable, Alias("verification.hours")]
public sealed record CaseHours(
    [property: Id(0)] string Action, [property: Id(1)] string Resource, [property: Id(2)] string Sector, [property: Id(3)] ActionKind Kind,
    [property: Id(4)] double OffFrom, [property: Id(5)] double OffUntil, [property: Id(6)] double OnFrom, [property: Id(7)] double OnUntil,
    [property: Id(8)] double Price);

/// <summary>As <see cref="PlannedHold"/> from the case's start; of an action of the card, or in force when it began.</summary>
[GenerateSerializer, Immutable, Alias("verification.hold")]
public sealed record CaseHold(
    [property: Id(0)] string? Action, [property: Id(1)] string Sector, [property: Id(2)] ActionKind Kind,
    [property: Id(3)] double FromMinutes, [property: Id(4)] double UntilMinutes)
{
    internal static CaseHold Of(string? action, PlannedHold hold, Floor floor)
        => new(action, floor.Sectors[hold.Sector].Id, hold.Kind, hold.FromMinutes, hold.UntilMinutes);
}

/// <summary>
/// What waited in a sector, its recent completions, which were under way to the next, its pace and people's rates as known then.
/// </summary>
[GenerateSerializer, Immutable, Alias("verification.sector")]
public readonly record struct CaseSector(
    [property: Id(0)] string Sector, [property: Id(1)] Units Backlog, [property: Id(2)] double CompletionsPerHour,
    [property: Id(3)] Drift? Pace = null, [property: Id(4)] IReadOnlyList<PersonRate>? Rates = null);

/// <summary>As <see cref="Stint"/>, by id.</summary>
[GenerateSerializer, Immutable, Alias("verification.stint")]
public readonly record struct CaseStint(
    [property: Id(0)] string Resource, [property: Id(1)] string Sector, [property: Id(2)] double Start, [property: Id(3)] double End,
    [property: Id(4)] bool Current);

/// <summary>A truck and the work on the site that it waited for, in units of its sector.</summary>
[GenerateSerializer, Immutable, Alias("verification.cutOff")]
public sealed record CaseCutOff([property: Id(0)] CutOff CutOff, [property: Id(1)] double KnownUnits);
