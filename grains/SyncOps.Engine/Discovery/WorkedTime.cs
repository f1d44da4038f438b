namespace SyncOps.Engine.Discovery;

/// <summary>Hours that one worker spent on each execution: time common to several is shared equally among them.</summary>
public static class WorkedTime
{
    /// <summary>Hours, at the same index as the execution. Their sum is the time in which the worker did anything.</summary>
    public static double[] Hours(IReadOnlyList<Execution> executions)
    {
        // The clock of a worker's attention: with k executions under way it runs at 1/k, so each gets what it advances meanwhile.
        var marks = new (DateTimeOffset At, int Change, int Index)[executions.Count * 2];
        for (var i = 0; i < executions.Count; i++)
        {
            marks[2 * i] = (executions[i].Start, 1, i);
            marks[2 * i + 1] = (executions[i].End, -1, i);
        }
        Array.Sort(marks, (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Index.CompareTo(b.Index));

        var begun = new double[executions.Count];
        var hours = new double[executions.Count];
        var attention = 0.0;
        var active = 0;
        for (var m = 0; m < marks.Length; m++)
        {
            if (m > 0 && active > 0) attention += (marks[m].At - marks[m - 1].At).TotalHours / active;
            if (executions[marks[m].Index].Duration == TimeSpan.Zero) continue;
            active += marks[m].Change;
            if (marks[m].Change > 0) begun[marks[m].Index] = attention;
            else hours[marks[m].Index] = attention - begun[marks[m].Index];
        }
        return hours;
    }
}
