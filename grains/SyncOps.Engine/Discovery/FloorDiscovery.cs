using NodaTime;
using NodaTime.Extensions;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>
/// Learns a floor from an event log: a sector per activity, routes from what follows what in each case, skills and rates from who did
/// what for how long, move times from the short pauses of workers between sectors.
/// </summary>
public static class FloorDiscovery
{
    private const string Area = "floor";

    /// <summary>
    /// The floor, valid whatever the log holds: shares of a sector sum to at most 1 and every loop has an exit, because every case
    /// ends. Refused when the log holds no execution.
    /// </summary>
    public static Outcome<DiscoveredFloor> Learn(EventLog log, DiscoveryOptions options)
    {
        if (log.Executions.Count == 0)
        {
            return Refusal.Invalid(new Fault(
                "$", "emptyLog", $"None of the log's {log.RowsRead} rows is an execution; check the columns and what is excluded."));
        }

        var guesses = new List<Guess>();
        var sectors = Sectors(log);
        var first = log.Executions.Min(e => e.Start);
        var floor = new FloorDocument
        {
            Site = options.Site,
            Name = options.Site,
            TimeZone = options.TimeZone,
            Currency = "XXX",
            Clock = ClockKind.Stepped,
            Start = MidnightBefore(first, options.TimeZone),
            DecideEvery = TimeSpan.FromMinutes(15),
            Horizon = Horizon(log),
            Areas = [new AreaSpec(Area, "Floor")],
            Sectors = Routes.Learn(log, sectors).Select(s => new SectorSpec
            {
                Id = s.Sector,
                Area = Area,
                Name = s.Activity,
                Unit = "jobs",
                TargetWaitMinutes = options.TargetWaitMinutes,
                Next = s.Next,
            }).OrderBy(s => s.Id, StringComparer.Ordinal).ToArray(),
            Resources = Skills.Learn(log, sectors, guesses),
            Moves = MoveTimes.Learn(log, sectors, guesses),
        };
        NoteGuesses(options, floor, guesses);
        var report = new DiscoveryReport
        {
            RowsRead = log.RowsRead,
            Executions = log.Executions.Count,
            Cases = log.Executions.Select(e => e.Case).Distinct(StringComparer.Ordinal).Count(),
            Sectors = floor.Sectors.Count,
            Resources = floor.Resources.Count,
            FirstAt = first,
            LastAt = log.Executions.Max(e => e.End),
            Findings = log.Findings,
            Guesses = guesses,
        };
        return new DiscoveredFloor(floor, report);
    }

    /// <summary>The sector id of each activity; activities take their slugs in the order of their first rows.</summary>
    private static Dictionary<string, string> Sectors(EventLog log)
    {
        var activities = log.Executions.Select(e => e.Activity).Distinct(StringComparer.Ordinal).ToArray();
        var ids = Slug.Assign(activities, "sector");
        return activities.Zip(ids).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }

    private static DateTimeOffset MidnightBefore(DateTimeOffset instant, string timeZone)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone)
            ?? throw new ArgumentException($"'{timeZone}' is not an IANA time zone such as Europe/Amsterdam.", nameof(timeZone));
        return zone.AtStartOfDay(instant.ToInstant().InZone(zone).Date).ToInstant().ToDateTimeOffset();
    }

    /// <summary>As long as four executions take, in whole hours, 4 to 24: less would not show what a move brings.</summary>
    private static TimeSpan Horizon(EventLog log)
    {
        var hours = log.Workers().Select(WorkedTime.Hours).SelectMany(h => h).DefaultIfEmpty(0).Average();
        return TimeSpan.FromHours(Math.Clamp(Math.Ceiling(4 * hours), 4, 24));
    }

    private static void NoteGuesses(DiscoveryOptions options, FloorDocument floor, List<Guess> guesses)
    {
        guesses.Add(new("$.sectors[*].targetWaitMinutes", $"{options.TargetWaitMinutes}", "A log does not say how long work may wait."));
        guesses.Add(new("$.sectors[*].unit", "jobs", "One execution is one unit; a log does not name it."));
        guesses.Add(new(
            "$.sectors[*].next", "shares of executions",
            "A route from a sector to itself is an activity that a case repeats: each repetition arrives and completes as a unit of its "
            + "own, so leaving the route out would hide that work from the sector's load. Cases end, so every share is below 1."));
        guesses.Add(new("$.sectors[*].next[*].delayMinutes", "0", "The time between two executions of a case is mostly waiting."));
        guesses.Add(new(
            "$.horizon", $"{floor.Horizon.TotalHours:0} h",
            "Four times as long as an execution takes, so that what a move brings can be seen."));
        guesses.Add(new("$.currency", floor.Currency, "No money in a log: XXX is ISO 4217 for no currency."));
        guesses.Add(new(
            "$.resources[*].costPerHour", $"{Skills.CostPerHour}",
            "No pay in a log: an hour of work counts like a unit's hour of waiting, so that overtime is not free."));
        guesses.Add(new("$.resources[*].kind", "person", "A log does not tell people from machines."));
        var idle = floor.Sectors.Select(s => s.Id)
            .Except(floor.Resources.SelectMany(r => r.Skills).Select(s => s.Sector), StringComparer.Ordinal).ToArray();
        if (idle.Length > 0)
            guesses.Add(new("$.resources[*].skills", string.Join(", ", idle), "No resource is known to work there: the capacity reads 0."));
    }
}
