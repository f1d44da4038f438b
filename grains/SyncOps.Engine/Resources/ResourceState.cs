using SyncOps.Engine.Events;

namespace SyncOps.Engine.Resources;

/// <summary>
/// The one truth about a resource: where it is and what it does. A row of its own, so that a move is one write and a resource is
/// never in two sectors. Immutable.
/// </summary>
[GenerateSerializer, Immutable, Alias("resourceState")]
public sealed record ResourceState
{
    /// <summary>Moves, and refusals, kept so that a repeated command gets the same answer.</summary>
    public const int MaxMovesKept = 200;

    /// <summary>Rises with every change.</summary>
    [Id(0)] public long Version { get; init; }
    [Id(1)] public ResourceStateKind Kind { get; init; } = ResourceStateKind.Off;

    /// <summary>Where it works or is travelling to; null when off.</summary>
    [Id(2)] public string? Sector { get; init; }

    /// <summary>When it came, or will come, to be able to work in <see cref="Sector"/>.</summary>
    [Id(3)] public DateTimeOffset AvailableAt { get; init; }
    [Id(4)] public DateTimeOffset SeenAt { get; init; }
    [Id(5)] public DateTimeOffset? LastMoveAt { get; init; }
    [Id(6)] public int MovesThisShift { get; init; }
    [Id(7)] public string? Reason { get; init; }

    /// <summary>The open card that has promised it.</summary>
    [Id(8)] public string? ReservedFor { get; init; }

    /// <summary>The last moves carried out by command, oldest first.</summary>
    [Id(9)] public IReadOnlyList<MoveRecord> Moves { get; init; } = [];

    /// <summary>Reports stored but not yet due on a stepped clock, in the order in which they take effect.</summary>
    [Id(10)] public IReadOnlyList<FloorEvent> Pending { get; init; } = [];
    [Id(11)] public ReportLog Reports { get; init; } = new();

    /// <summary>The last commands that were refused, oldest first: sent again, they are refused again, whatever has changed.</summary>
    [Id(12)] public IReadOnlyList<RefusedMove> RefusedMoves { get; init; } = [];

    /// <summary>Since it checked in it has reported working while it was known to be working.</summary>
    [Id(13)] public bool SendsHeartbeats { get; init; }

    /// <summary>When it is to leave its sector again, and for where; null when it stays.</summary>
    [Id(14)] public PlannedReturn? Back { get; init; }

    /// <summary>Overtime agreed: it stays at work until then; null when its shift ends as rostered.</summary>
    [Id(15)] public DateTimeOffset? StaysUntil { get; init; }

    /// <summary>The break of this shift that it took in place of a rostered one; null when none.</summary>
    [Id(16)] public BreakSwap? Swap { get; init; }

    /// <summary>The last other hours agreed by command, oldest first.</summary>
    [Id(17)] public IReadOnlyList<HoursRecord> Hours { get; init; } = [];

    /// <summary>The way on which it is or by which it came; null when it came otherwise, or how long it took cannot be told.</summary>
    [Id(18)] public Journey? Journey { get; init; }

    /// <summary>The last row of its journal, from 1; 0 before the first.</summary>
    [Id(19)] public long Row { get; init; }

    /// <summary>
    /// Sectors that it had left when this was stored and that had not been told so, <see cref="Sector"/> not among them; null in what an
    /// older release has stored.
    /// </summary>
    [Id(20)] public IReadOnlyList<string>? Left { get; init; }

    /// <summary>When an advised break that it is on ends by itself; null when it is on none.</summary>
    internal DateTimeOffset? BreakEnds => Swap is { Ended: false } swap ? swap.Until : null;

    /// <summary>When the next pending report, end of a break or return takes effect; null when nothing is due.</summary>
    public DateTimeOffset? NextDue => Earliest(Earliest(Pending is [var next, ..] ? next.Time : null, BreakEnds), Back?.At);

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    /// <summary>What its sector may know of it; null when it is off.</summary>
    public Presence? PresenceOf(string resource) => Sector is null ? null : new Presence
    {
        Resource = resource, State = Kind, Sector = Sector, AvailableAt = AvailableAt, SeenAt = SeenAt,
        LastMoveAt = LastMoveAt, MovesThisShift = MovesThisShift, ReservedFor = ReservedFor, Version = Version,
        SendsHeartbeats = SendsHeartbeats, Back = Back, StaysUntil = StaysUntil, Swap = Swap,
        Journey = Journey?.ArrivedAt is not null && Journey.To == Sector ? Journey : null,
    };

    /// <summary>As users see it at an instant: a traveller that has arrived works.</summary>
    public ResourceView ViewOf(string resource, DateTimeOffset now)
    {
        var kind = Kind == ResourceStateKind.Travelling && now >= AvailableAt ? ResourceStateKind.Working : Kind;
        return new ResourceView
        {
            Resource = resource, State = kind, Sector = Sector, OnDuty = Kind != ResourceStateKind.Off,
            AvailableAt = kind switch
            {
                ResourceStateKind.Working => now,
                ResourceStateKind.Travelling => AvailableAt,
                ResourceStateKind.Break => BreakEnds,
                _ => null,
            },
            MovesThisShift = MovesThisShift, Version = Version, Reason = Reason, ReservedFor = ReservedFor, Back = Back,
            StaysUntil = StaysUntil, BreakSwap = Swap,
        };
    }
}

/// <summary>One move carried out by command.</summary>
[GenerateSerializer, Immutable, Alias("moveRecord")]
public sealed record MoveRecord
{
    [Id(0)] public required string CommandId { get; init; }
    [Id(1)] public required DateTimeOffset At { get; init; }
    [Id(2)] public required string From { get; init; }
    [Id(3)] public required string To { get; init; }
    [Id(4)] public required DateTimeOffset ArriveAt { get; init; }

    /// <summary>The resource as it was answered to the command.</summary>
    [Id(5)] public required ResourceView Answer { get; init; }
}

/// <summary>One command that was refused.</summary>
[GenerateSerializer, Immutable, Alias("refusedMove")]
public sealed record RefusedMove([property: Id(0)] string CommandId, [property: Id(1)] string To, [property: Id(2)] string Reason);
