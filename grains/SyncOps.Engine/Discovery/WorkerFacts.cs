using SyncOps.Engine.Events;

namespace SyncOps.Engine.Discovery;

/// <summary>A fact with the data row that it comes from.</summary>
internal readonly record struct LogFact(int Row, FloorEvent Event);

/// <summary>Where one worker was, told as check-ins, moves and check-outs.</summary>
internal static class WorkerFacts
{
    /// <param name="executions">All of one worker, in order.</param>
    public static IEnumerable<LogFact> Of(
        Execution[] executions, string source, string resource, IReadOnlyDictionary<string, string> sectors)
        => Stints(executions).SelectMany(stint => OfStint(stint, source, resource, sectors));

    /// <summary>
    /// One stretch of duty. Of executions that begin at the same instant only the last moves the worker, and none does at the very
    /// end: at one instant facts of a resource have no order to rely on, and a stay of no length tells nothing.
    /// </summary>
    private static IEnumerable<LogFact> OfStint(
        List<Execution> stint, string source, string resource, IReadOnlyDictionary<string, string> sectors)
    {
        LogFact Fact(int row, EventKind kind, string word, DateTimeOffset time, string? sector) => new(row, new FloorEvent
        {
            Kind = kind, Source = source, Id = $"{row}/{word}", Time = time, Resource = resource, Sector = sector,
        });

        var last = stint.Aggregate((a, b) => b.End >= a.End ? b : a);
        string? at = null;
        foreach (var begun in stint.GroupBy(e => e.Start))
        {
            var execution = begun.Last();
            var sector = sectors[execution.Activity];
            if (at is null)
            {
                yield return Fact(execution.Row, EventKind.ResourceCheckedIn, "checkedIn", execution.Start, sector);
                // In and out at one instant carry one row, so that in comes first by id too.
                if (execution.Start == last.End) last = execution;
            }
            else if (sector != at && execution.Start < last.End)
            {
                yield return Fact(execution.Row, EventKind.ResourceMoved, "moved", execution.Start, sector);
            }
            else
            {
                continue;
            }
            at = sector;
        }
        yield return Fact(last.Row, EventKind.ResourceCheckedOut, "checkedOut", last.End, null);
    }

    /// <summary>Executions parted wherever the worker had nothing to do for <see cref="LogReplay.OffDutyAfter"/>.</summary>
    private static IEnumerable<List<Execution>> Stints(Execution[] executions)
    {
        var stint = new List<Execution>();
        var busyUntil = DateTimeOffset.MinValue;
        foreach (var execution in executions)
        {
            if (stint.Count > 0 && execution.Start - busyUntil >= LogReplay.OffDutyAfter)
            {
                yield return stint;
                stint = [];
            }
            stint.Add(execution);
            if (execution.End > busyUntil) busyUntil = execution.End;
        }
        if (stint.Count > 0) yield return stint;
    }
}
