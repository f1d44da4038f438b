using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>
/// A log as the facts that its floor would have reported. The same log and floor give the same facts with the same identities, so
/// sending them again adds nothing.
/// </summary>
public static class LogReplay
{
    /// <summary>Off work for at least this long means that the worker went home.</summary>
    public static readonly TimeSpan OffDutyAfter = TimeSpan.FromHours(4);

    private static readonly Units OneUnit = Units.Of(1);

    /// <summary>
    /// Facts in the order in which they are to be sent: by time; at one instant arrivals, check-ins, moves, completions, check-outs.
    /// Refused with every activity and resource of the log that the floor does not have.
    /// </summary>
    /// <param name="sha256">Of the uncompressed log, lower-case hex: the log's name among sources.</param>
    public static Outcome<IReadOnlyList<FloorEvent>> Facts(EventLog log, FloorDocument floor, string sha256)
    {
        var sectors = SectorIds(floor);
        var resources = ByName(floor.Resources.Select(r => (r.Name ?? r.Id, r.Id)));
        var faults = Unknown(log.Executions.Select(e => e.Activity), sectors, "activity", "sector")
            .Concat(Unknown(log.Executions.Select(e => e.Resource), resources, "resource", "resource"))
            .ToArray();
        if (faults.Length > 0) return Refusal.Invalid(faults);

        var source = $"urn:syncops:log:{sha256}";
        var facts = log.Cases().SelectMany(c => Work(c, source, sectors, resources))
            .Concat(log.Workers().SelectMany(w => WorkerFacts.Of(w, source, resources[w[0].Resource!], sectors)));
        var ordered = facts
            .OrderBy(f => f.Event.Time).ThenBy(f => Rank(f.Event.Kind)).ThenBy(f => f.Row)
            .Select((f, i) => f.Event with { Sequence = i + 1 })
            .ToArray();
        if (ordered.Length > 0 && ordered[0].Time < floor.Start)
        {
            return Refusal.Invalid(new Fault(
                "$", "beforeStart",
                $"The log begins at {ContractJson.Write(ordered[0].Time)}, before the floor's clock starts at "
                + $"{ContractJson.Write(floor.Start.Value)}: apply a floor that starts earlier to a new site."));
        }
        return ordered;
    }

    /// <summary>The sector ids that a log's activities stand for on a floor.</summary>
    internal static Dictionary<string, string> SectorIds(FloorDocument floor)
        => ByName(floor.Sectors.Where(s => !s.Retired).Select(s => (s.Name, s.Id)));

    private static IEnumerable<LogFact> Work(
        Execution[] executions, string source, Dictionary<string, string> sectors, Dictionary<string, string> resources)
    {
        for (var i = 0; i < executions.Length; i++)
        {
            var execution = executions[i];
            var previous = i > 0 ? executions[i - 1] : null;
            var next = i + 1 < executions.Length ? executions[i + 1] : null;
            yield return new LogFact(execution.Row, new FloorEvent
            {
                Kind = EventKind.WorkArrived,
                Source = source,
                Id = $"{execution.Row}/arrived",
                Time = previous is not null && previous.End < execution.Start ? previous.End : execution.Start,
                Sector = sectors[execution.Activity],
                Units = OneUnit,
                From = previous is null ? null : sectors[previous.Activity],
            });
            yield return new LogFact(execution.Row, new FloorEvent
            {
                Kind = EventKind.WorkCompleted,
                Source = source,
                Id = $"{execution.Row}/completed",
                Time = execution.End,
                Sector = sectors[execution.Activity],
                Units = OneUnit,
                To = next is null ? null : sectors[next.Activity],
                Resource = execution.Resource is null ? null : resources[execution.Resource],
            });
        }
    }

    /// <summary>Ids by name, and by themselves where no name is the same: a floor edited by hand may have new names.</summary>
    private static Dictionary<string, string> ByName(IEnumerable<(string Name, string Id)> items)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var ordered = items.OrderBy(i => i.Id, StringComparer.Ordinal).ToArray();
        foreach (var (name, id) in ordered) ids.TryAdd(name, id);
        foreach (var (_, id) in ordered) ids.TryAdd(id, id);
        return ids;
    }

    private static IEnumerable<Fault> Unknown(
        IEnumerable<string?> names, Dictionary<string, string> known, string column, string kind)
        => names.OfType<string>().Distinct(StringComparer.Ordinal).Where(n => !known.ContainsKey(n)).Order(StringComparer.Ordinal)
            .Select(name => new Fault(
                "$", $"unknown{char.ToUpperInvariant(column[0])}{column[1..]}",
                $"The floor has no {kind} for the log's {column} '{name}': "
                + "exclude it, or apply a floor discovered from this log."));

    private static int Rank(EventKind kind) => kind switch
    {
        EventKind.WorkArrived => 0,
        EventKind.ResourceCheckedIn => 1,
        EventKind.ResourceMoved => 2,
        EventKind.WorkCompleted => 3,
        _ => 4,
    };
}
