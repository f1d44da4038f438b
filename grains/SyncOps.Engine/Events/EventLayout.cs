using System.Text.Json;

namespace SyncOps.Engine.Events;

/// <summary>
/// Where the members of one event stand in the sender's bytes. An event's type may come after its data, so the members are only
/// located first, in one pass and without strings, and understood when all are known.
/// </summary>
internal sealed class EventLayout
{
    private readonly Located[] _members = new Located[EventMembers.Count];
    private ulong _seen;

    /// <summary>A value: its raw bytes (of a string, between the quotes) and its JSON type; None when absent or null.</summary>
    public readonly record struct Located(int Start, int Length, JsonTokenType Type, bool IsEscaped);

    /// <summary>Members that came a second time, one bit each.</summary>
    public ulong Repeated { get; private set; }

    public ref readonly Located this[EventMember member] => ref _members[(int)member];

    /// <summary>Reads the object that the reader stands on, to its end. The reader throws where the text is not JSON.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        Array.Clear(_members);
        (_seen, Repeated) = (0, 0);
        ReadMembers(ref reader, isData: false);
    }

    private void ReadMembers(ref Utf8JsonReader reader, bool isData)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader, isData);
            reader.Read();
            if (member != EventMember.Unknown) Locate(ref reader, member);
            if (member == EventMember.Data && reader.TokenType == JsonTokenType.StartObject) ReadMembers(ref reader, isData: true);
            else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
        }
    }

    private void Locate(ref Utf8JsonReader reader, EventMember member)
    {
        var bit = 1UL << (int)member;
        if ((_seen & bit) != 0) Repeated |= bit;
        _seen |= bit;
        if (reader.TokenType == JsonTokenType.Null) return;
        var start = (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        _members[(int)member] = new Located(start, reader.ValueSpan.Length, reader.TokenType, reader.ValueIsEscaped);
    }

    private static EventMember MemberOf(ref Utf8JsonReader reader, bool isData)
    {
        if (!reader.ValueIsEscaped) return isData ? EventMembers.OfData(reader.ValueSpan) : EventMembers.OfEnvelope(reader.ValueSpan);

        // Written with escapes, a name is compared whole: rare, and the comparison never throws.
        for (var member = isData ? EventMember.Sector : EventMember.Id; member < (isData ? EventMember.Unknown : EventMember.Sector); member++)
        {
            if (reader.ValueTextEquals(EventMembers.NameOf(member))) return member;
        }
        return EventMember.Unknown;
    }
}
