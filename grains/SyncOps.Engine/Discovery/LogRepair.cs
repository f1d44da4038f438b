namespace SyncOps.Engine.Discovery;

/// <summary>An execution of which one time may still be missing.</summary>
internal sealed class LogDraft(int row, string @case, string activity, string? resource)
{
    public int Row { get; } = row;
    public string Case { get; } = @case;
    public string Activity { get; } = activity;
    public string? Resource { get; } = resource;
    public DateTimeOffset? Start { get; set; }
    public DateTimeOffset? End { get; set; }

    public Execution ToExecution() => new(Row, Case, Activity, Resource, Start!.Value, End!.Value);
}

/// <summary>Gives every draft both its times.</summary>
internal static class LogRepair
{
    /// <summary>A longer pause before a completion says nothing about when the work on it began: nobody works that long unseen.</summary>
    private static readonly TimeSpan LongestInferredWork = TimeSpan.FromHours(4);

    public static void Complete(List<LogDraft> drafts, Findings findings)
    {
        foreach (var draft in drafts.Where(d => d.End < d.Start))
        {
            draft.End = draft.Start;
            findings.Add("negativeDuration", FindingAction.Repaired, draft.Row, "Ends before it starts: done in no time, at its start.");
        }

        var missingStarts = drafts.Where(d => d.Start is null).ToArray();
        InferStarts(drafts, findings);
        var typical = TypicalDurations(drafts);
        foreach (var draft in missingStarts.Where(d => d.Start is null))
            draft.Start = draft.End - typical(draft.Activity);
        InferEnds(drafts, typical, findings);
    }

    /// <summary>A start that is not told is when both the case and the worker were free: the later of their previous ends.</summary>
    private static void InferStarts(List<LogDraft> drafts, Findings findings)
    {
        var caseEnd = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var resourceEnd = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var draft in drafts.Where(d => d.End is not null).OrderBy(d => d.End).ThenBy(d => d.Row))
        {
            var end = draft.End!.Value;
            if (draft.Start is null)
            {
                findings.Add(
                    "missingStart", FindingAction.Repaired, draft.Row,
                    "No start: taken as the later of the previous ends of its case and its resource; where that is unknown or more than "
                    + "4 h before, as the end less the activity's median duration.");
                DateTimeOffset? free = caseEnd.TryGetValue(draft.Case, out var byCase) ? byCase : null;
                if (draft.Resource is not null && resourceEnd.TryGetValue(draft.Resource, out var byResource)
                    && (free is null || byResource > free)) free = byResource;
                if (end - free <= LongestInferredWork) draft.Start = free;
            }
            caseEnd[draft.Case] = end;
            if (draft.Resource is not null) resourceEnd[draft.Resource] = end;
        }
    }

    /// <summary>An end that is not told is the start plus the activity's median duration, cut where the case goes on.</summary>
    private static void InferEnds(List<LogDraft> drafts, Func<string, TimeSpan> typical, Findings findings)
    {
        if (drafts.TrueForAll(d => d.End is not null)) return;
        foreach (var oneCase in drafts.GroupBy(d => d.Case, StringComparer.Ordinal))
        {
            var starts = oneCase.Select(d => d.Start!.Value).Order().ToArray();
            foreach (var draft in oneCase.Where(d => d.End is null))
            {
                findings.Add(
                    "missingEnd", FindingAction.Repaired, draft.Row,
                    "No end: taken as the start plus the activity's median duration, at most until its case goes on.");
                var start = draft.Start!.Value;
                var end = start + typical(draft.Activity);
                var next = starts.FirstOrDefault(s => s > start, DateTimeOffset.MaxValue);
                draft.End = end < next ? end : next;
            }
        }
    }

    /// <summary>Median duration of each activity's complete drafts; without any, of all complete drafts; without those, zero.</summary>
    private static Func<string, TimeSpan> TypicalDurations(List<LogDraft> drafts)
    {
        var complete = drafts.Where(d => d.Start is not null && d.End is not null).ToArray();
        var overall = Median.Of([.. complete.Select(d => (d.End - d.Start)!.Value.Ticks)]) ?? 0;
        var byActivity = complete.GroupBy(d => d.Activity, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Median.Of([.. g.Select(d => (d.End - d.Start)!.Value.Ticks)])!.Value, StringComparer.Ordinal);
        return activity => TimeSpan.FromTicks((long)byActivity.GetValueOrDefault(activity, overall));
    }
}
