using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Events;

/// <summary>What the members of an event say, checked against the floor: the event, or all its faults.</summary>
internal sealed partial class EventMeaning(Floor floor, DateTimeOffset now, EventPaths paths, FaultList faults)
{
    private const int MaxClassLength = 64;
    private const int MaxTextLength = 256;
    private static readonly TimeSpan FarthestFromClock = TimeSpan.FromHours(24);

    private readonly BatchNames _names = new(floor);
    private readonly EventLayout _layout = new();
    private readonly bool _isStepped = floor.Document.Clock == ClockKind.Stepped;
    private readonly bool _keepsPersons = floor.Document.Policy.PersonRates == PersonRates.Person;
    private int _place;
    private bool _isFaulty;

    /// <summary>
    /// The event whose object the reader stands on in <paramref name="bytes"/>, which is the <paramref name="place"/>th of its batch;
    /// null when it has faults.
    /// </summary>
    public FloorEvent? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, int place)
    {
        (_place, _isFaulty) = (place, false);
        _layout.Read(ref reader);
        if (_layout.Repeated != 0) AddRepeated();
        CheckSpecVersion(bytes);
        var id = RequiredText(bytes, EventMember.Id, Names.MaxEventNameLength, isShared: false);
        var source = RequiredText(bytes, EventMember.Source, Names.MaxEventNameLength, isShared: true);
        if (source.StartsWith(UpstreamCredit.SourcePrefix, StringComparison.Ordinal))
        {
            Add(EventMember.Source, FaultCodes.ReservedSource,
                $"{FaultList.Quote(source)} is a source that sectors write themselves. Give your own system's name.");
        }
        var time = Time(bytes);
        var sequence = Sequence(bytes);
        var hasData = HasData();
        if (KindOf(bytes) is not { } kind || !hasData) return null;
        var read = kind <= EventKind.WorkCounted
            ? WorkEvent(bytes, kind, source, id, sequence, time)
            : ResourceEvent(bytes, kind, source, id, sequence, time);
        return _isFaulty ? null : read;
    }

    private FloorEvent WorkEvent(ReadOnlySpan<byte> bytes, EventKind kind, string source, string id, long? sequence, DateTimeOffset time)
    {
        var isCount = kind == EventKind.WorkCounted;
        var resource = kind == EventKind.WorkCompleted ? Resource(bytes, isRequired: false) : null;
        return new FloorEvent
        {
            Kind = kind,
            Source = source,
            Id = id,
            Sequence = sequence,
            Time = time,
            Sector = Sector(bytes, EventMember.Sector, isRequired: true, mayBeRetired: false),
            Resource = _keepsPersons ? resource : null,
            Units = Amount(bytes, mayBeZero: isCount),

            // Work may come from, or have been sent on to, a sector that was retired while it was under way.
            From = kind == EventKind.WorkArrived ? Sector(bytes, EventMember.From, isRequired: false, mayBeRetired: true) : null,
            To = kind == EventKind.WorkCompleted ? Sector(bytes, EventMember.To, isRequired: false, mayBeRetired: true) : null,
            Class = OptionalText(bytes, EventMember.Class, MaxClassLength, isShared: true),
            DueAt = isCount ? null : OptionalInstant(bytes, EventMember.DueAt),
            Item = isCount ? null : OptionalText(bytes, EventMember.Item, MaxTextLength, isShared: false),
            Reason = kind == EventKind.WorkRemoved ? RequiredText(bytes, EventMember.Reason, MaxTextLength, isShared: true) : null,
        };
    }

    private FloorEvent ResourceEvent(
        ReadOnlySpan<byte> bytes, EventKind kind, string source, string id, long? sequence, DateTimeOffset time) => new()
    {
        Kind = kind,
        Source = source,
        Id = id,
        Sequence = sequence,
        Time = time,
        Sector = kind switch
        {
            EventKind.ResourceCheckedIn => Sector(bytes, EventMember.Sector, isRequired: true, mayBeRetired: false),
            EventKind.ResourceMoved => Sector(bytes, EventMember.To, isRequired: true, mayBeRetired: false),
            _ => null,
        },
        Resource = Resource(bytes, isRequired: true),
        State = kind == EventKind.ResourceStatus ? State(bytes) : null,
        Reason = kind == EventKind.ResourceStatus ? OptionalText(bytes, EventMember.Reason, MaxTextLength, isShared: true) : null,
    };

    private void CheckSpecVersion(ReadOnlySpan<byte> bytes)
    {
        ref readonly var value = ref _layout[EventMember.SpecVersion];
        if (value.Type == JsonTokenType.String && BytesOf(bytes, value).SequenceEqual("1.0"u8)) return;
        if (TextOf(bytes, EventMember.SpecVersion, isRequired: true, isShared: true) is not { } version || version == "1.0") return;
        Add(EventMember.SpecVersion, FaultCodes.WrongSpecVersion,
            $"specversion is {FaultList.Quote(version)}; only CloudEvents \"1.0\" is read.");
    }

    private EventKind? KindOf(ReadOnlySpan<byte> bytes)
    {
        ref readonly var value = ref _layout[EventMember.Type];
        if (value.Type == JsonTokenType.String && EventTypes.Read(BytesOf(bytes, value)) is { } kind) return kind;
        if (TextOf(bytes, EventMember.Type, isRequired: true, isShared: true) is not { } type) return null;
        if (EventTypes.Read(Encoding.UTF8.GetBytes(type)) is { } escaped) return escaped;
        Add(EventMember.Type, FaultCodes.UnknownType, $"{FaultList.Quote(type)} is no type of event. Use one of: {EventTypes.List}.");
        return null;
    }

    private DateTimeOffset Time(ReadOnlySpan<byte> bytes)
    {
        if (Instant(bytes, EventMember.Time, isRequired: true) is not { } time) return default;
        if (_isStepped || (time - now).Duration() <= FarthestFromClock) return time;
        Add(EventMember.Time, FaultCodes.OutOfRange,
            $"{ContractJson.Write(time)} is more than 24 h from the site's clock, {ContractJson.Write(now)}. Check the sender's clock; "
            + "older facts belong to a stepped site.");
        return time;
    }

    private long? Sequence(ReadOnlySpan<byte> bytes)
    {
        ref readonly var value = ref _layout[EventMember.Sequence];
        if (value.Type == JsonTokenType.None) return null;
        var digits = BytesOf(bytes, value);
        if (value.Type is JsonTokenType.Number or JsonTokenType.String && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(digits, out long sequence, out var used) && used == digits.Length)
            return sequence;
        Add(EventMember.Sequence, FaultCodes.OutOfRange,
            $"sequence must be a whole number from 0 to {long.MaxValue}, as a number or a string of digits.");
        return null;
    }

    private bool HasData()
    {
        switch (_layout[EventMember.Data].Type)
        {
            case JsonTokenType.StartObject: return true;
            case JsonTokenType.None:
                Add(EventMember.Data, FaultCodes.Required, "\"data\" is required and absent. Give the event's data as a JSON object.");
                return false;
            default:
                Add(EventMember.Data, FaultCodes.WrongType, "\"data\" must be a JSON object.");
                return false;
        }
    }

    private Units Amount(ReadOnlySpan<byte> bytes, bool mayBeZero)
    {
        ref readonly var value = ref _layout[EventMember.Units];
        if (value.Type != JsonTokenType.Number)
        {
            if (value.Type == JsonTokenType.None) Add(EventMember.Units, FaultCodes.Required, "\"units\" is required and absent.");
            else Add(EventMember.Units, FaultCodes.WrongType, "\"units\" must be a number.");
            return Units.Zero;
        }
        var digits = BytesOf(bytes, value);
        if (Utf8Parser.TryParse(digits, out double number, out var used) && used == digits.Length
            && number is >= 0 and <= Units.MaxPerEvent)
        {
            var units = Units.Of(number);
            if (units > Units.Zero || (mayBeZero && number == 0)) return units;
        }
        var written = digits.Length <= 40 ? Encoding.UTF8.GetString(digits) : "as written";
        Add(EventMember.Units, FaultCodes.OutOfRange,
            $"units {written} is out of range: it must be {(mayBeZero ? "0 or " : "")}from 0.000001 to {Units.MaxPerEvent}.");
        return Units.Zero;
    }

    private ReportedState? State(ReadOnlySpan<byte> bytes)
    {
        if (TextOf(bytes, EventMember.State, isRequired: true, isShared: true) is not { } word) return null;
        if (Words.TryRead<ReportedState>(word, out var state)) return state;
        Add(EventMember.State, FaultCodes.UnknownWord, $"{FaultList.Quote(word)} is none of: {Words.List<ReportedState>()}.");
        return null;
    }
}
