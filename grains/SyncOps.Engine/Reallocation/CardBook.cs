namespace SyncOps.Engine.Reallocation;

/// <summary>
/// The cards of an area while one decision works on them; notes every change, so that the caller learns exactly what differs.
/// </summary>
internal sealed class CardBook(CoordinatorState state)
{
    private readonly List<Recommendation> _open = [.. state.Open];
    private readonly List<Recommendation> _closed = [.. state.Closed];
    private readonly List<Recommendation> _changed = [];
    private readonly List<Reservation> _reservations = [];
    private CardCounts _counts = state.Counts;

    /// <summary>A copy, so that cards may change while it is walked.</summary>
    public Recommendation[] Open => [.. _open];

    public void Issue(Recommendation card)
    {
        _open.Add(card);
        _changed.Add(card);
        _counts = _counts with { Issued = _counts.Issued + 1 };
        foreach (var action in card.Actions) Reserve(action.Resource, card.Id, held: true);
    }

    /// <summary>Puts the changed card in place of the one of its id, one version up.</summary>
    public void Change(Recommendation card)
    {
        var next = card with { Version = card.Version + 1 };
        _open[_open.FindIndex(c => c.Id == card.Id)] = next;
        _changed.Add(next);
        if (card.State == CardState.Accepted && state.Find(card.Id)?.State != CardState.Accepted)
            _counts = _counts with { Accepted = _counts.Accepted + 1 };
    }

    /// <summary>Closes a card and gives its people back.</summary>
    public void Close(Recommendation card, CardState closeAs, string? reason)
    {
        var closed = card with { State = closeAs, Version = card.Version + 1, Reason = reason ?? card.Reason, SnoozedUntil = null };
        _open.RemoveAt(_open.FindIndex(c => c.Id == card.Id));
        _closed.Add(closed);
        _changed.RemoveAll(c => c.Id == card.Id);
        _changed.Add(closed);
        foreach (var action in card.Actions) Reserve(action.Resource, card.Id, held: false);
        _counts = closeAs switch
        {
            CardState.Rejected => _counts with { Rejected = _counts.Rejected + 1 },
            CardState.Expired => _counts with { Expired = _counts.Expired + 1 },
            CardState.Superseded => _counts with { Superseded = _counts.Superseded + 1 },
            CardState.Done => _counts with { Done = _counts.Done + 1 },
            CardState.Verified => _counts with { Verified = _counts.Verified + 1 },
            _ => _counts,
        };
    }

    /// <summary>An open or remembered card as it is by now; null when there is none of that id.</summary>
    public Recommendation? Find(string id) => _open.Find(c => c.Id == id) ?? _closed.FindLast(c => c.Id == id);

    /// <summary>Puts the outcome beside the promise of a card that is done, or still in progress.</summary>
    public void Verify(Recommendation card, CardOutcome outcome)
    {
        if (_open.Exists(c => c.Id == card.Id))
        {
            Close(card with { Outcome = outcome }, CardState.Verified, reason: null);
            return;
        }
        var verified = card with { State = CardState.Verified, Version = card.Version + 1, Outcome = outcome };
        _closed[_closed.FindLastIndex(c => c.Id == card.Id)] = verified;
        _changed.RemoveAll(c => c.Id == card.Id);
        _changed.Add(verified);
        _counts = _counts with { Verified = _counts.Verified + 1 };
    }

    public void Reserve(string? resource, string card, bool held)
    {
        if (resource is not null) _reservations.Add(new Reservation(resource, card, held));
    }

    /// <summary>The number of the next card whose id begins like this.</summary>
    public int NextNumber(string idPrefix)
        => 1 + _open.Concat(_closed).Count(c => c.Id.StartsWith(idPrefix, StringComparison.Ordinal));

    public CoordinatorChange ToChange(Func<CoordinatorState, CoordinatorState>? rest = null)
    {
        var next = state with { Open = _open.ToArray(), Counts = _counts };
        if (rest is not null) next = rest(next);
        return new CoordinatorChange
        {
            State = next with { Closed = Kept(next) },
            Cards = _changed.ToArray(),
            Reservations = _reservations.ToArray(),
        };
    }

    // One that awaits verification stays, however many were closed after it: its outcome goes beside its promise.
    private Recommendation[] Kept(CoordinatorState next)
    {
        var surplus = _closed.Count - CoordinatorState.MaxClosed;
        return [.. _closed.Where(c => surplus <= 0 || next.Cases.Any(k => k.Card == c.Id) || surplus-- <= 0)];
    }
}
