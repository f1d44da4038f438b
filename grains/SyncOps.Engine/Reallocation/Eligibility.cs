using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Reallocation;

/// <summary>Someone who may be moved: where from, and the rates (units/h) before and after.</summary>
internal readonly record struct Candidate(
    int Resource, int From, double RateFrom, double RateTo, int Moves, double WorkEndsMinutes);

/// <summary>Who may be advised to move. Each rule is one line of <see cref="Refuse"/>; the first that is broken is told.</summary>
internal static class Eligibility
{
    /// <summary>After arriving there must be at least this much of the shift left, else walking is not worth it.</summary>
    public const double MinMinutesThere = 30;

    /// <summary>Someone who sends heartbeats and was silent for longer than this may not be there.</summary>
    public const double UnseenMinutes = 15;

    /// <summary>
    /// Null when the resource may move to the sector now; otherwise why not, in words. Staffing bounds of sectors are not looked at.
    /// </summary>
    public static string? Refuse(SiteSnapshot site, int resource, int sector)
    {
        if (NotAtWork(site, resource) is { } reason) return reason;
        var (spec, to, presence) = (site.Floor.Resources[resource], site.Floor.Sectors[sector], site.Presence(resource)!);
        if (presence.Sector == to.Id) return $"{spec.Id} works in {to.Name} already.";
        if (site.SkillOf(resource, sector).UnitsPerHour <= 0) return $"{spec.Id} has no valid skill for {to.Name}.";
        var policy = site.Floor.Document.Policy;
        if (presence.LastMoveAt is { } moved && moved.AddMinutes(policy.DwellMinutes) > site.Now)
            return $"{spec.Id} was moved less than {policy.DwellMinutes:0.#} min ago.";
        var most = spec.MaxMoves ?? policy.MaxMovesPerResourceShift;
        if (presence.MovesThisShift >= most)
            return $"{spec.Id} has been moved {presence.MovesThisShift} times this shift; at most {most} are allowed.";
        var arrives = site.TravelMinutes(site.SectorOf(resource), sector);
        var left = Math.Min(WorkEnds(site, resource), site.SkillOf(resource, sector).UntilMinutes) - arrives;
        return left < MinMinutesThere ? $"{spec.Id} would have less than {MinMinutesThere:0} min left to work in {to.Name}." : null;
    }

    /// <summary>Null when the resource is at work and may be advised about; otherwise why not, in words.</summary>
    public static string? NotAtWork(SiteSnapshot site, int resource)
    {
        var spec = site.Floor.Resources[resource];
        if (site.Presence(resource) is not { } presence) return $"{spec.Id} is not on the floor.";
        if (!spec.Consent) return $"{spec.Id} has not agreed to be moved by advice.";
        if (presence.StateAt(site.Now) is not ResourceStateKind.Working and var state)
            return $"{spec.Id} is not working now but {state.ToString().ToLowerInvariant()}.";
        return presence.SendsHeartbeats && presence.SeenAt.AddMinutes(UnseenMinutes) < site.Now
            ? $"{spec.Id} was last seen {(site.Now - presence.SeenAt).TotalMinutes:0} min ago."
            : null;
    }

    /// <summary>
    /// Everyone who may move to the sector, is not promised and not silenced for all of the sectors at risk, and whose sector can spare
    /// one; by resource index.
    /// </summary>
    /// <param name="dispensable">By sector, as <see cref="Dispensable(SearchRequest)"/> tells.</param>
    public static List<Candidate> Candidates(SearchRequest request, int sector, IReadOnlyList<int> risks, int[] dispensable)
    {
        var site = request.Site;
        var list = new List<Candidate>();
        if (Spare(site, sector) < 1) return list;
        for (var r = 0; r < site.Floor.Resources.Count; r++)
        {
            var from = site.SectorOf(r);
            if (from < 0 || dispensable[from] < 1 || site.SkillOf(r, sector).UnitsPerHour == 0) continue;
            if (IsPromised(request, r) || risks.All(s => IsSilenced(request, r, site.Floor.Sectors[s].Id))) continue;
            if (Refuse(site, r, sector) is not null) continue;
            var (rateFrom, rateTo) = (site.SkillOf(r, from).UnitsPerHour, site.SkillOf(r, sector).UnitsPerHour);
            list.Add(new Candidate(r, from, rateFrom, rateTo, site.Presence(r)!.MovesThisShift, WorkEnds(site, r)));
        }
        return list;
    }

    /// <summary>How many more people the sector may hold; those on the way count as there.</summary>
    public static int Spare(SiteSnapshot site, int sector)
        => site.Floor.Sectors[sector].MaxStaff is { } most ? most - Count(site, sector, _ => true) : int.MaxValue;

    /// <summary>How many each sector may give: those working and not promised, beyond its minimum.</summary>
    public static int[] Dispensable(SearchRequest request)
    {
        var site = request.Site;
        int[] dispensable = [.. site.Floor.Sectors.Select(s => -s.MinStaff)];
        for (var r = 0; r < site.Floor.Resources.Count; r++)
            if (site.SectorOf(r) is >= 0 and var sector && site.IsWorking(r) && !IsPromised(request, r)) dispensable[sector]++;
        return dispensable;
    }

    public static int Dispensable(SiteSnapshot site, int sector, Func<int, bool> isPromised)
        => Count(site, sector, r => site.IsWorking(r) && !isPromised(r)) - site.Floor.Sectors[sector].MinStaff;

    /// <summary>True when an open card has the resource.</summary>
    public static bool IsPromised(SearchRequest request, int resource)
        => PromisedTo(request.Site, resource) is not null || request.Promised.Contains(request.Site.Floor.Resources[resource].Id);

    /// <summary>
    /// The card that a resource was promised to before this decision. A promise of this very instant is left over from a decision that
    /// was cut short before it was stored: it is taken again now, and must find what it found then.
    /// </summary>
    public static string? PromisedTo(SiteSnapshot site, int resource)
        => site.Presence(resource)?.ReservedFor is { } card && !(CardWriter.IssuedAt(card) > site.Now.AddSeconds(-1)) ? card : null;

    /// <summary>True when moving the resource for the sake of a sector was turned down, or would be.</summary>
    public static bool IsSilenced(SearchRequest request, int resource, string sector)
        => request.Silences.Any(s => s.Until > request.Site.Now && s.Sector == sector
            && s.Resources.Contains(request.Site.Floor.Resources[resource].Id));

    private static int Count(SiteSnapshot site, int sector, Func<int, bool> counts)
    {
        var count = 0;
        for (var r = 0; r < site.Floor.Resources.Count; r++)
            if (site.SectorOf(r) == sector && counts(r)) count++;
        return count;
    }

    private static double WorkEnds(SiteSnapshot site, int resource)
    {
        var end = 0.0;
        foreach (ref readonly var stint in site.StintsOf(resource))
            if (stint.Current) end = stint.End;
        return end;
    }
}
