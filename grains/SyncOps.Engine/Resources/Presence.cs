namespace SyncOps.Engine.Resources;

/// <summary>
/// What a sector knows of one resource in it or on the way to it: a cache of the resource's own row, replaced only by a higher
/// <see cref="Version"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("presence")]
public sealed record Presence
{
    [Id(0)] public required string Resource { get; init; }

    /// <summary>Never off. A traveller becomes working at <see cref="AvailableAt"/>; see <see cref="StateAt"/>.</summary>
    [Id(1)] public required ResourceStateKind State { get; init; }
    [Id(2)] public required string Sector { get; init; }

    /// <summary>When it came, or will come, to be able to work in this sector.</summary>
    [Id(3)] public required DateTimeOffset AvailableAt { get; init; }

    /// <summary>When the resource was last heard of, by event or move.</summary>
    [Id(4)] public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When its last advised move began; null when none this shift.</summary>
    [Id(5)] public DateTimeOffset? LastMoveAt { get; init; }
    [Id(6)] public required int MovesThisShift { get; init; }

    /// <summary>The open card that has promised it; null when free.</summary>
    [Id(7)] public string? ReservedFor { get; init; }
    [Id(8)] public required long Version { get; init; }

    /// <summary>It reports even when nothing has changed, so that its silence means something.</summary>
    [Id(9)] public bool SendsHeartbeats { get; init; }

    /// <summary>When it is to leave again, and for where; null when it stays.</summary>
    [Id(10)] public PlannedReturn? Back { get; init; }

    /// <summary>Overtime agreed: it stays at work until then.</summary>
    [Id(11)] public DateTimeOffset? StaysUntil { get; init; }

    /// <summary>The break that it takes, or took, in place of a rostered one.</summary>
    [Id(12)] public BreakSwap? Swap { get; init; }

    /// <summary>The way by which it came, where its end was reported; null when nothing is known of it.</summary>
    [Id(13)] public Journey? Journey { get; init; }

    /// <summary>The state at an instant: a traveller that has arrived works.</summary>
    public ResourceStateKind StateAt(DateTimeOffset now)
        => State == ResourceStateKind.Travelling && now >= AvailableAt ? ResourceStateKind.Working : State;
}
