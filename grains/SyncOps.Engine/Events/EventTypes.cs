namespace SyncOps.Engine.Events;

/// <summary>The CloudEvents <c>type</c> of each kind of event.</summary>
public static class EventTypes
{
    /// <summary>All of them, for reasons.</summary>
    public const string List = "syncops.work.arrived, .work.completed, .work.removed, .work.counted, .resource.checkedIn, "
        + ".resource.checkedOut, .resource.moved, .resource.status";

    public static string Of(EventKind kind) => kind switch
    {
        EventKind.WorkArrived => "syncops.work.arrived",
        EventKind.WorkCompleted => "syncops.work.completed",
        EventKind.WorkRemoved => "syncops.work.removed",
        EventKind.WorkCounted => "syncops.work.counted",
        EventKind.ResourceCheckedIn => "syncops.resource.checkedIn",
        EventKind.ResourceCheckedOut => "syncops.resource.checkedOut",
        EventKind.ResourceMoved => "syncops.resource.moved",
        EventKind.ResourceStatus => "syncops.resource.status",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of event."),
    };

    /// <summary>The kind that a type in UTF-8 names; null when it is none of them.</summary>
    public static EventKind? Read(ReadOnlySpan<byte> type)
    {
        if (!type.StartsWith("syncops."u8)) return null;
        var rest = type[8..];
        if (rest.SequenceEqual("work.completed"u8)) return EventKind.WorkCompleted;
        if (rest.SequenceEqual("work.arrived"u8)) return EventKind.WorkArrived;
        if (rest.SequenceEqual("work.removed"u8)) return EventKind.WorkRemoved;
        if (rest.SequenceEqual("work.counted"u8)) return EventKind.WorkCounted;
        if (rest.SequenceEqual("resource.moved"u8)) return EventKind.ResourceMoved;
        if (rest.SequenceEqual("resource.status"u8)) return EventKind.ResourceStatus;
        if (rest.SequenceEqual("resource.checkedIn"u8)) return EventKind.ResourceCheckedIn;
        if (rest.SequenceEqual("resource.checkedOut"u8)) return EventKind.ResourceCheckedOut;
        return null;
    }
}
