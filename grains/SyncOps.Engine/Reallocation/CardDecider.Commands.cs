namespace SyncOps.Engine.Reallocation;

public static partial class CardDecider
{
    public const double MinSnoozeMinutes = 1;
    public const double MaxSnoozeMinutes = 480;
    public const int MaxReasonLength = 500;

    /// <summary>
    /// Turns a card down for good; its cause and people, alternates included, and its gates stay silent for
    /// <see cref="SilenceAfterReject"/>, unless twice as much is at stake.
    /// Refused: not found; invalid without a reason; conflict unless proposed or snoozed.
    /// </summary>
    public static Outcome<CoordinatorChange> Reject(CoordinatorState state, string id, string? reason, string by, DateTimeOffset now)
    {
        if (state.Find(id) is not { } card) return NotFound(id);
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength)
        {
            return Refusal.Invalid(new Fault("$.reason", "reasonRequired",
                $"A rejection needs a reason of 1 to {MaxReasonLength} characters, so that the advice can improve."));
        }
        if (Undecidable(card, now, "rejected") is { } refusal) return refusal;
        var book = new CardBook(state);
        book.Close(card with { DecidedBy = by }, CardState.Rejected, reason);
        var people = card.Actions.SelectMany(a => a.Eligible.Append(a.Resource)).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal).ToArray();
        string[] gates = [.. card.Actions.Where(a => a.IsGate).Select(a => a.From!)];
        var silence = new Silence(
            card.Risk.Sector, people, now + SilenceAfterReject, card.Benefit.CostSaved.P50, gates.Length > 0 ? gates : null);
        var silences = state.Silences.Where(s => s.Until > now).Append(silence).ToArray();
        return book.ToChange(s => s with { Silences = silences });
    }

    /// <summary>
    /// Puts a card aside for [1, 480] minutes; its people stay promised and it still expires. Refused: not found; invalid minutes; conflict
    /// unless proposed or snoozed.
    /// </summary>
    public static Outcome<CoordinatorChange> Snooze(CoordinatorState state, string id, double minutes, string by, DateTimeOffset now)
    {
        if (state.Find(id) is not { } card) return NotFound(id);
        if (!(minutes >= MinSnoozeMinutes && minutes <= MaxSnoozeMinutes))
        {
            return Refusal.Invalid(new Fault("$.minutes", "outOfRange",
                $"Minutes to snooze are {minutes}; they must lie in [{MinSnoozeMinutes}, {MaxSnoozeMinutes}]."));
        }
        if (Undecidable(card, now, "snoozed") is { } refusal) return refusal;
        var book = new CardBook(state);
        book.Change(card with { State = CardState.Snoozed, SnoozedUntil = now.AddMinutes(minutes), DecidedBy = by });
        return book.ToChange();
    }

    /// <summary>
    /// Notes what became of an order of an accepted card: null, it was carried out; otherwise why the resource refused. Of a move,
    /// <paramref name="arriveAt"/> tells when its resource arrives, as it says itself: it sets off a little after the card was accepted.
    /// The first word counts; a repeated one, or one of a closed card, changes nothing.
    /// </summary>
    public static CoordinatorChange CarriedOut(
        CoordinatorState state, string id, string actionId, string? refusal, DateTimeOffset? arriveAt = null)
    {
        var card = state.Open.FirstOrDefault(c => c.Id == id);
        if (card is not { State: CardState.Accepted or CardState.InProgress }) return new CoordinatorChange { State = state };
        var actions = card.Actions.ToArray();
        var index = Array.FindIndex(actions, a => a.Id == actionId);
        if (index < 0 || actions[index].Result is not null) return new CoordinatorChange { State = state };

        actions[index] = actions[index] with
        {
            Result = refusal ?? (actions[index].IsHours ? Booked : Moved), ArriveAt = arriveAt ?? actions[index].ArriveAt,
        };
        var book = new CardBook(state);
        var next = card with { Actions = actions, State = refusal is null ? CardState.InProgress : card.State };
        if (actions.All(IsRefused))
        {
            book.Close(next, CardState.Superseded, $"None of it could be carried out: {refusal}");
            return book.ToChange(s => s with { Helps = s.Helps.Where(h => h.Card != id).ToArray() });
        }
        book.Change(next);
        if (refusal is not null) book.Reserve(actions[index].Resource, id, held: false);
        return book.ToChange();
    }

    /// <summary>
    /// A resource turned down its promise to a card nobody has accepted: the card is withdrawn. Anything else changes nothing.
    /// </summary>
    public static CoordinatorChange ReservationRefused(CoordinatorState state, string id, string resource, string reason)
    {
        var card = state.Open.FirstOrDefault(c => c.Id == id);
        if (card is not { State: CardState.Proposed or CardState.Snoozed }) return new CoordinatorChange { State = state };
        var book = new CardBook(state);
        book.Close(card, CardState.Superseded, $"{resource} could not be promised: {reason}");
        return book.ToChange();
    }

    private static Refusal NotFound(string id) => new(RefusalKind.NotFound, $"There is no recommendation {id}.");

    private static Refusal? Undecidable(Recommendation card, DateTimeOffset now, string verb)
    {
        if (card.State is not (CardState.Proposed or CardState.Snoozed))
        {
            return new Refusal(RefusalKind.Conflict,
                $"Recommendation {card.Id} is {Word(card.State)} and can no longer be {verb}; only a proposed or snoozed one can.");
        }
        return now < card.ExpiresAt ? null : new Refusal(RefusalKind.Conflict,
            $"Recommendation {card.Id} expired at {ContractJson.Write(card.ExpiresAt)} and can no longer be {verb}; wait for new advice.");
    }

    private static string Word(CardState state) => state == CardState.InProgress ? "in progress" : state.ToString().ToLowerInvariant();
}
