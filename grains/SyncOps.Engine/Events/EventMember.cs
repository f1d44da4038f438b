namespace SyncOps.Engine.Events;

/// <summary>The members of an event that are read: those of its envelope, then those of its data.</summary>
internal enum EventMember
{
    Id, Source, SpecVersion, Type, Time, Sequence, Data,
    Sector, Resource, Units, From, To, Class, DueAt, Item, Reason, State,
    Unknown,
}

internal static class EventMembers
{
    public const int Count = (int)EventMember.Unknown;

    private static readonly string[] Names =
    [
        "id", "source", "specversion", "type", "time", "sequence", "data",
        "sector", "resource", "units", "from", "to", "class", "dueAt", "item", "reason", "state",
    ];

    public static string NameOf(EventMember member) => Names[(int)member];

    public static bool IsInData(EventMember member) => member > EventMember.Data;

    public static EventMember OfEnvelope(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => EventMember.Id,
        4 when name.SequenceEqual("type"u8) => EventMember.Type,
        4 when name.SequenceEqual("time"u8) => EventMember.Time,
        4 when name.SequenceEqual("data"u8) => EventMember.Data,
        6 when name.SequenceEqual("source"u8) => EventMember.Source,
        8 when name.SequenceEqual("sequence"u8) => EventMember.Sequence,
        11 when name.SequenceEqual("specversion"u8) => EventMember.SpecVersion,
        _ => EventMember.Unknown,
    };

    public static EventMember OfData(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("to"u8) => EventMember.To,
        4 when name.SequenceEqual("from"u8) => EventMember.From,
        4 when name.SequenceEqual("item"u8) => EventMember.Item,
        5 when name.SequenceEqual("units"u8) => EventMember.Units,
        5 when name.SequenceEqual("class"u8) => EventMember.Class,
        5 when name.SequenceEqual("dueAt"u8) => EventMember.DueAt,
        5 when name.SequenceEqual("state"u8) => EventMember.State,
        6 when name.SequenceEqual("sector"u8) => EventMember.Sector,
        6 when name.SequenceEqual("reason"u8) => EventMember.Reason,
        8 when name.SequenceEqual("resource"u8) => EventMember.Resource,
        _ => EventMember.Unknown,
    };
}
