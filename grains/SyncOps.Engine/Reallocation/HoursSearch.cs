using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Other hours, by the same exact roll-outs as moves: for a sector at risk, breaks that are taken before the peak, then overtime; in a
/// lull, time off. People are added one by one, the best first, while each saves enough.
/// </summary>
internal sealed class HoursSearch(SearchRequest request, Screen screen)
{
    /// <summary>Overtime must save this many times what it costs, so that chance alone keeps nobody.</summary>
    private const double OvertimeMargin = 1.5;

    /// <summary>Least money per person.</summary>
    private const double LeastSaved = 0.5;

    private static readonly double[] OvertimeMinutes = [30, 60, 120];
    private static readonly double[] Delays = [5, 10, 15, 20, 30];

    private SiteSnapshot Site => request.Site;

    /// <summary>
    /// The best of earlier breaks and overtime for a sector at risk, of people for whom nothing else is planned; null when neither helps
    /// unharmed.
    /// </summary>
    public Proposal? Help(int sector, IReadOnlyCollection<int> planned)
    {
        var policy = Site.Floor.Document.Policy.Hours;
        bool[] feeds = [.. Enumerable.Range(0, Site.Floor.Sectors.Count)
            .Select(s => request.Without.Projector.Network.DownstreamOf([s])[sector])];
        int[] people = [.. Askable(s => feeds[s])
            .Where(r => !planned.Contains(r) && !Eligibility.IsSilenced(request, r, Site.Floor.Sectors[sector].Id))];
        if (people.Length == 0) return null;
        Proposal? best = policy.MoveBreaks ? Judged(sector, Chosen(people, ActionKind.Break, 0)) : null;
        foreach (var minutes in OvertimeMinutes.Where(m => m <= policy.OvertimeMinutes))
        {
            var longer = Judged(sector, Chosen(people, ActionKind.Overtime, minutes));
            if (longer is not null && !(best?.Benefit.CostSaved.P50 >= longer.Benefit.CostSaved.P50)) best = longer;
        }
        return best;
    }

    /// <summary>Time off in the sector of the area that can spare most pay; null when nobody can be spared without harm.</summary>
    public Proposal? Lull()
    {
        if (!Site.Floor.Document.Policy.Hours.TimeOff) return null;
        Proposal? best = null;
        var dispensable = Eligibility.Dispensable(request);
        for (var s = 0; s < Site.Floor.Sectors.Count; s++)
        {
            var (spec, sector) = (Site.Floor.Sectors[s], s);
            if (spec.Area != request.Area || spec.Retired || request.Covered.Contains(spec.Id) || request.Without.Slack(s) is not { } slack)
                continue;
            int[] people = [.. Askable(p => p == sector).Where(r => !Eligibility.IsSilenced(request, r, spec.Id))];
            var most = Math.Min(slack.People, dispensable[s]);
            var off = Judged(s, [.. Chosen(people, ActionKind.TimeOff, 0).Take(most)], isSlack: true);
            if (off is not null && !(best?.Benefit.CostSaved.P50 >= off.Benefit.CostSaved.P50)) best = off;
        }
        return best;
    }

    private IEnumerable<int> Askable(Func<int, bool> isPlace)
        => Enumerable.Range(0, Site.Floor.Resources.Count)
            .Where(r => Site.SectorOf(r) is >= 0 and var s && isPlace(s) && !Eligibility.IsPromised(request, r));

    // Those who are alike, by place, rate and hours, are one group: whoever has moved least, then the id, says who of them is asked.
    private PlannedHours[] Chosen(int[] people, ActionKind kind, double minutes)
    {
        var groups = people.Select(r => (Resource: r, Hours: HoursRules.Of(Site, r, kind, minutes))).Where(c => c.Hours is not null)
            .GroupBy(c => (Site.SectorOf(c.Resource), Rate(c.Resource), c.Hours!.Value.OffUntil, c.Hours!.Value.OnFrom))
            .Select(g => new Queue<PlannedHours>(
                g.OrderBy(c => Site.Presence(c.Resource)!.MovesThisShift).ThenBy(c => c.Resource).Select(c => c.Hours!.Value)))
            .ToArray();
        var chosen = new List<PlannedHours>();
        var saved = 0.0;
        while (chosen.Count < RolloutSearch.MaxMoves && request.Budget.MayGoOn())
        {
            Queue<PlannedHours>? best = null;
            var most = saved;
            foreach (var group in groups)
            {
                if (!group.TryPeek(out var next) || !request.Budget.MayGoOn()) continue;
                var with = screen.Saved([], [.. chosen, next]);
                if (with - saved < Needed(next) || with <= most) continue;
                (best, most) = (group, with);
            }
            if (best is null) break;
            chosen.Add(best.Dequeue());
            saved = most;
        }
        return [.. chosen];
    }

    private double Rate(int resource) => Site.StandardRate(resource, Site.SectorOf(resource));

    private double Needed(PlannedHours next) => Math.Max(LeastSaved, (OvertimeMargin - 1) * next.Price(Site));

    // Where the whole of it harms a sector, as many as do not.
    private Proposal? Judged(int sector, PlannedHours[] hours, bool isSlack = false)
    {
        for (var taken = hours.Length; taken > 0; taken--)
        {
            var some = hours[..taken];
            var with = screen.Judge([], some);
            if (MoveEffect.Harmed(request.Without, with, isSlack ? null : sector) is not null) continue;
            var benefit = MoveEffect.Benefit(request.Without, with, sector, MoveEffect.Price(Site, [], some));
            if (benefit.CostSaved.P20 <= 0) continue;
            if (!isSlack && !RolloutSearch.IsNoticed(request.Without, with, sector, benefit)) continue;
            return new Proposal
            {
                Sector = sector, IsSlack = isSlack, Hours = some, Eligible = [.. some.Select(h => Others(h, some))],
                Without = request.Without, With = with, Benefit = benefit, ExpiresAfterMinutes = Expiry(some),
            };
        }
        return null;
    }

    private int[] Others(PlannedHours one, PlannedHours[] taken)
        => [.. Askable(s => s == one.Sector)
            .Where(r => taken.All(t => t.Resource != r) && HoursRules.Refuse(Site, r, one.Kind) is null)];

    // Overtime can be agreed until people go; the rest loses as it is put off, and half of it is too little.
    private double Expiry(PlannedHours[] hours)
    {
        var last = Site.Floor.Document.DecideEvery.TotalMinutes;
        if (hours[0].Kind == ActionKind.Overtime)
            return Math.Max(last, hours.Min(h => h.OnFrom) - HoursRules.LatestNoticeMinutes);
        var saved = screen.Saved([], hours);
        foreach (var delay in Delays)
        {
            PlannedHours[] later = [.. hours.Select(h => h with
            {
                OffFrom = h.OffFrom + delay, OffUntil = h.Kind == ActionKind.Break ? h.OffUntil + delay : h.OffUntil,
            })];
            if (later.Any(h => h.Kind == ActionKind.Break ? h.OffUntil > h.OnFrom : h.OffFrom >= h.OffUntil)) break;
            if (screen.Saved([], later) < saved / 2) break;
            last = Math.Max(last, delay);
        }
        return last;
    }
}
