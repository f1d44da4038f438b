using System.Text;
using System.Text.Json;
using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Events;

/// <summary>How one member of an event is understood, whatever the event.</summary>
internal sealed partial class EventMeaning
{
    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> bytes, in EventLayout.Located value) => bytes.Slice(value.Start, value.Length);

    private void Add(EventMember member, string code, string reason)
    {
        _isFaulty = true;
        faults.Add(paths.Of(_place, member), code, reason, paths.IndexOf(_place));
    }

    private void AddRepeated()
    {
        for (var member = EventMember.Id; member < EventMember.Unknown; member++)
        {
            if ((_layout.Repeated & (1UL << (int)member)) == 0) continue;
            Add(member, FaultCodes.DuplicateMember, $"\"{EventMembers.NameOf(member)}\" comes twice. Keep the one that is meant.");
        }
    }

    /// <summary>A member's text, or null with a fault; without one where it is absent and may be. Shared: one string per batch.</summary>
    private string? TextOf(ReadOnlySpan<byte> bytes, EventMember member, bool isRequired, bool isShared)
    {
        ref readonly var value = ref _layout[member];
        if (value.Type == JsonTokenType.String && !value.IsEscaped)
            return isShared ? _names.Of(bytes, value.Start, value.Length).Text : Encoding.UTF8.GetString(BytesOf(bytes, value));
        if (value.Type == JsonTokenType.String) return Unescaped(bytes, member);
        if (value.Type != JsonTokenType.None) Add(member, FaultCodes.WrongType, $"\"{EventMembers.NameOf(member)}\" must be a string.");
        else if (isRequired) Add(member, FaultCodes.Required, $"\"{EventMembers.NameOf(member)}\" is required and absent.");
        return null;
    }

    private string? Unescaped(ReadOnlySpan<byte> bytes, EventMember member)
    {
        ref readonly var value = ref _layout[member];
        var reader = new Utf8JsonReader(bytes.Slice(value.Start - 1, value.Length + 2));
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            Add(member, FaultCodes.BadText, $"\"{EventMembers.NameOf(member)}\" is no valid Unicode: it has half of a surrogate pair.");
            return null;
        }
    }

    private string RequiredText(ReadOnlySpan<byte> bytes, EventMember member, int maxLength, bool isShared)
    {
        if (TextOf(bytes, member, isRequired: true, isShared) is not { } text) return "";
        if (text.Length == 0) Add(member, FaultCodes.Required, $"\"{EventMembers.NameOf(member)}\" is empty. Give it 1 to {maxLength} characters.");
        else CheckLength(text, member, maxLength);
        return text;
    }

    /// <summary>The empty text counts as none.</summary>
    private string? OptionalText(ReadOnlySpan<byte> bytes, EventMember member, int maxLength, bool isShared)
    {
        if (_layout[member].Type == JsonTokenType.None) return null;
        if (TextOf(bytes, member, isRequired: false, isShared) is not { Length: > 0 } text) return null;
        CheckLength(text, member, maxLength);
        return text;
    }

    private void CheckLength(string text, EventMember member, int maxLength)
    {
        if (text.Length <= maxLength) return;
        Add(member, FaultCodes.OutOfRange, $"\"{EventMembers.NameOf(member)}\" has {text.Length} characters; at most {maxLength} are kept. Shorten it.");
    }

    private string? Sector(ReadOnlySpan<byte> bytes, EventMember member, bool isRequired, bool mayBeRetired)
    {
        if (Named(bytes, member, isRequired) is not { } text) return null;
        var index = SharedNameOf(bytes, member)?.SectorIndex ?? floor.SectorIndex(text);
        if (index < 0)
        {
            Add(member, FaultCodes.UnknownReference, $"The floor has no sector {FaultList.Quote(text)}. Correct the id or add the sector to the floor.");
            return null;
        }
        var sector = floor.Sectors[index];
        if (sector.Retired && !mayBeRetired)
            Add(member, FaultCodes.RetiredSector, $"The sector {FaultList.Quote(text)} is retired and takes no events. Put it back into the floor first.");
        return sector.Id;
    }

    private string? Resource(ReadOnlySpan<byte> bytes, bool isRequired)
    {
        if (Named(bytes, EventMember.Resource, isRequired) is not { } text) return null;
        var index = SharedNameOf(bytes, EventMember.Resource)?.ResourceIndex ?? floor.ResourceIndex(text);
        if (index >= 0) return floor.Resources[index].Id;
        Add(EventMember.Resource, FaultCodes.UnknownReference,
            $"The floor has no resource {FaultList.Quote(text)}. Correct the id or add the resource to the floor.");
        return null;
    }

    private string? Named(ReadOnlySpan<byte> bytes, EventMember member, bool isRequired)
        => !isRequired && _layout[member].Type == JsonTokenType.None ? null : TextOf(bytes, member, isRequired, isShared: true);

    private BatchNames.Name? SharedNameOf(ReadOnlySpan<byte> bytes, EventMember member)
    {
        ref readonly var value = ref _layout[member];
        return value.IsEscaped ? null : _names.Of(bytes, value.Start, value.Length);
    }

    private DateTimeOffset? OptionalInstant(ReadOnlySpan<byte> bytes, EventMember member)
        => _layout[member].Type == JsonTokenType.None ? null : Instant(bytes, member, isRequired: false);

    private DateTimeOffset? Instant(ReadOnlySpan<byte> bytes, EventMember member, bool isRequired)
    {
        ref readonly var value = ref _layout[member];
        DateTimeOffset instant;
        if (value.Type == JsonTokenType.String && !value.IsEscaped)
        {
            if (!InstantRange.TryRead(BytesOf(bytes, value), out instant)) return NotAnInstant(Encoding.UTF8.GetString(BytesOf(bytes, value)));
        }
        else
        {
            if (TextOf(bytes, member, isRequired, isShared: false) is not { } text) return null;
            if (!ContractJson.TryReadInstant(text, out instant)) return NotAnInstant(text);
        }
        if (!InstantRange.Contains(instant))
            Add(member, FaultCodes.OutOfRange, $"{ContractJson.Write(instant)} must lie {InstantRange.Rule}.");
        return instant;

        DateTimeOffset? NotAnInstant(string text)
        {
            Add(member, FaultCodes.BadInstant, $"{FaultList.Quote(text)} is not an instant with an offset, such as 2026-03-02T07:15:00Z.");
            return null;
        }
    }
}
