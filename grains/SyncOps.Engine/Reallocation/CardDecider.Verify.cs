using SyncOps.Engine.Flow;
using SyncOps.Engine.Verification;

namespace SyncOps.Engine.Reallocation;

public static partial class CardDecider
{
    /// <summary>
    /// Notes what has arrived since the last sample, and puts outcomes beside the promises of all cards whose horizon is over.
    /// </summary>
    private static CoordinatorState Verified(CoordinatorState state, SiteSnapshot site, CardBook book)
    {
        var helps = state.Helps.Where(h => TrustGates.IsRecent(h, site.Now)).ToArray();
        var next = helps.Length == state.Helps.Count ? state : state with { Helps = helps };
        if (state.Cases.Count == 0) return next;

        var cases = state.Cases.Where(c => c.IsShadow || IsFollowed(book.Find(c.Card))).ToArray();
        var over = cases.Where(c => c.End <= site.Now).ToArray();
        var arrivals = over.Length > 0 || state.Arrivals.IsDue(site) ? state.Arrivals.With(site) : state.Arrivals;
        var ledger = state.Ledger;
        foreach (var ended in over)
            ledger = ended.IsShadow ? Shadow(ledger, ended, arrivals, site) : Verify(ledger, ended, arrivals, site, book);

        var left = cases.Except(over).ToArray();
        return next with
        {
            Cases = left.Length == state.Cases.Count ? state.Cases : left,
            Arrivals = left.Length == 0 ? ArrivalLog.Empty : arrivals.Since(left.Min(c => c.Start)),
            Ledger = ledger,
        };
    }

    private static bool IsFollowed(Recommendation? card) => card?.State is CardState.Accepted or CardState.InProgress or CardState.Done;

    private static PreventionLedger Verify(
        PreventionLedger ledger, VerificationCase @case, ArrivalLog arrivals, SiteSnapshot site, CardBook book)
    {
        var card = book.Find(@case.Card)!;
        string[] carriedOut = [.. card.Actions.Where(IsCarriedOut).Select(a => a.Id)];
        if (Verifier.Verify(@case, arrivals, site.Floor, carriedOut, site.Now) is not { } outcome) return ledger;
        book.Verify(card, outcome);
        return ledger.With(new LedgerEntry(@case.Card, @case.Promise, @case.Computed, outcome));
    }

    private static PreventionLedger Shadow(PreventionLedger ledger, VerificationCase @case, ArrivalLog arrivals, SiteSnapshot site)
    {
        string[] all =
        [
            .. @case.Moves.Select(m => m.Action), .. @case.Hours.Select(h => h.Action),
            .. @case.Holds.Select(h => h.Action).OfType<string>(),
        ];
        return Verifier.Verify(@case, arrivals, site.Floor, all, site.Now) is { } missed
            ? ledger.WithShadow(@case.Promise.CostSaved.P50, missed.CostSaved, Verifier.SavedAnyway(@case, arrivals, site.Floor))
            : ledger;
    }

    /// <summary>The state once a case is followed, unless as many are as may be.</summary>
    private static CoordinatorState Followed(CoordinatorState state, VerificationCase @case, SiteSnapshot site)
        => state.Cases.Count >= CoordinatorState.MaxCases
            ? state
            : state with { Cases = [.. state.Cases, @case], Arrivals = state.Arrivals.With(site) };

    /// <summary>
    /// What to remember of an accepted card. A shadow card whose sector is helped after all tells nothing of what happens without.
    /// </summary>
    private static CoordinatorState Remembered(
        CoordinatorState state, Recommendation card, SiteSnapshot site, PlannedMove[] moves, PlannedHours[] hours, PlannedHold[] holds)
    {
        var projector = new Projector(site);
        var cases = state.Cases.Where(c => !c.IsShadow || c.Sector != card.Risk.Sector).ToArray();
        var help = AcceptedHelp.Of(projector, card, moves, hours, holds);
        var next = state with { Cases = cases, Helps = [.. state.Helps, help] };
        foreach (var action in card.Actions.Where(a => a.IsGate))
            next = next with { Held = HoldRules.After(next.Held, action, card.Id, site.Now) };
        return Followed(next, VerificationCase.Of(projector, card, moves, hours, holds), site);
    }
}
