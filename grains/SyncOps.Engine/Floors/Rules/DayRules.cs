using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors.Rules;

/// <summary>
/// Rules of a day document that need its floor, its date or more than one member. An instant that did not read stands as
/// <see cref="InstantRange.Earliest"/> and is left out of all of them: it is a fault already.
/// </summary>
internal static class DayRules
{
    private static readonly TimeSpan LongestShift = TimeSpan.FromHours(24);

    public static void Check(DayDocument day, FloorDocument floor, LocalDay date, FaultList faults)
    {
        var names = new FloorNames(floor, faults);
        ListRules.Unique(day.Roster, r => r.Resource, i => $"$.roster[{i}].resource", "resource", faults);
        ListRules.Unique(day.CutOffs, c => c.Id, i => $"$.cutOffs[{i}].id", "cut-off", faults);
        for (var r = 0; r < day.Roster.Count; r++)
        {
            names.CheckResource(day.Roster[r].Resource, $"$.roster[{r}].resource");
            CheckEntry(day.Roster[r], $"$.roster[{r}]", date, faults);
        }
        ForecastLiesNear(day, date, faults);
        ForecastRises(day, faults);
        for (var f = 0; f < day.Forecast.Count; f++) names.CheckSector(day.Forecast[f].Sector, $"$.forecast[{f}].sector");
        for (var c = 0; c < day.CutOffs.Count; c++)
        {
            names.CheckSector(day.CutOffs[c].Sector, $"$.cutOffs[{c}].sector");
            OrdersCloseBeforeTheTruckLeaves(day.CutOffs[c], $"$.cutOffs[{c}].orderBy", faults);
        }
    }

    private static void CheckEntry(RosterEntry entry, string path, LocalDay date, FaultList faults)
    {
        for (var s = 0; s < entry.Shifts.Count; s++)
        {
            var (shift, at) = (entry.Shifts[s], $"{path}.shifts[{s}]");
            var spans = shift.Breaks.Select(b => new Span(b.Start, b.End)).ToList();
            EndsAfterStart(new Span(shift.Start, shift.End), at, faults);
            LastsAtMostADay(shift, at, faults);
            StartsOnDate(shift, at, date, faults);
            for (var b = 0; b < spans.Count; b++)
            {
                EndsAfterStart(spans[b], $"{at}.breaks[{b}]", faults);
                LiesInShift(spans[b], shift, $"{at}.breaks[{b}]", faults);
            }
            Disjoint(spans, i => $"{at}.breaks[{i}]", "break", faults);
        }
        Disjoint([.. entry.Shifts.Select(s => new Span(s.Start, s.End))], i => $"{path}.shifts[{i}]", "shift", faults);
        for (var u = 0; u < entry.Unavailable.Count; u++)
            EndsAfterStart(new Span(entry.Unavailable[u].Start, entry.Unavailable[u].End), $"{path}.unavailable[{u}]", faults);
    }

    /// <summary>A span ends after it starts.</summary>
    private static void EndsAfterStart(Span span, string path, FaultList faults)
    {
        if (!span.IsRead || span.End > span.Start) return;
        faults.Add($"{path}.end", FaultCodes.EndNotAfterStart,
            $"It ends at {ContractJson.Write(span.End)}, not after its start {ContractJson.Write(span.Start)}. Give a later end; a shift over "
            + "midnight ends on the next date.");
    }

    /// <summary>A shift is at most 24 hours of elapsed time.</summary>
    private static void LastsAtMostADay(Shift shift, string path, FaultList faults)
    {
        if (!IsRead(shift.Start) || !IsRead(shift.End) || shift.End - shift.Start <= LongestShift) return;
        faults.Add($"{path}.end", FaultCodes.OutOfRange, $"The shift lasts {(shift.End - shift.Start).TotalHours:0.##} h; at most 24 h. Split it.");
    }

    /// <summary>A shift belongs to the local date that it starts on, wherever it ends.</summary>
    private static void StartsOnDate(Shift shift, string path, LocalDay date, FaultList faults)
    {
        if (!IsRead(shift.Start) || (shift.Start >= date.Start && shift.Start < date.End)) return;
        faults.Add($"{path}.start", FaultCodes.NotOnDate,
            $"{ContractJson.Write(shift.Start)} is not on {date.Date:uuuu-MM-dd}, which runs from {ContractJson.Write(date.Start)} to "
            + $"{ContractJson.Write(date.End)}. Put the shift in the document of the date it starts on.");
    }

    /// <summary>A break lies inside its shift.</summary>
    private static void LiesInShift(Span pause, Shift shift, string path, FaultList faults)
    {
        if (!pause.IsRead || !IsRead(shift.Start) || !IsRead(shift.End) || (pause.Start >= shift.Start && pause.End <= shift.End)) return;
        faults.Add(path, FaultCodes.OutsideShift,
            $"The break {pause} is not inside its shift {new Span(shift.Start, shift.End)}. Move it there or leave it out.");
    }

    /// <summary>The shifts of one resource, and the breaks of one shift, share no time; one may start as another ends.</summary>
    private static void Disjoint(IReadOnlyList<Span> spans, Func<int, string> pathOf, string what, FaultList faults)
    {
        var rising = Enumerable.Range(0, spans.Count).Where(i => spans[i].IsRead && spans[i].End > spans[i].Start)
            .OrderBy(i => spans[i].Start).ThenBy(i => i).ToList();
        for (var (k, longest) = (1, 0); k < rising.Count; k++)
        {
            // Of those that started before, the one that ends last is the one to clear.
            if (spans[rising[k - 1]].End > spans[rising[longest]].End) longest = k - 1;
            var (earlier, later) = (rising[longest], rising[k]);
            if (spans[later].Start >= spans[earlier].End) continue;
            faults.Add(pathOf(Math.Max(earlier, later)), FaultCodes.Overlap,
                $"The {what} {spans[later]} overlaps the {what} {spans[earlier]}. Shorten one or join them.");
        }
    }

    /// <summary>A forecast point lies on the date or the one after it, for shifts over midnight.</summary>
    private static void ForecastLiesNear(DayDocument day, LocalDay date, FaultList faults)
    {
        var until = date.End + TimeSpan.FromDays(1);
        for (var f = 0; f < day.Forecast.Count; f++)
        {
            var at = day.Forecast[f].At;
            if (!IsRead(at) || (at >= date.Start && at <= until)) continue;
            faults.Add($"$.forecast[{f}].at", FaultCodes.NotOnDate,
                $"{ContractJson.Write(at)} must lie from {ContractJson.Write(date.Start)} to {ContractJson.Write(until)}, a day past {date.Date:uuuu-MM-dd}.");
        }
    }

    /// <summary>The points of one sector strictly rise in time.</summary>
    private static void ForecastRises(DayDocument day, FaultList faults)
    {
        var latest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var f = 0; f < day.Forecast.Count; f++)
        {
            var (sector, at, _) = day.Forecast[f];
            if (sector.Length == 0 || !IsRead(at)) continue;
            if (latest.TryGetValue(sector, out var before) && at <= before)
            {
                faults.Add($"$.forecast[{f}].at", FaultCodes.NotRising,
                    $"{ContractJson.Write(at)} does not come after {sector}'s point before it, {ContractJson.Write(before)}. Sort the points and keep one an instant.");
            }
            else
            {
                latest[sector] = at;
            }
        }
    }

    /// <summary>Orders for a truck close no later than it leaves.</summary>
    private static void OrdersCloseBeforeTheTruckLeaves(CutOff cutOff, string path, FaultList faults)
    {
        if (cutOff.OrderBy is not { } orderBy || !IsRead(orderBy) || !IsRead(cutOff.Leaves) || orderBy <= cutOff.Leaves) return;
        faults.Add(path, FaultCodes.EndNotAfterStart,
            $"orderBy {ContractJson.Write(orderBy)} is after the truck leaves at {ContractJson.Write(cutOff.Leaves)}. Close the orders earlier.");
    }

    private static bool IsRead(DateTimeOffset instant) => instant != InstantRange.Earliest;

    private readonly record struct Span(DateTimeOffset Start, DateTimeOffset End)
    {
        public bool IsRead => DayRules.IsRead(Start) && DayRules.IsRead(End);
        public override string ToString() => $"{ContractJson.Write(Start)} to {ContractJson.Write(End)}";
    }
}
