using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>An action of a card that is to be carried out, by the card's own resource or by another.</summary>
[GenerateSerializer, Alias("card.requestedAction")]
public sealed record RequestedAction([property: Id(0)] string Id, [property: Id(1)] string? Resource = null);

public static partial class CardDecider
{
    /// <summary>
    /// Accepts a card, whole (null or no actions), in part, or with other people; a part or another person is computed anew and that is
    /// the promise. The change lists what is to be carried out. Refused: not found; conflict when the card's state forbids it or one of its
    /// people is no longer free or its gate is set already; invalid when an action is unknown or named twice, or a named person may not
    /// make the move.
    /// </summary>
    public static Outcome<CoordinatorChange> Accept(
        CoordinatorState state, string id, IReadOnlyList<RequestedAction>? requested, SiteSnapshot site, string by)
    {
        if (state.Find(id) is not { } card) return NotFound(id);
        site = site.With(state.Held);
        if (Undecidable(card, site.Now, "accepted") is { } refusal) return refusal;
        var named = requested is { Count: > 0 } ? requested : card.Actions.Select(a => new RequestedAction(a.Id)).ToArray();
        var faults = Faults(state, card, named, site);
        if (faults.Count > 0) return Refusal.Invalid(faults);

        var actions = new List<CardAction>(named.Count);
        foreach (var action in card.Actions)
            if (named.FirstOrDefault(r => r.Id == action.Id) is { } request)
                actions.Add(action with { Resource = request.Resource ?? action.Resource });
        foreach (var action in actions)
            if (NoLongerFree(card, action, site, by) is { } taken) return new Refusal(RefusalKind.Conflict, taken);
        return Accepted(state, card, actions, site, by);
    }

    private static CoordinatorChange Accepted(
        CoordinatorState state, Recommendation card, List<CardAction> actions, SiteSnapshot site, string by)
    {
        var moves = new List<PlannedMove>();
        var hours = new List<PlannedHours>();
        var holds = new List<PlannedHold>();
        for (var i = 0; i < actions.Count; i++)
        {
            if (actions[i].IsGate)
            {
                holds.Add(HoldRules.Of(site, actions[i]));
                actions[i] = actions[i] with { Result = actions[i].Kind == ActionKind.Hold ? Held : Released };
                continue;
            }
            if (actions[i].IsHours)
            {
                var other = HoursOf(site, actions[i])!.Value;
                hours.Add(other);
                actions[i] = actions[i] with { Until = CardWriter.Until(site, other), Instead = CardWriter.Instead(site, other) };
                continue;
            }
            var move = MoveOf(site, actions[i]);
            moves.Add(move);
            actions[i] = actions[i] with
            {
                From = site.Floor.Sectors[move.From].Id, ArriveAt = site.Now.AddMinutes(move.ArriveMinutes),
            };
        }
        var before = card.Actions.Select(a => a.Resource).ToArray();
        var after = actions.Select(a => a.Resource).ToArray();
        var accepted = before.SequenceEqual(after)
            ? card with { Actions = actions.ToArray() }
            : Calibrated(CardWriter.Rewrite(card, site, actions.ToArray(), [.. moves], [.. hours], [.. holds]), state.Ledger);

        var book = new CardBook(state);
        book.Change(accepted with { State = CardState.Accepted, DecidedBy = by, SnoozedUntil = null });
        foreach (var resource in after.Except(before)) book.Reserve(resource, card.Id, held: true);
        foreach (var resource in before.Except(after)) book.Reserve(resource, card.Id, held: false);
        // A gate is set by being told so: nobody is to go anywhere, and nothing is to be booked.
        if (holds.Count == actions.Count) book.Close(book.Find(card.Id)!, CardState.Done, reason: null);
        return book.ToChange(s => Remembered(s, accepted, site, [.. moves], [.. hours], [.. holds])) with
        {
            Orders = actions.Where(a => !a.IsGate).Select(a => CardOrder.Of(card.Id, a)).ToArray(),
        };
    }

    private static PlannedMove MoveOf(SiteSnapshot site, CardAction action)
    {
        var resource = site.Floor.ResourceIndex(action.Resource);
        var (from, to) = (site.SectorOf(resource), site.Floor.SectorIndex(action.To));
        var until = action.Until is { } at ? site.MinutesTo(at) : double.PositiveInfinity;
        return new PlannedMove(
            resource, from, to, 0, site.TravelMinutes(from, to), until, until + site.TravelMinutes(to, from));
    }

    // Overtime lasts as long as was advised, also for another person, whose shift may end at another time.
    private static PlannedHours? HoursOf(SiteSnapshot site, CardAction action)
    {
        var resource = site.Floor.ResourceIndex(action.Resource);
        if (action.Kind != ActionKind.Overtime) return HoursRules.Of(site, resource, action.Kind);
        var minutes = (action.Until!.Value - Staffing.EndOfTour(site, resource)).TotalMinutes;
        return minutes > 0 ? HoursRules.Of(site, resource, ActionKind.Overtime, minutes) : null;
    }

    private static string? Refuse(SiteSnapshot site, CardAction action, int resource)
    {
        if (!action.IsHours) return Eligibility.Refuse(site, resource, site.Floor.SectorIndex(action.To));
        if (HoursRules.Refuse(site, resource, action.Kind) is { } reason) return reason;
        return HoursOf(site, action with { Resource = site.Floor.Resources[resource].Id }) is null
            ? $"{site.Floor.Resources[resource].Id} works beyond {ContractJson.Write(action.Until!.Value)} anyway."
            : null;
    }

    private static List<Fault> Faults(
        CoordinatorState state, Recommendation card, IReadOnlyList<RequestedAction> named, SiteSnapshot site)
    {
        var faults = new List<Fault>();
        for (var i = 0; i < named.Count; i++)
        {
            var (path, request) = ($"$.actions[{i}]", named[i]);
            if (card.Actions.FirstOrDefault(a => a.Id == request.Id) is not { } action)
            {
                var known = string.Join(", ", card.Actions.Select(a => a.Id));
                faults.Add(new Fault($"{path}.id", "unknownAction", $"{card.Id} has no action '{request.Id}'; it has {known}."));
                continue;
            }
            if (named.Take(i).Any(r => r.Id == request.Id))
                faults.Add(new Fault($"{path}.id", "duplicateAction", $"Action '{request.Id}' is named twice."));
            if (action.IsGate)
            {
                if (request.Resource is { } asked)
                    faults.Add(new Fault($"{path}.resource", "notEligible", $"A gate asks nobody: leave {asked} out."));
                continue;
            }
            var people = named.Take(i).Select(r => r.Resource ?? card.Actions.FirstOrDefault(a => a.Id == r.Id)?.Resource);
            var person = request.Resource ?? action.Resource!;
            if (people.Contains(person))
                faults.Add(new Fault($"{path}.resource", "duplicateResource", $"{person} cannot make two moves at once."));
            else if (person != action.Resource && Ineligible(state, card, action, person, site) is { } why)
                faults.Add(new Fault($"{path}.resource", "notEligible", $"{why} Choose one of: {string.Join(", ", action.Eligible)}."));
        }
        return faults;
    }

    private static string? Ineligible(CoordinatorState state, Recommendation card, CardAction action, string id, SiteSnapshot site)
    {
        var resource = site.Floor.ResourceIndex(id);
        if (resource < 0) return $"The floor has no resource '{id}'.";
        if (Refuse(site, action, resource) is { } reason) return reason;
        if (action.IsHours && site.Presence(resource)!.Sector != action.From) return $"{id} does not work in {action.From}.";
        var others = state.Open.Where(c => c.Id != card.Id);
        if (others.FirstOrDefault(c => c.Actions.Any(a => a.Resource == id)) is { } other) return $"{id} is promised to {other.Id}.";
        if (site.Presence(resource)!.ReservedFor is { } reserved && reserved != card.Id) return $"{id} is promised to {reserved}.";

        if (action.Kind is ActionKind.Overtime or ActionKind.Break) return null;

        // The one replaced stays, so only people promised elsewhere are missing from the donor.
        var from = site.Presence(resource)!.Sector;
        bool IsPromised(int r) => site.Presence(r)?.ReservedFor is { } held && held != card.Id
            || others.Any(c => c.Actions.Any(a => a.Resource == site.Floor.Resources[r].Id));
        var taken = card.Actions.Count(a => a.Id != action.Id && a.From == from);
        return Eligibility.Dispensable(site, site.Floor.SectorIndex(from), IsPromised) - taken < 1
            ? $"{id} cannot be spared: {from} would fall below its minimum staff."
            : null;
    }

    /// <summary>Why a gate can no longer be set as a card says; null while it can.</summary>
    private static string? GateTaken(SiteSnapshot site, CardAction action)
    {
        var gate = site.Floor.SectorIndex(action.From);
        if (gate < 0) return $"The floor no longer has {action.From}.";
        return HoldRules.Refuse(site, gate, action.Kind) ?? (action.Until <= site.Now ? "The hold would be over by now." : null);
    }

    private static string? NoLongerFree(Recommendation card, CardAction action, SiteSnapshot site, string by)
    {
        if (action.IsGate) return GateTaken(site, action) is { } told ? $"{told} Reject the card, or wait for the next decision." : null;
        var resource = site.Floor.ResourceIndex(action.Resource);
        var isPlaceGone = action.To is { } to && site.Floor.SectorIndex(to) < 0;
        if (resource < 0 || isPlaceGone) return $"The floor no longer has {(isPlaceGone ? action.To : action.Resource)}; reject the card.";
        var why = Refuse(site, action, resource);
        // A stepped decision that is taken again finds what other areas promised when it was taken first.
        var isAgain = by == ByPolicy && site.Floor.Document.Clock == ClockKind.Stepped;
        var promised = isAgain ? Eligibility.PromisedTo(site, resource) : site.Presence(resource)?.ReservedFor;
        if (why is null && promised is { } other && other != card.Id)
            why = $"{action.Resource} is promised to {other}.";
        return why is null ? null : $"{why} Accept with another person, or wait for the next decision.";
    }
}
