using SyncOps.Engine.Discovery;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>
/// A back-test out of an event log: each case is a job on the way that it really went, a unit at each of its executions; people are there
/// as a replay of the log would report them.
/// </summary>
public static class LogCase
{
    /// <summary>
    /// The case. Refused when the floor's clock is live or starts later, when the log names what the floor does not have, and when the
    /// period is none, too short, or empty of work or people.
    /// </summary>
    public static Outcome<BacktestCase> Of(EventLog log, Floor floor, CaseOptions options)
    {
        if (CaseRules.FaultOf(floor.Document) is { } live) return live;
        // Where the facts come from plays no part here; their source need only be some text.
        var facts = LogReplay.Facts(log, floor.Document, "backtest");
        if (facts.Refusal is { } refusal) return refusal;
        if (facts.Value!.Count == 0)
        {
            return Refusal.Invalid(new Fault(
                "$", "emptyLog", $"None of the log's {log.RowsRead} rows is an execution; check the columns and what is excluded."));
        }
        var chosen = BacktestPeriod.Of(facts.Value, floor.Document, options.From, options.Until);
        if (chosen.Refusal is { } wrong) return wrong;
        var period = chosen.Value!;
        var ready = log.Cases().Select(Ready).ToArray();
        var sectors = LogReplay.SectorIds(floor.Document);
        var jobs = ready.Select(c => JobOf(c, floor, sectors, period)).OfType<Job>()
            .OrderBy(j => j.EntersAt).Select((j, i) => j with { Number = i }).ToArray();
        if (jobs.Length == 0) return CaseRules.NoArrivals(period);
        var duties = Attendance.Of(facts.Value, floor, period);
        if (duties.All(d => d.Count == 0)) return CaseRules.Nobody(period);
        return new BacktestCase
        {
            Floor = floor, Period = period, Jobs = jobs, Duties = duties, Days = options.Days,
            Recorded = Waiting(ready, period),
            Assumptions =
            [
                "Each case goes the way that it went in the log, one unit an execution; an execution is ready when the one before it "
                + "ended.",
                $"Whoever did nothing for {LogReplay.OffDutyAfter.TotalHours:0} h was off duty in between; all others are at work.",
                .. CaseRules.NotPlayed(floor.Document),
            ],
        };
    }

    private static (Execution Execution, DateTimeOffset Ready)[] Ready(Execution[] executions) => [.. executions.Select((e, i)
        => (e, i > 0 && executions[i - 1].End < e.Start ? executions[i - 1].End : e.Start))];

    /// <summary>What of a case is still to be done at the period's start, if it is there before the period's end.</summary>
    private static Job? JobOf(
        (Execution Execution, DateTimeOffset Ready)[] steps, Floor floor, IReadOnlyDictionary<string, string> sectors,
        BacktestPeriod period)
    {
        // An execution of no length at the very start is still ahead of the period.
        var first = Array.FindIndex(steps, s => s.Execution.End > period.Start || s.Ready >= period.Start);
        if (first < 0 || steps[first].Ready >= period.End) return null;
        var way = new JobStep[steps.Length - first];
        for (var i = 0; i < way.Length; i++)
        {
            var sector = floor.SectorIndex(sectors[steps[first + i].Execution.Activity]);
            var route = i == 0 ? null : floor.Sectors[way[i - 1].Sector].Next.FirstOrDefault(r => r.To == floor.Sectors[sector].Id);
            way[i] = new JobStep(sector, 1, TimeSpan.FromMinutes(route?.DelayMinutes ?? 0));
        }
        return new Job(0, steps[first].Ready > period.Start ? steps[first].Ready : period.Start, way);
    }

    private static RecordedWaiting Waiting((Execution Execution, DateTimeOffset Ready)[][] cases, BacktestPeriod period)
    {
        var (unitHours, waited, executions) = (0.0, 0.0, 0);
        foreach (var (execution, ready) in cases.SelectMany(c => c))
        {
            var (from, until) = (ready > period.Start ? ready : period.Start, execution.End < period.End ? execution.End : period.End);
            if (until > from) unitHours += (until - from).TotalHours;
            if (execution.Start < period.Start || execution.Start >= period.End) continue;
            waited += (execution.Start - ready).TotalMinutes;
            executions++;
        }
        return new RecordedWaiting(unitHours, executions == 0 ? null : waited / executions, executions);
    }
}
