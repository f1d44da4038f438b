using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>
/// A back-test out of events as a site takes them: what arrived from outside, on ways drawn once from the floor's shares, and who was
/// there.
/// </summary>
public static class HistoryCase
{
    /// <summary>About so many jobs at most; where more units arrive, several go together.</summary>
    public const int MostJobs = 50_000;

    private const ulong Seed = 1;

    /// <summary>
    /// The case. Refused when the floor's clock is live, when there are no events, and when the period is none, too short, or empty of work
    /// or people.
    /// </summary>
    /// <param name="events">Valid for the floor, each once, in any order.</param>
    public static Outcome<BacktestCase> Of(IReadOnlyList<FloorEvent> events, Floor floor, CaseOptions options)
    {
        if (CaseRules.FaultOf(floor.Document) is { } live) return live;
        if (events.Count == 0)
            return Refusal.Invalid(new Fault("$", "emptyHistory", "The history holds no event: give it at least a day of them."));
        var facts = events.Order(EffectOrder.Instance).ToArray();
        var chosen = BacktestPeriod.Of(facts, floor.Document, options.From, options.Until);
        if (chosen.Refusal is { } wrong) return wrong;
        var period = chosen.Value!;
        var book = new HistoryBook(floor, period);
        foreach (var fact in facts) book.Book(fact);
        book.Close();
        if (book.Entries.Count == 0) return CaseRules.NoArrivals(period);
        var duties = Attendance.Of(facts, floor, period);
        if (duties.All(d => d.Count == 0)) return CaseRules.Nobody(period);
        var lot = Math.Max(1, Math.Ceiling(book.Entries.Sum(e => e.Units) / MostJobs));
        return new BacktestCase
        {
            Floor = floor, Period = period, Jobs = Jobs(book.Entries, floor, lot), Duties = duties, Days = options.Days,
            Removals = book.Removals, Recorded = new RecordedWaiting(book.UnitHours, null, 0),
            Assumptions =
            [
                "Each unit goes a way drawn once from the floor's shares, the same for every policy; what becomes of it stays together.",
                .. lot > 1 ? [$"Up to {lot:0} units go together, since so many arrive."] : Array.Empty<string>(),
                .. book.Removals.Count > 0
                    ? ["As many units leave undone as were removed, if they are still there."]
                    : Array.Empty<string>(),
                .. CaseRules.NotPlayed(floor.Document),
            ],
        };
    }

    private static Job[] Jobs(IReadOnlyList<Entry> entries, Floor floor, double lot)
    {
        var jobs = new List<Job>();
        foreach (var entry in entries.OrderBy(e => e.At))
        {
            var lots = (int)Math.Ceiling(entry.Units / lot - 1e-9);
            for (var n = 0; n < lots; n++)
            {
                var way = SharedRoutes.Draw(floor, entry.Sector, entry.Units / lots, RandomStream.For(Seed, $"route {jobs.Count}"));
                jobs.Add(new Job(jobs.Count, entry.At, way, entry.DueAt));
            }
        }
        return [.. jobs];
    }
}
