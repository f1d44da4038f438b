using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// What keeps advice trustworthy, whichever search proposes it: each gate is one rule, and answers null or why nothing is to be shown.
/// </summary>
public static class TrustGates
{
    /// <summary>Corrections above this share of what was completed mean that the books do not follow the floor.</summary>
    public const double MaxCorrectedShare = 0.1;

    /// <summary>A rejected cause is told again within the silence when at least this many times the money is at stake.</summary>
    public const double RejectedAgainFactor = 2;

    /// <summary>
    /// Phantom backlog: no advice on a sector whose data are stale (older than two intervals, and than four times its usual time between
    /// events), or whose counts had to correct more than 10 % of its throughput and that was not counted within two intervals.
    /// </summary>
    public static string? PhantomBacklog(ScenarioSet without, int sector)
    {
        var (site, load, name) = (without.Site, without.Site.Loads[sector], without.Site.Floor.Sectors[sector].Name);
        if (OutlookWriter.IsStale(without, sector))
            return $"Count {name}: nothing was heard of it for {(site.Now - load.LastEventAt!.Value).TotalMinutes:0} min.";
        var corrected = load.Totals.Completed > Units.Zero ? load.Corrected.Value / load.Totals.Completed.Value : 0;
        if (corrected <= MaxCorrectedShare || load.CountedAt + 2 * site.Floor.Document.Interval >= site.Now) return null;
        return $"Count {name}: counts had to correct {100 * corrected:0} % of what it completed.";
    }

    /// <summary>Nagging: at most so many new cards per area and hour as the policy allows, shadow cards included.</summary>
    public static string? HourIsFull(FloorPolicy policy, int issuedThisHour)
        => issuedThisHour < policy.MaxCardsPerHour
            ? null
            : $"{issuedThisHour} cards came within the hour; at most {policy.MaxCardsPerHour} may.";

    /// <summary>Nagging: no advice for fewer affected units than the policy's, nor when the benefit's P20 is not above nothing.</summary>
    public static string? TooLittle(Proposal proposal, CardBenefit benefit)
    {
        var (affected, least) = (proposal.Without[proposal.Sector].AffectedUnits, proposal.Without.Site.Floor.Document.Policy.MinUnits);
        if (!proposal.IsSlack && affected < least) return $"It affects {affected:0.#} units; {least:0.#} are needed.";
        return benefit.CostSaved.P20 > 0 ? null : "It may save nothing.";
    }

    /// <summary>Nagging: a rejected cause and its people stay silent for an hour unless at least twice the money is at stake.</summary>
    public static string? StillRejected(Proposal proposal, CardBenefit benefit, IEnumerable<Silence> silences)
    {
        var (site, sector) = (proposal.Without.Site, proposal.Without.Site.Floor.Sectors[proposal.Sector].Id);
        foreach (var silence in silences)
        {
            if (silence.Until <= site.Now || silence.Sector != sector) continue;
            if (silence.CostSaved > 0 && benefit.CostSaved.P50 >= RejectedAgainFactor * silence.CostSaved) continue;
            foreach (var person in proposal.People)
                if (silence.Resources.Contains(site.Floor.Resources[person].Id)) return $"Asking them for {sector} was rejected.";
            foreach (var hold in proposal.Holds)
                if (silence.Gates?.Contains(site.Floor.Sectors[hold.Sector].Id) == true) return $"That gate for {sector} was rejected.";
        }
        return null;
    }

    /// <summary>
    /// Wrong person: nobody who is promised, not at work, not certified, silent for 15 min though it sends heartbeats, within the dwell
    /// time, over the moves of a shift, or without consent.
    /// </summary>
    public static string? WrongPerson(Proposal proposal, IReadOnlyList<string> promised)
    {
        var site = proposal.Without.Site;
        foreach (var person in proposal.People)
        {
            var id = site.Floor.Resources[person].Id;
            if (promised.Contains(id) || Eligibility.PromisedTo(site, person) is not null) return $"{id} is promised already.";
        }
        return proposal.Moves.Select(m => Eligibility.Refuse(site, m.Resource, m.To))
            .Concat(proposal.Hours.Select(h => HoursRules.Refuse(site, h.Resource, h.Kind))).FirstOrDefault(reason => reason is not null);
    }

    /// <summary>
    /// Ping-pong: within an hour no donor is helped, no helped sector gives anybody, and no gate is released that was held or held that was
    /// released, unless the sector in need jumped beyond what was
    /// expected (see <see cref="Shock"/>).
    /// </summary>
    public static string? PingPong(Proposal proposal, IReadOnlyList<AcceptedHelp> helps)
    {
        var site = proposal.Without.Site;
        foreach (var help in helps)
        {
            if (Reverses(help, proposal) && Jump(site, proposal.Sector, help) is null)
                return $"It would reverse what was done at {ContractJson.Write(help.At)}.";
        }
        return null;
    }

    /// <summary>
    /// Overtaken: nothing whose people were promised or moved since the roll-outs, or can no longer go, whose donors cannot spare them any
    /// more or whose places are filled, or that shares a sector with help accepted since. On the site of the roll-outs itself nothing is.
    /// </summary>
    public static string? Overtaken(Proposal proposal, IReadOnlyList<AcceptedHelp> helps, SiteSnapshot now)
    {
        var (then, sectors) = (proposal.Without.Site, now.Floor.Sectors);
        if (then.IsSameAs(now)) return null;
        foreach (var move in proposal.Moves)
        {
            var id = now.Floor.Resources[move.Resource].Id;
            if (now.Presence(move.Resource)?.ReservedFor is { } card) return $"{id} is promised to {card} meanwhile.";
            if (now.SectorOf(move.Resource) != move.From) return $"{id} has left {sectors[move.From].Name} meanwhile.";
            if (Eligibility.Refuse(now, move.Resource, move.To) is { } reason) return reason;
            if (Eligibility.Spare(now, move.To) < proposal.Moves.Count(m => m.To == move.To))
                return $"{sectors[move.To].Name} no longer has a place for so many.";
            var dispensable = Eligibility.Dispensable(now, move.From, r => now.Presence(r)?.ReservedFor is not null);
            if (dispensable < proposal.Moves.Count(m => m.From == move.From))
                return $"{sectors[move.From].Name} can no longer spare so many.";
        }
        foreach (var hours in proposal.Hours)
        {
            var id = now.Floor.Resources[hours.Resource].Id;
            if (now.Presence(hours.Resource)?.ReservedFor is { } card) return $"{id} is promised to {card} meanwhile.";
            if (now.SectorOf(hours.Resource) != hours.Sector) return $"{id} has left {sectors[hours.Sector].Name} meanwhile.";
            if (HoursRules.Refuse(now, hours.Resource, hours.Kind) is { } reason) return reason;
            if (hours.Kind != ActionKind.TimeOff) continue;
            var dispensable = Eligibility.Dispensable(now, hours.Sector, r => now.Presence(r)?.ReservedFor is not null);
            if (dispensable < proposal.Hours.Count(h => h.Sector == hours.Sector))
                return $"{sectors[hours.Sector].Name} can no longer spare so many.";
        }
        foreach (var hold in proposal.Holds)
            if (HoldRules.Refuse(now, hold.Sector, hold.Kind) is { } reason) return reason;
        var touched = proposal.Moves.SelectMany(m => new[] { m.From, m.To }).Concat(proposal.Hours.Select(h => h.Sector))
            .Concat(proposal.Holds.Select(h => h.Sector)).Append(proposal.Sector).Select(s => sectors[s].Id).ToArray();
        return helps.Any(h => h.At > then.Now && h.To.Concat(h.From).Intersect(touched).Any())
            ? "Help that touches the same sectors was accepted meanwhile."
            : null;
    }

    /// <summary>The jump that justifies a reversal, in words; null when nothing is reversed.</summary>
    public static string? Shock(Proposal proposal, IReadOnlyList<AcceptedHelp> helps)
        => helps.Where(h => Reverses(h, proposal)).Select(h => Jump(proposal.Without.Site, proposal.Sector, h))
            .FirstOrDefault(jump => jump is not null);

    /// <summary>
    /// How far a sector's backlog has jumped beyond what was expected of it under high demand when help was accepted, plus two standard
    /// deviations of a Poisson count; null when it has not.
    /// </summary>
    internal static string? Jump(SiteSnapshot site, int sector, AcceptedHelp help)
    {
        var (spec, backlog) = (site.Floor.Sectors[sector], site.Loads[sector].Totals.Backlog.Value);
        if (help.ExpectedAt(spec.Id, site.Now) is not { } expected) return null;
        var most = expected + 2 * Math.Sqrt(Math.Max(1, expected));
        return backlog > most ? $"{spec.Name} jumped to {backlog:0} {spec.Unit} where at most {most:0} were expected." : null;
    }

    internal static bool IsRecent(AcceptedHelp help, DateTimeOffset now) => help.At + AcceptedHelp.Remembered > now;

    private static bool Reverses(AcceptedHelp help, Proposal proposal)
    {
        var sectors = proposal.Without.Site.Floor.Sectors;
        return IsRecent(help, proposal.Without.Site.Now)
            && (!proposal.IsSlack && help.From.Contains(sectors[proposal.Sector].Id)
                || proposal.Moves.Any(m => help.To.Contains(sectors[m.From].Id))
                || proposal.Hours.Any(h => h.Kind == ActionKind.TimeOff && help.To.Contains(sectors[h.Sector].Id))
                || proposal.Holds.Any(h => (h.Kind == ActionKind.Hold ? help.Released : help.Held).Contains(sectors[h.Sector].Id)));
    }

    /// <summary>Nagging: offers in a lull take at most half of the hour's cards, so that the rest is there for what forms.</summary>
    public static string? LullMayWait(FloorPolicy policy, int issuedThisHour)
        => 2 * (issuedThisHour + 1) <= policy.MaxCardsPerHour
            ? null
            : $"{issuedThisHour} cards came within the hour; an offer in a lull can wait.";

    /// <summary>
    /// Auto-accept: a proposed card that saves the policy's minutes (median) with no more moves than it allows. Whether to stay longer or
    /// to go home people decide for themselves.
    /// </summary>
    public static bool MayAcceptAlone(AutoAccept policy, Recommendation card)
        => card.Actions.All(a => a.Kind is not (ActionKind.Overtime or ActionKind.TimeOff))
            && card.Benefit.MinutesSaved.P50 >= policy.MinMinutesSaved && card.Actions.Count <= policy.MaxMoves;

    /// <summary>Credit: a share of the cards, drawn by site and id, is computed and never shown.</summary>
    public static bool IsShadow(FloorDocument floor, string card)
        => floor.Policy.ShadowShare > 0 && RandomStream.For(0, $"shadow {floor.Site}/{card}").Chance(floor.Policy.ShadowShare);
}
