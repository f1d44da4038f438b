using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Looks for moves by rolling the whole site out with each candidate: one plan for the site (<see cref="MovePlan"/>), of which what is to
/// begin now becomes one proposal per sector at risk, judged under all scenarios. Where the whole of it harms another sector, as much of it
/// as does not is proposed. A sector that no move helps is looked at for other hours (<see cref="HoursSearch"/>)
/// and for gates (<see cref="HoldSearch"/>); a lull for other hours.
/// </summary>
public sealed class RolloutSearch : IReallocationSearch
{
    /// <summary>Sectors at risk that no move helps and that are looked at for other hours and gates, the costliest first.</summary>
    private const int MaxWithoutMoves = 3;

    /// <summary>Most moves on one card.</summary>
    public const int MaxMoves = 6;

    private const double MinMinutesSaved = 1;
    private const double MinLateUnitsSaved = 1;

    private static readonly double[] Delays = [5, 10, 15, 20, 30, 45, 60];

    public IReadOnlyList<Proposal> Search(SearchRequest request)
    {
        var risks = Risks(request);
        if (risks.Count == 0 && !request.Site.Floor.Document.Policy.Hours.TimeOff) return [];
        var screen = new Screen(request.Without, request.Budget);
        var (other, gates) = (new HoursSearch(request, screen), new HoldSearch(request, screen));
        if (risks.Count == 0) return other.Lull() is { } lull ? [lull] : [];

        var options = new MoveOptions(request, risks);
        var steps = MovePlan.Of(request, screen, () => new MoveOptions(request, risks), risks);
        Proposal[] moves = [.. steps.Where(s => s.IsNow).GroupBy(s => s.Helped)
            .Select(g => Propose(request, screen, options, g.Key, [.. g])).OfType<Proposal>()];
        // Who will be moved a decision later, or is moved for another sector, is asked for nothing else.
        int[] planned = [.. steps.SelectMany(s => s.Moves).Select(m => m.Resource)];
        var hours = risks.Where(s => moves.All(m => m.Sector != s)).Take(MaxWithoutMoves)
            .Select(s => Better(gates.Help(s), other.Help(s, planned))).OfType<Proposal>();
        return [.. moves.Concat(hours).OrderByDescending(p => p.Benefit.CostSaved.P50).ThenBy(p => p.Sector)];
    }

    // Of equals the first: a gate asks nobody for anything.
    private static Proposal? Better(Proposal? one, Proposal? other)
        => one is null || other?.Benefit.CostSaved.P50 > one.Benefit.CostSaved.P50 ? other : one;

    /// <summary>Sectors of the area that become bottlenecks, have no open card and affect enough units; the costliest first.</summary>
    private static List<int> Risks(SearchRequest request)
    {
        var (floor, set) = (request.Site.Floor, request.Without);
        var risks = new List<int>();
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            var (spec, assessment) = (floor.Sectors[s], set[s]);
            if (spec.Area == request.Area && !spec.Retired && assessment.IsBottleneck
                && assessment.AffectedUnits >= floor.Document.Policy.MinUnits && !request.Covered.Contains(spec.Id)) risks.Add(s);
        }
        risks.Sort((a, b) => set[a].Cost != set[b].Cost ? set[b].Cost.CompareTo(set[a].Cost) : a.CompareTo(b));
        return risks;
    }

    private static Proposal? Propose(
        SearchRequest request, Screen screen, MoveOptions options, int sector, IReadOnlyList<MoveStep> steps)
    {
        for (var taken = steps.Count; taken > 0; taken--)
        {
            PlannedMove[] moves = [.. steps.Take(taken).SelectMany(s => s.Moves)];
            if (moves.Length > MaxMoves) continue;
            var with = screen.Judge(moves);
            if (MoveEffect.HarmsAnother(request.Without, with, sector)) continue;
            var benefit = MoveEffect.Benefit(request.Without, with, sector, screen.Price(moves));
            if (benefit.CostSaved.P20 <= 0 || !IsNoticed(request.Without, with, sector, benefit)) continue;
            var chosen = Array.ConvertAll(moves, m => m.Resource);
            return new Proposal
            {
                Sector = sector,
                Moves = moves,
                Eligible = Array.ConvertAll(moves, m => (IReadOnlyList<int>)
                    [.. options.Alike(m).Select(c => c.Resource).Where(r => !chosen.Contains(r))]),
                Without = request.Without,
                With = with,
                Benefit = benefit,
                ExpiresAfterMinutes = Expiry(screen, sector, moves),
                Details = new CardDetails(Binding(screen, moves), steps[0].RunnerUp),
            };
        }
        return null;
    }

    private static CardBinding Binding(Screen screen, PlannedMove[] moves)
    {
        var (saved, adds) = screen.PersonHour(moves, moves[0]);
        var price = adds ? Math.Round(Math.Max(0, saved), 2, MidpointRounding.AwayFromZero) : 0;
        var kind = !adds ? BindingKind.Places : price > 0 ? BindingKind.People : BindingKind.Nothing;
        return new CardBinding(screen.Site.Floor.Sectors[moves[0].To].Id, kind, price);
    }

    /// <summary>
    /// At least a minute, or a unit less that is late, or a full buffer that holds work up for a minute less. Where work waits beyond the
    /// horizon with or without help, no minutes can show, and money alone decides.
    /// </summary>
    internal static bool IsNoticed(ScenarioSet without, ScenarioSet with, int sector, CardBenefit benefit)
        => benefit.MinutesSaved.P50 >= MinMinutesSaved || without[sector].LateUnits - with[sector].LateUnits >= MinLateUnitsSaved
            || without[sector].Kind == RiskKind.Buffer && Minutes(without[sector]) - Minutes(with[sector]) >= MinMinutesSaved
            || with[sector].SlowdownMinutes >= without.Projector.Grid.HorizonMinutes;

    private static double Minutes(SectorAssessment assessment)
        => assessment.Blocking is { } blocking ? blocking.UntilMinutes - blocking.FromMinutes : 0;

    // Walking and changeover are in the roll-out, so the delay that loses half of the minutes saved, or of the money where no minutes
    // are, is when they no longer pay.
    private static double Expiry(Screen screen, int sector, PlannedMove[] moves)
    {
        var (minutes, money) = (screen.MinutesSaved(sector, moves), screen.Saved(moves));
        var last = screen.Site.Floor.Document.DecideEvery.TotalMinutes;
        foreach (var delay in Delays)
        {
            var later = Array.ConvertAll(
                moves, m => m with { DepartMinutes = m.DepartMinutes + delay, ArriveMinutes = m.ArriveMinutes + delay });
            var left = later.Any(m => m.ArriveMinutes >= m.UntilMinutes) ? 0 : screen.Saved(later);
            if (left <= 0) break;
            if (minutes >= MinMinutesSaved ? screen.MinutesSaved(sector, later) < minutes / 2 : left < money / 2) break;
            last = Math.Max(last, delay);
        }
        return last;
    }
}
