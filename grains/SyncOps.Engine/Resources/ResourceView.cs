namespace SyncOps.Engine.Resources;

/// <summary>A resource as users see it. It is always in exactly one state and in at most one sector.</summary>
[GenerateSerializer, Immutable, Alias("view.resource")]
public sealed record ResourceView
{
    [Id(0)] public required string Resource { get; init; }
    [Id(1)] public required ResourceStateKind State { get; init; }

    /// <summary>Where it works; while travelling, the destination; null when off.</summary>
    [Id(2)] public string? Sector { get; init; }

    /// <summary>When it can work again: the arrival of a traveller, the end of an advised break; otherwise the clock.</summary>
    [Id(3)] public DateTimeOffset? AvailableAt { get; init; }
    [Id(4)] public required bool OnDuty { get; init; }
    [Id(5)] public required int MovesThisShift { get; init; }
    [Id(6)] public required long Version { get; init; }

    /// <summary>Why it is indirect, down or on a break, where that was told.</summary>
    [Id(7)] public string? Reason { get; init; }

    /// <summary>The open card that has promised it; null when it is free.</summary>
    [Id(8)] public string? ReservedFor { get; init; }

    /// <summary>When it is to leave for where it came from, and from when it works there; null when it stays.</summary>
    [Id(9)] public PlannedReturn? Back { get; init; }

    /// <summary>Overtime agreed: it stays at work until then; null when its shift ends as rostered.</summary>
    [Id(10)] public DateTimeOffset? StaysUntil { get; init; }

    /// <summary>The break of this shift that it took in place of a rostered one; null when none.</summary>
    [Id(11)] public BreakSwap? BreakSwap { get; init; }
}

/// <summary>Off: not on duty. Travelling: on the way to a sector. Indirect: on duty but not on sector work. Down: out of order.</summary>
public enum ResourceStateKind { Off, Working, Travelling, Break, Indirect, Down }
