using SyncOps.Engine.Flow;
using SyncOps.Engine.Verification;

namespace SyncOps.Engine.Reallocation;

public static partial class CardDecider
{
    /// <summary>What <see cref="Recommendation.DecidedBy"/> says of a card that the floor's policy accepted.</summary>
    public const string ByPolicy = "policy";

    /// <summary>Writes cards, or shadow cards, of the proposals that pass the gates; the state with what limits the next ones.</summary>
    private static CoordinatorState Issue(CoordinatorState state, Solution solution, CardBook book, SiteSnapshot site)
    {
        var (next, without) = (Pruned(state, site), solution.Without);
        foreach (var proposal in Chosen(next, solution, book, site))
        {
            var prefix = CardWriter.IdPrefix(state.Area, without.Site.Now);
            var number = book.NextNumber(prefix) + next.Cases.Count(c => c.IsShadow && c.Card.StartsWith(prefix, StringComparison.Ordinal));
            var card = Calibrated(CardWriter.Write(proposal, state.Area, $"{prefix}{number}"), state.Ledger);
            if (TrustGates.Shock(proposal, state.Helps) is { } shock) card = card with { ReasonLine = $"{card.ReasonLine} {shock}" };
            next = next with { IssuedAt = [.. next.IssuedAt, card.IssuedAt] };
            if (TrustGates.IsShadow(site.Floor.Document, card.Id)) next = Followed(next, ShadowOf(card, without, proposal, site), site);
            else book.Issue(card);
        }
        return next;
    }

    private static CoordinatorState Pruned(CoordinatorState state, SiteSnapshot site) => state with
    {
        IssuedAt = state.IssuedAt.Where(at => at > site.Now.AddHours(-1)).ToArray(),
        Silences = state.Silences.Where(s => s.Until > site.Now).ToArray(),
        Held = state.Held.All(h => h.Until > site.Now) ? state.Held : [.. state.Held.Where(h => h.Until > site.Now)],
    };

    /// <summary>What of a solution's proposals may be shown on the site as it is by now.</summary>
    private static List<Proposal> Chosen(CoordinatorState state, Solution solution, CardBook book, SiteSnapshot site)
    {
        if (site.Now - solution.Site.Now > site.Floor.Document.DecideEvery) return [];
        return Chosen(solution.Proposals, state, Request(state, solution.Without, book.Open), site);
    }

    // Proposals of one search do not know of each other, so two that share a donor or a helped sector are not issued together.
    private static List<Proposal> Chosen(
        IReadOnlyList<Proposal> proposals, CoordinatorState state, SearchRequest request, SiteSnapshot site)
    {
        var chosen = new List<Proposal>();
        var involved = new bool[site.Floor.Sectors.Count];
        foreach (var proposal in proposals)
        {
            var issued = state.IssuedAt.Count + chosen.Count;
            if (TrustGates.HourIsFull(site.Floor.Document.Policy, issued) is not null) break;
            if (proposal.IsSlack && TrustGates.LullMayWait(site.Floor.Document.Policy, issued) is not null) continue;
            if (involved[proposal.Sector] || proposal.Donors.Any(d => involved[d])) continue;
            if (Refuse(proposal, state, request, site) is not null) continue;
            involved[proposal.Sector] = true;
            foreach (var donor in proposal.Donors) involved[donor] = true;
            chosen.Add(proposal);
        }
        return chosen;
    }

    /// <summary>The first gate that a proposal fails, in words; null when it may be shown.</summary>
    private static string? Refuse(Proposal proposal, CoordinatorState state, SearchRequest request, SiteSnapshot site)
    {
        var benefit = Calibration.Apply(state.Ledger, proposal.Benefit);
        if (request.Covered.Contains(request.Site.Floor.Sectors[proposal.Sector].Id)) return "The sector is spoken for.";
        return TrustGates.PhantomBacklog(proposal.Without, proposal.Sector)
            ?? proposal.Donors.Select(d => TrustGates.PhantomBacklog(proposal.Without, d)).FirstOrDefault(reason => reason is not null)
            ?? TrustGates.TooLittle(proposal, benefit)
            ?? TrustGates.WrongPerson(proposal, request.Promised)
            ?? TrustGates.StillRejected(proposal, benefit, state.Silences)
            ?? TrustGates.PingPong(proposal, state.Helps)
            ?? TrustGates.Overtaken(proposal, state.Helps, site);
    }

    // What the gates would refuse anyway is kept from the search, so that it looks for something else instead.
    private static SearchRequest Request(CoordinatorState state, ScenarioSet without, Recommendation[] open)
    {
        var site = without.Site;
        var covered = new List<string>(open.Select(c => c.Risk.Sector));
        covered.AddRange(state.Cases.Where(c => c.ShadowUntil > site.Now).Select(c => c.Sector));
        var helps = state.Helps.Where(h => TrustGates.IsRecent(h, site.Now)).ToArray();
        var barred = new List<Silence>();
        bool[] phantom = [.. Enumerable.Range(0, site.Floor.Sectors.Count).Select(s => TrustGates.PhantomBacklog(without, s) is not null)];
        for (var s = 0; s < phantom.Length; s++)
        {
            if (site.Floor.Sectors[s].Area != state.Area || !without[s].IsBottleneck) continue;
            var binding = helps.Where(h => TrustGates.Jump(site, s, h) is null).ToArray();
            if (phantom[s] || binding.Any(h => h.From.Contains(site.Floor.Sectors[s].Id))) covered.Add(site.Floor.Sectors[s].Id);
            else barred.Add(Barred(site, s, phantom, binding));
        }
        return new SearchRequest
        {
            Without = without,
            Area = state.Area,
            Covered = covered,
            Promised = open.SelectMany(c => c.Actions).Select(a => a.Resource).OfType<string>().ToArray(),
            Silences = barred,
        };
    }

    /// <summary>Everyone who is where figures are not to be trusted, or where help just went; and gates just set the other way.</summary>
    private static Silence Barred(SiteSnapshot site, int sector, bool[] phantom, AcceptedHelp[] binding)
    {
        var people = new List<string>();
        for (var r = 0; r < site.Floor.Resources.Count; r++)
        {
            if (site.SectorOf(r) is not (>= 0 and var from)) continue;
            if (phantom[from] || binding.Any(h => h.To.Contains(site.Floor.Sectors[from].Id))) people.Add(site.Floor.Resources[r].Id);
        }
        string[] gates = [.. binding.SelectMany(h => h.Held.Where(IsHeld).Concat(h.Released.Where(g => !IsHeld(g))))];
        return new Silence(site.Floor.Sectors[sector].Id, people, DateTimeOffset.MaxValue, Gates: gates);

        bool IsHeld(string gate) => site.Floor.SectorIndex(gate) is >= 0 and var g && site.HoldOf(g) is not null;
    }

    /// <summary>The card with ranges as wide as outcomes were.</summary>
    private static Recommendation Calibrated(Recommendation card, PreventionLedger ledger)
    {
        var shown = CardWriter.Rounded(Calibration.Apply(ledger, card.Benefit));
        return shown == card.Benefit ? card : card with { Benefit = shown, Computed = card.Benefit };
    }

    private static VerificationCase ShadowOf(Recommendation card, ScenarioSet without, Proposal proposal, SiteSnapshot site)
    {
        var projector = ReferenceEquals(site, without.Site) ? without.Projector : new Projector(site);
        return VerificationCase.Of(projector, card, proposal.Moves, proposal.Hours, proposal.Holds) with { ShadowUntil = card.ExpiresAt };
    }

    /// <summary>Accepts at once what the policy lets pass; a card that just now cannot be accepted stays proposed.</summary>
    private static CoordinatorChange AutoAccepted(CoordinatorChange change, DateTimeOffset issuedAt, SiteSnapshot site)
    {
        if (site.Floor.Document.Policy.AutoAccept is not { } policy) return change;
        foreach (var card in change.State.Open)
        {
            if (card.State != CardState.Proposed || card.IssuedAt != issuedAt || !TrustGates.MayAcceptAlone(policy, card)) continue;
            if (Accept(change.State, card.Id, requested: null, site, ByPolicy).Value is { } accepted) change = change.Then(accepted);
        }
        return change;
    }
}
