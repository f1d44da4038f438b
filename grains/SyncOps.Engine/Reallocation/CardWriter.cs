using System.Globalization;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>Makes the card of a proposal. Minutes rounded to 0.1, money to 0.01, probability to 0.01.</summary>
public static class CardWriter
{
    /// <summary>Told on every card: which engine computed it.</summary>
    public const string EngineVersion = "rollout-1";

    /// <summary>Most alternates listed per action.</summary>
    public const int MaxEligible = 20;

    private const string InstantFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int InstantLength = 16;

    /// <summary>The id of an area's n-th card (from 1) of an instant.</summary>
    public static string Id(string area, DateTimeOffset issuedAt, int n) => $"{IdPrefix(area, issuedAt)}{n}";

    /// <summary>True when a card's id says that it is of an area: ids are the area's, the instant and a number.</summary>
    public static bool IsOfArea(string id, string area)
        => id.Length > area.Length + InstantLength + 1 && id.StartsWith(area, StringComparison.Ordinal) && id[area.Length] == '-'
           && id.IndexOf('-', area.Length + 1) == area.Length + InstantLength + 1;

    /// <summary>The instant in a card's id, whole seconds; null when the text is no card's id.</summary>
    public static DateTimeOffset? IssuedAt(string id)
    {
        var end = id.LastIndexOf('-');
        return end > InstantLength && DateTimeOffset.TryParseExact(
            id.AsSpan(end - InstantLength, InstantLength), InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var at) ? at : null;
    }

    internal static string IdPrefix(string area, DateTimeOffset issuedAt)
        => $"{area}-{issuedAt.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture)}-";

    /// <summary>A proposed card of version 1, issued at the proposal's now.</summary>
    public static Recommendation Write(Proposal proposal, string area, string id)
    {
        var (set, sector, site) = (proposal.Without, proposal.Sector, proposal.Without.Site);
        var assessment = set[sector];
        var expiresAt = site.Now.AddMinutes(proposal.ExpiresAfterMinutes);
        var (moves, hours, holds) = (proposal.Moves, proposal.Hours, proposal.Holds);
        int[] others = [.. proposal.Donors, .. MoveEffect.HeldUp(set, sector)];
        var actions = new CardAction[moves.Count + hours.Count + holds.Count];
        for (var i = 0; i < actions.Length; i++)
        {
            var (name, other) = ($"m{i + 1}", i - moves.Count);
            actions[i] = other < 0 ? Action(site, name, moves[i], proposal.Eligible[i], expiresAt)
                : other < hours.Count ? Action(site, name, hours[other], proposal.Eligible[i], expiresAt)
                : Action(site, name, holds[other - hours.Count]);
        }
        return new Recommendation
        {
            Id = id,
            Version = 1,
            Area = area,
            State = CardState.Proposed,
            IssuedAt = site.Now,
            ExpiresAt = expiresAt,
            Headline = proposal.IsSlack
                ? CardText.Lull(set, proposal.With, sector, proposal.Hours)
                : CardText.Headline(set, proposal.With, sector, moves, hours, holds),
            ReasonLine = proposal.IsSlack ? CardText.LullReason(set, sector) : CardText.Reason(set, sector),
            Actions = actions,
            Risk = proposal.IsSlack
                ? new CardRisk(site.Floor.Sectors[sector].Id, RiskKind.Slack, site.Now, Math.Round(1 - set.Probability(sector), 2), 0)
                : new CardRisk(
                    site.Floor.Sectors[sector].Id, assessment.Kind, site.Now.AddMinutes(assessment.OnsetMinutes),
                    Math.Round(set.Probability(sector), 2), Math.Round(assessment.AffectedUnits, 1, MidpointRounding.AwayFromZero)),
            Without = MoveEffect.Effects(set, sector, others),
            With = MoveEffect.Effects(proposal.With, sector, others),
            Benefit = Rounded(proposal.Benefit),
            EngineVersion = EngineVersion,
            Details = proposal.Details,
        };
    }

    /// <summary>The card with other actions than it was issued with, computed anew for now: what it promises from here on.</summary>
    internal static Recommendation Rewrite(
        Recommendation card, SiteSnapshot site, IReadOnlyList<CardAction> actions, PlannedMove[] moves, PlannedHours[] hours,
        PlannedHold[] holds)
    {
        var sector = site.Floor.SectorIndex(card.Risk.Sector);
        var without = ScenarioSet.Of(new Projector(site));
        var with = without.With(moves, hours, holds);
        var (isSlack, price) = (card.Risk.Kind == RiskKind.Slack, MoveEffect.Price(site, moves, hours));
        int[] others =
        [
            .. moves.Select(m => m.From), .. hours.Select(h => h.Sector), .. holds.Select(h => h.Sector),
            .. MoveEffect.HeldUp(without, sector),
        ];
        return card with
        {
            Actions = actions,
            Headline = isSlack
                ? CardText.Lull(without, with, sector, hours)
                : CardText.Headline(without, with, sector, moves, hours, holds),
            ReasonLine = isSlack ? CardText.LullReason(without, sector) : CardText.Reason(without, sector),
            Without = MoveEffect.Effects(without, sector, others),
            With = MoveEffect.Effects(with, sector, others),
            Benefit = Rounded(MoveEffect.Benefit(without, with, sector, price)),
            Computed = null,
            Details = null,
        };
    }

    private static CardAction Action(
        SiteSnapshot site, string id, PlannedMove move, IReadOnlyList<int> eligible, DateTimeOffset departBy) => new()
    {
        Id = id,
        Kind = site.Home(move.Resource) == move.To ? ActionKind.Return : ActionKind.Move,
        Resource = site.Floor.Resources[move.Resource].Id,
        Eligible = eligible.Take(MaxEligible).Select(r => site.Floor.Resources[r].Id).ToArray(),
        From = site.Floor.Sectors[move.From].Id,
        To = site.Floor.Sectors[move.To].Id,
        DepartBy = departBy,
        ArriveAt = site.Now.AddMinutes(move.ArriveMinutes),
        Until = move.Returns ? site.Now.AddMinutes(move.UntilMinutes) : null,
    };

    private static CardAction Action(
        SiteSnapshot site, string id, PlannedHours hours, IReadOnlyList<int> eligible, DateTimeOffset departBy) => new()
    {
        Id = id,
        Kind = hours.Kind,
        Resource = site.Floor.Resources[hours.Resource].Id,
        Eligible = eligible.Take(MaxEligible).Select(r => site.Floor.Resources[r].Id).ToArray(),
        From = site.Floor.Sectors[hours.Sector].Id,
        DepartBy = hours.Kind == ActionKind.Overtime ? null : departBy,
        Until = Until(site, hours),
        Instead = Instead(site, hours),
    };

    private static CardAction Action(SiteSnapshot site, string id, PlannedHold hold) => new()
    {
        Id = id,
        Kind = hold.Kind,
        From = site.Floor.Sectors[hold.Sector].Id,
        Until = hold.Kind == ActionKind.Hold ? site.Now.AddMinutes(hold.UntilMinutes) : null,
    };

    /// <summary>When other hours end: overtime and a break with work or its end, time off with the shift that was left.</summary>
    internal static DateTimeOffset Until(SiteSnapshot site, PlannedHours hours)
        => site.Now.AddMinutes(hours.Kind == ActionKind.Overtime ? hours.OnUntil : hours.OffUntil);

    /// <summary>The rostered break that is worked through; null when none is.</summary>
    internal static Break? Instead(SiteSnapshot site, PlannedHours hours)
        => hours.Kind == ActionKind.Break ? new Break(site.Now.AddMinutes(hours.OnFrom), site.Now.AddMinutes(hours.OnUntil)) : null;

    internal static CardBenefit Rounded(CardBenefit benefit) => new(benefit.MinutesSaved.Rounded(1), benefit.CostSaved.Rounded(2));
}
