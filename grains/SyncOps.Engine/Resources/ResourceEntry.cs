using SyncOps.Engine.Events;

namespace SyncOps.Engine.Resources;

/// <summary>
/// One row of a resource's journal: reports that it took in, or the command that it carried out, and where and what it was then. What
/// follows from time alone has no row: <see cref="ResourceDecider.FoldDue"/> tells it. Promises to cards have none either.
/// </summary>
[GenerateSerializer, Immutable, Alias("resourceEntry")]
public sealed record ResourceEntry
{
    /// <summary>Source of a carried-out move where it is told as an event; the command's id is the event's.</summary>
    public const string CommandSource = "urn:syncops:command";

    /// <summary>The site's clock when it happened.</summary>
    [Id(0)] public required DateTimeOffset At { get; init; }

    /// <summary>Reports taken in, in their order; none when a command was carried out.</summary>
    [Id(1)] public required FloorEvent[] Reports { get; init; }

    /// <summary>Id of the command that moved it; null when none did.</summary>
    [Id(2)] public string? MovedBy { get; init; }

    /// <summary>What came of it, without what is remembered of reports and commands.</summary>
    [Id(3)] public required ResourceState State { get; init; }

    /// <summary>The row that tells of reports.</summary>
    public static ResourceEntry Of(IReadOnlyList<FloorEvent> reports, ResourceState after, DateTimeOffset at)
        => new() { At = at, Reports = [.. reports], State = WithoutMemory(after) };

    /// <summary>The row that tells of a command that was carried out: a move by its id, or other hours (null).</summary>
    public static ResourceEntry Of(ResourceState after, string? movedBy, DateTimeOffset at)
        => new() { At = at, Reports = [], MovedBy = movedBy, State = WithoutMemory(after) };

    /// <summary>What happened, as events: the reports, or the move as one of <see cref="CommandSource"/>.</summary>
    public IReadOnlyList<FloorEvent> Events(string resource) => MovedBy is null ? Reports : [new FloorEvent
    {
        Kind = EventKind.ResourceMoved, Source = CommandSource, Id = MovedBy, Time = At, Resource = resource, Sector = State.Sector,
    }];

    /// <summary>
    /// The resource as rows from its first one on tell it: known reports and all, but promised to no card and without answers to commands.
    /// Null when there is no row.
    /// </summary>
    public static ResourceState? Fold(IEnumerable<ResourceEntry> rows)
    {
        var (reports, last) = (new ReportLog(), (ResourceState?)null);
        foreach (var row in rows)
        {
            foreach (var report in row.Reports) reports = reports.With(report, row.At);
            last = row.State;
        }
        return last is null ? null : last with { Reports = reports, ReservedFor = null };
    }

    /// <summary>The row without reports of what happens after an instant; the row itself where it tells of none.</summary>
    public ResourceEntry UpTo(DateTimeOffset at)
    {
        if (!Reports.Any(r => r.Time > at) && !State.Pending.Any(r => r.Time > at)) return this;
        return this with
        {
            Reports = [.. Reports.Where(r => r.Time <= at)], State = State with { Pending = [.. State.Pending.Where(r => r.Time <= at)] },
        };
    }

    private static ResourceState WithoutMemory(ResourceState state)
        => state with { Moves = [], Reports = new ReportLog(), RefusedMoves = [], Hours = [] };
}
