using NodaTime;

namespace SyncOps.Engine.Discovery;

/// <summary>One execution of an activity in a case, [<paramref name="Start"/>, <paramref name="End"/>), UTC. One work unit.</summary>
/// <param name="Row">Its place among the data rows of its log, from 1.</param>
/// <param name="Resource">Who did it; null when the log does not say.</param>
public sealed record Execution(int Row, string Case, string Activity, string? Resource, DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Duration => End - Start;
}

/// <summary>
/// A log made ready to learn from and to replay: every execution has a case, an activity and both its times. Discovery and replay
/// read the same one, so that what is learned and what is sent agree.
/// </summary>
public sealed class EventLog
{
    /// <summary>As long as the name of a sector may be.</summary>
    private const int MaxNameLength = 256;

    private EventLog(IReadOnlyList<Execution> executions, int rowsRead, IReadOnlyList<LogFinding> findings)
    {
        Executions = executions;
        RowsRead = rowsRead;
        Findings = findings;
    }

    /// <summary>In row order.</summary>
    public IReadOnlyList<Execution> Executions { get; }

    /// <summary>Data rows, those left out included.</summary>
    public int RowsRead { get; }

    /// <summary>What was skipped, repaired or is odd but kept.</summary>
    public IReadOnlyList<LogFinding> Findings { get; }

    /// <summary>The order of executions in a case and of a worker: start, end, row.</summary>
    public static IEnumerable<Execution> InOrder(IEnumerable<Execution> executions)
        => executions.OrderBy(e => e.Start).ThenBy(e => e.End).ThenBy(e => e.Row);

    /// <summary>Executions of each case in order; cases in the order of their first row.</summary>
    public IEnumerable<Execution[]> Cases()
        => Executions.GroupBy(e => e.Case, StringComparer.Ordinal).Select(c => InOrder(c).ToArray());

    /// <summary>Executions of each worker in order; workers in ordinal order of their names.</summary>
    public IEnumerable<Execution[]> Workers()
        => Executions.Where(e => e.Resource is not null)
            .GroupBy(e => e.Resource!, StringComparer.Ordinal)
            .OrderBy(w => w.Key, StringComparer.Ordinal)
            .Select(w => InOrder(w).ToArray());

    /// <summary>Reads every row, leaves out what is no execution and completes what is half told. Throws for an unknown zone.</summary>
    public static EventLog From(IEnumerable<LogRow> rows, LogReading reading)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(reading.TimeZone)
            ?? throw new ArgumentException($"'{reading.TimeZone}' is not an IANA time zone such as Europe/Amsterdam.", nameof(reading));
        var findings = new Findings();
        var drafts = new List<LogDraft>();
        var offsets = new OffsetCheck(findings);
        var excluded = new Exclusions(reading.Exclude);
        var rowsRead = 0;
        foreach (var row in rows)
        {
            rowsRead++;
            if (Draft(row, zone, excluded, offsets, findings) is { } draft) drafts.Add(draft);
        }

        excluded.NoteUnmet(findings);
        LogRepair.Complete(drafts, findings);
        var executions = drafts.Select(d => d.ToExecution()).OrderBy(e => e.Row).ToArray();
        NoteOddities(executions, findings);
        return new EventLog(executions, rowsRead, findings.ToList());
    }

    private static LogDraft? Draft(LogRow row, DateTimeZone zone, Exclusions excluded, OffsetCheck offsets, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(row.Activity))
        {
            findings.Add("emptyActivity", FindingAction.Skipped, row.Row, "No activity: the row names no sector.");
            return null;
        }
        if (excluded.Covers(row.Activity))
        {
            findings.Add("excluded", FindingAction.Skipped, row.Row, "Activity excluded on request.");
            return null;
        }
        if (row.Activity.Length > MaxNameLength || row.Resource?.Length > MaxNameLength)
        {
            findings.Add("longName", FindingAction.Skipped, row.Row, $"An activity or resource above {MaxNameLength} characters.");
            return null;
        }
        if (string.IsNullOrWhiteSpace(row.Case))
        {
            findings.Add("emptyCase", FindingAction.Skipped, row.Row, "No case: the row has no place in any flow.");
            return null;
        }

        var start = Read(row, row.Start, zone, offsets, findings);
        var end = Read(row, row.End, zone, offsets, findings);
        if (start is null && end is null)
        {
            findings.Add("noTime", FindingAction.Skipped, row.Row, "No start or end that can be read: the row has no place in time.");
            return null;
        }

        var resource = string.IsNullOrWhiteSpace(row.Resource) ? null : row.Resource;
        if (resource is null)
            findings.Add("noResource", FindingAction.Kept, row.Row, "No resource: the work counts, nobody's time does.");
        return new LogDraft(row.Row, row.Case, row.Activity, resource) { Start = start, End = end };
    }

    private static DateTimeOffset? Read(LogRow row, string? text, DateTimeZone zone, OffsetCheck offsets, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (LogInstant.TryRead(text, zone, out var instant, out var offset))
        {
            offsets.Saw(offset, zone, row.Row);
            return instant;
        }
        findings.Add(
            "unreadableTime", FindingAction.Repaired, row.Row,
            $"A time such as '{text[..Math.Min(40, text.Length)]}' cannot be read, so it counts as missing: "
            + "write the year first (2026-03-02T07:15:00+01:00), or the day first with dots.");
        return null;
    }

    private static void NoteOddities(Execution[] executions, Findings findings)
    {
        var seen = new HashSet<(string, string, string?, DateTimeOffset, DateTimeOffset)>();
        foreach (var e in executions)
        {
            if (!seen.Add((e.Case, e.Activity, e.Resource, e.Start, e.End)))
            {
                findings.Add(
                    "repeatedRow", FindingAction.Kept, e.Row,
                    "Same case, activity, resource and times as an earlier row: an execution of its own.");
            }
            if (e.Duration == TimeSpan.Zero)
                findings.Add("zeroDuration", FindingAction.Kept, e.Row, "Start and end are the same: one unit done in no recorded time.");
        }

        foreach (var worker in executions.Where(e => e.Resource is not null).GroupBy(e => e.Resource!, StringComparer.Ordinal))
        {
            var busyUntil = DateTimeOffset.MinValue;
            foreach (var e in InOrder(worker))
            {
                if (e.Start < busyUntil)
                {
                    findings.Add(
                        "overlap", FindingAction.Kept, e.Row,
                        "Begins while its resource is still at another execution: the common time is shared equally.");
                }
                if (e.End > busyUntil) busyUntil = e.End;
            }
        }
    }

    /// <summary>The activities to leave out, and which of them no row has.</summary>
    private sealed class Exclusions(IReadOnlyList<string> names)
    {
        private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);
        private readonly SortedSet<string> _unmet = new(names, StringComparer.Ordinal);

        public bool Covers(string activity)
        {
            if (!_names.Contains(activity)) return false;
            _unmet.Remove(activity);
            return true;
        }

        public void NoteUnmet(Findings findings)
        {
            if (_unmet.Count == 0) return;
            findings.AddNote(
                "unmetExclude", FindingAction.Kept, _unmet.Count,
                $"To be excluded but in no row: {string.Join(", ", _unmet.Select(name => $"'{name}'"))}. Names are compared as they "
                + "stand, capitals and spaces included.");
        }
    }

    /// <summary>Tells when a log mixes offsets, or leaves them out.</summary>
    private sealed class OffsetCheck(Findings findings)
    {
        private TimeSpan? _first;

        public void Saw(TimeSpan? offset, DateTimeZone zone, int row)
        {
            _first ??= offset;
            if (offset is null)
                findings.Add("assumedZone", FindingAction.Repaired, row, $"A time without an offset is taken as local to {zone.Id}.");
            else if (offset != _first)
                findings.Add("mixedOffsets", FindingAction.Kept, row, "Another offset than the first row's: all is compared in UTC.");
        }
    }
}
