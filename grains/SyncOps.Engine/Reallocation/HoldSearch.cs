using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Gates, by the same exact roll-outs as moves: for a sector at risk, holding a gated sector before it for a while, or ending the hold of
/// one that it waits for. It asks nobody for anything.
/// </summary>
internal sealed class HoldSearch(SearchRequest request, Screen screen)
{
    /// <summary>Least money.</summary>
    private const double LeastSaved = 0.5;

    /// <summary>Holds of a sector at risk that are looked at for harm, the best first.</summary>
    private const int MaxJudged = 4;

    private static readonly double[] Lengths = [15, 30, 60, 120];
    private static readonly double[] Delays = [5, 10, 15, 20, 30];

    private SiteSnapshot Site => request.Site;

    /// <summary>The hold or release that saves most for a sector at risk; null when none saves unharmed.</summary>
    public Proposal? Help(int sector)
    {
        if (!HoldRules.Apply(Site.Floor)) return null;
        // Of equals the shorter one counts.
        var ranked = Gates(sector).SelectMany(Options).TakeWhile(_ => request.Budget.MayGoOn())
            .Select(hold => (Hold: hold, Saved: screen.Saved([], [], [hold])))
            .Where(o => o.Saved >= LeastSaved).OrderByDescending(o => o.Saved).Take(MaxJudged).ToArray();
        foreach (var (hold, _) in ranked)
            if (Judged(sector, hold) is { } proposal) return proposal;
        return null;
    }

    // A coordinator knows of the holds of its own area.
    private IEnumerable<int> Gates(int sector)
    {
        var network = request.Without.Projector.Network;
        for (var gate = 0; gate < Site.Floor.Sectors.Count; gate++)
        {
            var spec = Site.Floor.Sectors[gate];
            if (spec.Area != request.Area || !network.DownstreamOf([gate])[sector] || IsSilenced(gate, sector)) continue;
            yield return gate;
        }
    }

    private bool IsSilenced(int gate, int sector)
        => request.Silences.Any(s => s.Until > Site.Now && s.Sector == Site.Floor.Sectors[sector].Id
            && s.Gates?.Contains(Site.Floor.Sectors[gate].Id) == true);

    private IEnumerable<PlannedHold> Options(int gate)
    {
        if (HoldRules.Refuse(Site, gate, ActionKind.Release) is null) return [new PlannedHold(gate, ActionKind.Release, 0, 0)];
        return HoldRules.Refuse(Site, gate, ActionKind.Hold) is null
            ? Lengths.Where(l => l <= Site.Floor.Document.Horizon.TotalMinutes).Select(l => new PlannedHold(gate, ActionKind.Hold, 0, l))
            : [];
    }

    private Proposal? Judged(int sector, PlannedHold hold)
    {
        var with = screen.Judge([], [], [hold]);
        if (MoveEffect.HarmsAnother(request.Without, with, sector)) return null;
        var benefit = MoveEffect.Benefit(request.Without, with, sector, price: 0);
        if (benefit.CostSaved.P20 <= 0 || !RolloutSearch.IsNoticed(request.Without, with, sector, benefit)) return null;
        return new Proposal
        {
            Sector = sector, Holds = [hold], Eligible = [], Without = request.Without, With = with, Benefit = benefit,
            ExpiresAfterMinutes = Expiry(hold),
        };
    }

    // A hold ends when it was to end, however late it begins.
    private double Expiry(PlannedHold hold)
    {
        var last = Site.Floor.Document.DecideEvery.TotalMinutes;
        var saved = screen.Saved([], [], [hold]);
        foreach (var delay in Delays)
        {
            var later = hold.Kind == ActionKind.Hold ? hold with { FromMinutes = delay } : hold with { UntilMinutes = delay };
            if (hold.Kind == ActionKind.Hold && delay >= hold.UntilMinutes) break;
            if (screen.Saved([], [], [later]) < saved / 2) break;
            last = Math.Max(last, delay);
        }
        return last;
    }
}
