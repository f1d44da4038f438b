using NodaTime;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>The sentences of a card, in the site's local time, with the floor's names and units.</summary>
internal static class CardText
{
    /// <summary>
    /// What forms, how late for how many and from when, what to do, and what it does to the donors. Minutes are the slowdown's median
    /// and its 20th to 80th percentile.
    /// </summary>
    public static string Headline(
        ScenarioSet without, ScenarioSet with, int sector, IReadOnlyList<PlannedMove> moves, IReadOnlyList<PlannedHours> hours,
        IReadOnlyList<PlannedHold> holds)
    {
        var advice = new List<string>();
        if (moves.Count > 0) advice.Add(Advice(without, with, sector, moves));
        if (hours.Count > 0) advice.Add(Ask(without, with, sector, hours));
        advice.AddRange(holds.Select(h => Gate(without, with, sector, h)));
        return $"{Risk(without, sector)} {string.Join(" ", advice)}";
    }

    /// <summary>Where it is quiet and for how long, what could be made of it, and that it does no harm.</summary>
    public static string Lull(ScenarioSet without, ScenarioSet with, int sector, IReadOnlyList<PlannedHours> hours)
    {
        var (site, name) = (without.Site, without.Site.Floor.Sectors[sector].Name);
        var until = without.Slack(sector) is { } slack ? $" until {Time(site, slack.Until)}" : "";
        var home = hours.GroupBy(h => h.OffUntil).OrderBy(g => g.Key)
            .Select(g => $"{g.Count()} could go home now instead of at {Time(site, g.Key)}");
        return $"{name} is quiet{until}: {string.Join(" and ", home)}, or train; {name} {Fate(without, with, sector)}.";
    }

    /// <summary>What a lull rests on: what the staff can do while it lasts against the most that is expected.</summary>
    public static string LullReason(ScenarioSet without, int sector)
    {
        var (site, spec, run) = (without.Site, without.Site.Floor.Sectors[sector], without.High);
        if (without.Slack(sector) is not { } slack) return $"Nobody is idle at {spec.Name} any more.";
        var until = site.MinutesTo(slack.Until);
        return $"By {Time(site, slack.Until)} the staff there can do {Count(run.CapacityUntil(sector, until))} {spec.Unit}; even if much "
            + $"comes there are no more than {Count(run.ServedUntil(sector, until))} to do.";
    }

    /// <summary>The binding cause in numbers: what is to be done against what the present staff can do.</summary>
    public static string Reason(ScenarioSet without, int sector)
    {
        var (site, run, assessment) = (without.Site, without.Median, without[sector]);
        var spec = site.Floor.Sectors[sector];
        if (assessment is { Kind: RiskKind.Buffer, Blocking: { } blocking }) return FullReason(without, sector, blocking);
        if (assessment.Waiting is null && assessment.MissedCutOff is { } cutOff)
        {
            var leaves = site.MinutesTo(cutOff.Leaves);
            var needed = run.ServedUntil(sector, leaves) + assessment.LateUnits;
            return $"The {Time(site, cutOff.Leaves)} truck needs {Count(needed)} {spec.Unit}; "
                + $"by then {spec.Name} can complete {Count(needed - assessment.LateUnits)}.";
        }
        var from = assessment.Waiting?.FromMinutes ?? 0;
        var until = Math.Min(from + 60, without.Projector.Grid.HorizonMinutes);
        var arrive = run.ArrivedUntil(sector, until) - run.ArrivedUntil(sector, from);
        var capacity = run.CapacityUntil(sector, until) - run.CapacityUntil(sector, from);
        var can = capacity < 0.5 ? "nobody there can do them" : $"the staff there can do {Count(capacity)}";
        return $"{Count(run.BacklogAt(sector, from))} {spec.Unit} wait at {Time(site, from)} and {Count(arrive)} more arrive in the "
            + $"{until - from:0} min after it; {can}.";
    }

    // What is to come through the buffer against what leaves it, in its units.
    private static string FullReason(ScenarioSet without, int sector, Episode blocking)
    {
        var (site, run) = (without.Site, without.Median);
        var (from, until) = (blocking.FromMinutes, Math.Min(blocking.FromMinutes + 60, without.Projector.Grid.HorizonMinutes));
        var (waiting, coming) = (0.0, 0.0);
        foreach (var (feeder, perUnit) in without.Projector.Network.FeedersOf(sector))
        {
            waiting += perUnit * run.BacklogAt(feeder, from);
            coming += perUnit * (run.ArrivedUntil(feeder, until) - run.ArrivedUntil(feeder, from));
        }
        var spec = site.Floor.Sectors[sector];
        var leaves = run.ServedUntil(sector, until) - run.ServedUntil(sector, from);
        return $"{Count(waiting)} {spec.Unit} wait before the full buffer at {Time(site, from)} and {Count(coming)} more arrive there "
            + $"in the {until - from:0} min after it; {spec.Name} makes room for {Count(leaves)}.";
    }

    /// <summary>Why a way was passed over that would have saved more.</summary>
    public static string WouldHarm(SiteSnapshot site, int sector) => $"{site.Floor.Sectors[sector].Name} would become a bottleneck.";

    /// <summary>Why a way was passed over that saves so much money where the one taken saves more, or as much.</summary>
    public static string SavesLess(double saved, double taken)
        => Whole(100 * (1 - saved / taken)) is var percent && percent == "0" ? "It saves no more." : $"It saves {percent} % less.";

    private static string Risk(ScenarioSet set, int sector)
    {
        var (site, assessment) = (set.Site, set[sector]);
        var spec = site.Floor.Sectors[sector];
        var late = Late(set, sector);
        if (assessment is { Kind: RiskKind.Buffer, Blocking: { } blocking }) return Full(set, sector, blocking, late);
        if (assessment.Waiting is not { } waiting)
        {
            return assessment.MissedCutOff is { } truck
                ? $"{spec.Name} is about to miss the {Time(site, truck.Leaves)} truck with about "
                    + $"{Count(assessment.LateUnits)} {spec.Unit}: {late}."
                : $"{spec.Name} keeps its target.";
        }
        var begins = waiting.FromMinutes > 0 ? "is approaching a bottleneck" : "is a bottleneck now";
        var from = waiting.FromMinutes > 0 ? $" from {Time(site, waiting.FromMinutes)}" : "";
        return $"{spec.Name} {begins}: {late} for about {Count(assessment.AffectedUnits)} {spec.Unit}{from}{Missed(site, assessment)}.";
    }

    private static string Missed(SiteSnapshot site, SectorAssessment assessment)
        => assessment.MissedCutOff is { } cutOff
            ? $", {Count(assessment.LateUnits)} would miss the {Time(site, cutOff.Leaves)} truck"
            : "";

    // Who is held up is said, and how late only where the work before the buffer passes its target there.
    private static string Full(ScenarioSet set, int sector, Episode blocking, string late)
    {
        var (site, assessment, spec) = (set.Site, set[sector], set.Site.Floor.Sectors[sector]);
        var heldUp = HeldUp(set, sector, blocking).Select(s => site.Floor.Sectors[s].Name).ToArray();
        var who = heldUp.Length > 1 ? $"{string.Join(", ", heldUp[..^1])} and {heldUp[^1]} are" : $"{heldUp[0]} is";
        var from = blocking.FromMinutes > 0 ? $"from {Time(site, blocking.FromMinutes)}" : "now";
        var much = set.Range(sector, a => a.SlowdownMinutes).P50 >= 0.5 ? $", {late}" : "";
        return $"{spec.Name}'s buffer of {Count(spec.BufferUnits!.Value)} {spec.Unit} is full {from}: {who} held up{much} for about "
            + $"{Count(assessment.AffectedUnits)} {spec.Unit}{Missed(site, assessment)}.";
    }

    private static int[] HeldUp(ScenarioSet set, int sector, Episode blocking)
    {
        var (run, edges) = (set.Median, set.Projector.Grid.Edges.ToArray());
        return [.. set.Projector.Network.FeedersOf(sector).Select(f => f.Sector).Where(IsHeldUp)];

        bool IsHeldUp(int feeder)
        {
            var full = run.HoldsUp(sector);
            var held = run.IsHeldUp(feeder);
            for (var t = 0; t < full.Length; t++)
                if (full[t] && held[t] && edges[t] >= blocking.FromMinutes) return true;
            return false;
        }
    }

    private static string Late(ScenarioSet set, int sector)
    {
        var horizon = set.Projector.Grid.HorizonMinutes;
        var slowdown = set.Range(sector, a => a.SlowdownMinutes);
        var longest = horizon % 60 == 0 ? $"{horizon / 60:0} h" : $"{horizon:0} min";
        if (slowdown.P50 >= horizon) return $"more than {longest} late";
        var high = slowdown.P80 >= horizon ? $" to > {longest}" : $"-{Whole(slowdown.P80)}";
        return $"up to {Whole(slowdown.P50)} min late ({Whole(slowdown.P20)}{high})";
    }

    // Where they go is said where it is not the sector at risk, and when they come back where they do.
    private static string Advice(ScenarioSet without, ScenarioSet with, int sector, IReadOnlyList<PlannedMove> moves)
    {
        var sectors = without.Site.Floor.Sectors;
        var ways = moves.GroupBy(m => (m.From, m.To, m.UntilMinutes)).OrderBy(g => g.Key).Select(g =>
        {
            var to = g.Key.To == sector ? "" : $" to {sectors[g.Key.To].Name}";
            var back = double.IsInfinity(g.Key.UntilMinutes) ? "" : $", back by {Time(without.Site, g.Max(m => m.BackMinutes))}";
            return $"{g.Count()} from {sectors[g.Key.From].Name}{to}{back}";
        }).ToArray();
        var take = ways.Length == 1 && ways[0].Contains(',')
            ? ways[0].Replace(", back", " now, back")
            : $"{string.Join(" and ", ways)} now";
        var donors = moves.Select(m => m.From).Distinct().Order();
        var stay = string.Join(" ", donors.Select(d => $"{sectors[d].Name} {Fate(without, with, d)}."));
        return $"Move {take}; {stay}";
    }

    private static string Ask(ScenarioSet without, ScenarioSet with, int sector, IReadOnlyList<PlannedHours> hours)
    {
        var site = without.Site;
        var ways = hours.GroupBy(h => (h.Kind, Place: h.Sector, h.OffUntil, h.OnFrom, h.OnUntil))
            .OrderBy(g => g.Key.Place).ThenBy(g => g.Key.OnFrom).Select(g =>
            {
                var name = site.Floor.Sectors[g.Key.Place].Name;
                return g.Key.Kind == ActionKind.Overtime
                    ? $"ask {g.Count()} in {name} to stay until {Time(site, g.Key.OnUntil)}"
                    : $"let {g.Count()} in {name} take the {Time(site, g.Key.OnFrom)} break now, back by {Time(site, g.Key.OffUntil)}";
            });
        var resting = hours.Where(h => h.Kind == ActionKind.Break && h.Sector != sector).Select(h => h.Sector).Distinct().Order();
        var stay = resting.Select(d => $"; {site.Floor.Sectors[d].Name} {Fate(without, with, d)}");
        var asked = string.Join(" and ", ways);
        return $"{char.ToUpperInvariant(asked[0])}{asked[1..]}{string.Concat(stay)}.";
    }

    // What becomes of the gated sector is said where it is not the sector at risk itself.
    private static string Gate(ScenarioSet without, ScenarioSet with, int sector, PlannedHold hold)
    {
        var (site, sectors) = (without.Site, without.Site.Floor.Sectors);
        var name = sectors[hold.Sector].Name;
        var set = hold.Kind == ActionKind.Hold ? $"Hold {name}'s release until {Time(site, hold.UntilMinutes)}"
            : site.HoldOf(hold.Sector) is { } held ? $"Release {name} now instead of at {Time(site, held.UntilMinutes)}"
            : $"Release {name} now";
        var faster = without[sector].SlowdownMinutes - with[sector].SlowdownMinutes;
        var then = !with[sector].IsBottleneck ? "then keeps its target"
            : faster >= 0.5 ? $"is then up to {Whole(faster)} min faster"
            : "then costs less";
        var gate = hold.Sector == sector ? "" : $"; {name} {Fate(without, with, hold.Sector)}";
        return $"{set}; {sectors[sector].Name} {then}{gate}.";
    }

    private static string Fate(ScenarioSet without, ScenarioSet with, int donor)
    {
        if (!with[donor].IsBottleneck && with.Probability(donor) <= MoveEffect.HarmShare) return "stays on target";
        var slower = with[donor].SlowdownMinutes - without[donor].SlowdownMinutes;
        return slower >= 1 ? $"becomes {Whole(slower)} min slower" : "becomes no slower";
    }

    internal static string Time(SiteSnapshot site, double minutes) => Time(site, site.Now.AddMinutes(minutes));

    internal static string Time(SiteSnapshot site, DateTimeOffset at)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[site.Floor.Document.TimeZone]);
        return $"{local.Hour:00}:{local.Minute:00}";
    }

    // Two figures are as many as an estimate can carry.
    internal static string Count(double units)
    {
        var step = 1.0;
        while (units / step >= 100) step *= 10;
        return $"{Math.Round(units / step, MidpointRounding.AwayFromZero) * step:0}";
    }

    private static string Whole(double minutes) => $"{Math.Round(minutes, MidpointRounding.AwayFromZero):0}";
}
