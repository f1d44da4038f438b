using SyncOps.Engine.Contract;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// The coordinator's decisions: which cards to issue, keep and close, and what a user's answer does to them. Pure: state and snapshot
/// in, new state and what changed out.
/// </summary>
public static partial class CardDecider
{
    /// <summary>How long a rejected card's cause and people stay silent.</summary>
    public static readonly TimeSpan SilenceAfterReject = TimeSpan.FromMinutes(60);

    /// <summary>An accepted card whose people have not arrived this long after they should have is closed.</summary>
    public static readonly TimeSpan ArrivalGrace = TimeSpan.FromMinutes(60);

    /// <summary>What <see cref="CardAction.Result"/> says of a move that was carried out.</summary>
    public const string Moved = "moved";

    /// <summary>And of other hours that the resource has booked.</summary>
    public const string Booked = "booked";

    /// <summary>And of a gate that is held from now on, or lets work go again.</summary>
    public const string Held = "held";
    public const string Released = "released";

    /// <summary>
    /// Both halves of a decision at once, <see cref="Solve"/> and <see cref="Decide(CoordinatorState, Solution, SiteSnapshot)"/>, on one
    /// snapshot. Throws where the search does: whoever has a floor to keep informed calls the halves.
    /// </summary>
    public static CoordinatorChange Decide(CoordinatorState state, SiteSnapshot site, IReallocationSearch search)
    {
        if (state.LastDecidedAt >= site.Now) return new CoordinatorChange { State = state };
        var solution = Solve(state, site, search);
        return solution.Failure is { } failure
            ? throw new InvalidOperationException($"The search for moves failed at {ContractJson.Write(site.Now)}.", failure)
            : Decide(state, solution, site);
    }

    /// <summary>
    /// The quick half: takes the decisions due at the snapshot's now on what was solved, for the same snapshot or an earlier one of the
    /// same floor and days. Brings open cards up to date, verifies those whose horizon is over, then issues new ones for sectors at risk
    /// that have none, and accepts those that the policy lets pass. A proposal that the state or the site has overtaken since is dropped;
    /// of a solution older than a decision interval all are. An instant that was decided already, or lies before one, and a solution of
    /// another floor or other days change nothing.
    /// </summary>
    public static CoordinatorChange Decide(CoordinatorState state, Solution solution, SiteSnapshot site)
    {
        if (state.LastDecidedAt >= site.Now || !solution.IsOf(site)) return new CoordinatorChange { State = state };
        site = site.With(state.Held);
        var book = UpToDate(state, solution.Without, site);
        var next = Issue(Verified(state, site, book), solution, book, site);
        var change = book.ToChange(s => next with { Open = s.Open, Counts = s.Counts, LastDecidedAt = site.Now });
        return AutoAccepted(change with { Outlook = solution.Outlook }, solution.Site.Now, site);
    }

    /// <summary>The outlook of an area's sectors, in id order, without deciding anything.</summary>
    public static IReadOnlyList<SectorOutlook> Outlook(string area, SiteSnapshot site)
        => OutlookOf(area, ScenarioSet.Of(new Projector(site)));

    /// <summary>As above, of a coordinator's area with what it holds.</summary>
    public static IReadOnlyList<SectorOutlook> Outlook(CoordinatorState state, SiteSnapshot site)
        => Outlook(state.Area, site.With(state.Held));

    private static SectorOutlook[] OutlookOf(string area, ScenarioSet without)
    {
        var outlook = new List<SectorOutlook>();
        for (var s = 0; s < without.Site.Floor.Sectors.Count; s++)
            if (without.Site.Floor.Sectors[s].Area == area) outlook.Add(OutlookWriter.Write(without, s));
        return [.. outlook];
    }

    /// <summary>The area's cards as they stand on a site, which may be later than the roll-outs.</summary>
    private static CardBook UpToDate(CoordinatorState state, ScenarioSet without, SiteSnapshot site)
    {
        var book = new CardBook(state);
        foreach (var card in book.Open) BringUpToDate(book, card, without, site);
        return book;
    }

    private static void BringUpToDate(CardBook book, Recommendation card, ScenarioSet without, SiteSnapshot site)
    {
        if (card.State is CardState.Accepted or CardState.InProgress) Follow(book, card, site);
        else if (Outdated(card, without, site) is var (closeAs, reason)) book.Close(card, closeAs, reason);
        else if (card.State == CardState.Snoozed && card.SnoozedUntil <= site.Now)
            book.Change(card with { State = CardState.Proposed, SnoozedUntil = null });
    }

    /// <summary>Why a card nobody has accepted no longer stands; null while it does.</summary>
    private static (CardState As, string Reason)? Outdated(Recommendation card, ScenarioSet without, SiteSnapshot site)
    {
        if (site.Now >= card.ExpiresAt) return (CardState.Expired, "Walking and changeover no longer beat the bottleneck.");
        var sector = site.Floor.SectorIndex(card.Risk.Sector);
        if (sector < 0) return (CardState.Superseded, $"Sector {card.Risk.Sector} is no longer on the floor.");
        if (site.Floor.Sectors[sector].Area is var area && area != card.Area)
            return (CardState.Superseded, $"Sector {card.Risk.Sector} belongs to area {area} now.");
        foreach (var action in card.Actions)
        {
            if (action.IsGate)
            {
                if (GateTaken(site, action) is { } why) return (CardState.Superseded, why);
                continue;
            }
            var presence = PresenceOf(site, action);
            if (presence is null || presence.Sector != action.From || presence.StateAt(site.Now) != ResourceStateKind.Working)
                return (CardState.Superseded, $"{action.Resource} no longer works in {action.From}.");
            if (presence.ReservedFor is { } other && other != card.Id)
                return (CardState.Superseded, $"{action.Resource} is promised to {other}.");
        }
        if (card.Risk.Kind == RiskKind.Slack)
            return without.Slack(sector) is null ? (CardState.Expired, "The lull has passed.") : null;
        return without.Probability(sector) == 0 ? (CardState.Expired, "The risk has passed.") : null;
    }

    // An accepted card follows its people: begun when the first is on the way or there, done when all are there or have booked their hours.
    private static void Follow(CardBook book, Recommendation card, SiteSnapshot site)
    {
        var (begun, arrived, expected) = (0, 0, 0);
        var due = card.ExpiresAt;
        foreach (var action in card.Actions)
        {
            if (IsRefused(action)) continue;
            expected++;
            if (action.IsHours || action.IsGate)
            {
                if (IsCarriedOut(action)) (begun, arrived) = (begun + 1, arrived + 1);
                continue;
            }
            if (action.ArriveAt > due) due = action.ArriveAt.Value;
            if (PresenceOf(site, action) is not { } presence || presence.Sector != action.To) continue;
            begun++;
            if (presence.StateAt(site.Now) != ResourceStateKind.Travelling) arrived++;
        }
        if (arrived == expected) book.Close(card, CardState.Done, null);
        else if (site.Now >= due + ArrivalGrace)
            book.Close(card, arrived > 0 ? CardState.Done : CardState.Superseded, $"{expected - arrived} of {expected} did not arrive.");
        else if (begun > 0 && card.State == CardState.Accepted) book.Change(card with { State = CardState.InProgress });
    }

    private static bool IsCarriedOut(CardAction action) => action.Result is Moved or Booked or Held or Released;

    private static bool IsRefused(CardAction action) => action.Result is not null && !IsCarriedOut(action);

    private static Presence? PresenceOf(SiteSnapshot site, CardAction action)
        => site.Floor.ResourceIndex(action.Resource) is >= 0 and var resource ? site.Presence(resource) : null;
}
