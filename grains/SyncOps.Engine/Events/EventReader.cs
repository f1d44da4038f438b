using System.Buffers;
using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Events;

/// <summary>
/// Reads CloudEvents 1.0 in JSON and checks them against the floor. Either every event is right and all are returned, or none is and the
/// faults (the first <see cref="MaxFaults"/>) are. Members that the contract does not know are ignored; null counts as absent. Unless the
/// floor's policy keeps person rates, completions come out without the resource that did them.
/// </summary>
public static class EventReader
{
    public const int MaxEvents = 10_000;
    public const int MaxFaults = 100;

    /// <summary>What a batch of usual size took is kept for the next one; what a large one took is not.</summary>
    private const int MostKept = 1_000;

    [ThreadStatic]
    private static HashSet<Identity>? _seen;

    private static readonly string[] Headers = ["id", "source", "specversion", "type", "time", "sequence"];

    /// <summary>An array of events (<c>application/cloudevents-batch+json</c>), empty or up to <see cref="MaxEvents"/>.</summary>
    /// <param name="now">The site's clock; on a live site an event's time lies within 24 h of it.</param>
    public static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) ReadBatch(
        ReadOnlyMemory<byte> utf8Json, Floor floor, DateTimeOffset now)
        => Read(utf8Json, floor, now, EventPaths.Batch, JsonText.MaxDepth);

    /// <summary>One event as an object (<c>application/cloudevents+json</c>).</summary>
    public static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) ReadOne(
        ReadOnlyMemory<byte> utf8Json, Floor floor, DateTimeOffset now)
        => Read(utf8Json, floor, now, EventPaths.One, JsonText.MaxDepth);

    /// <summary>
    /// One event in binary mode: its attributes from the <c>ce-</c> headers (any case, percent-encoded; others are ignored), its data the
    /// body. The caller has seen that the content type is JSON.
    /// </summary>
    public static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) ReadBinary(
        IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> data, Floor floor, DateTimeOffset now)
    {
        var faults = new FaultList(MaxFaults);
        using (var body = JsonText.Parse(data, faults))
        {
            if (body is null) return ([], faults.ToList());
        }

        // Put together as one object it is read like any other; only the names in faults differ.
        var whole = new ArrayBufferWriter<byte>(data.Length + 512);
        using (var writer = new Utf8JsonWriter(whole, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var (header, value) in headers)
            {
                if (AttributeOf(header) is { } attribute) writer.WriteString(attribute, Uri.UnescapeDataString(value));
            }
            writer.WritePropertyName("data");
            writer.WriteRawValue(JsonText.WithoutMark(data).Span, skipInputValidation: true);
            writer.WriteEndObject();
        }
        return Read(whole.WrittenMemory, floor, now, EventPaths.Binary, JsonText.MaxDepth + 1);
    }

    private static string? AttributeOf(string header)
        => header.StartsWith("ce-", StringComparison.OrdinalIgnoreCase)
            ? Array.Find(Headers, name => header.AsSpan(3).Equals(name, StringComparison.OrdinalIgnoreCase))
            : null;

    private static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) Read(
        ReadOnlyMemory<byte> utf8Json, Floor floor, DateTimeOffset now, EventPaths paths, int maxDepth)
    {
        var bytes = JsonText.WithoutMark(utf8Json).Span;
        if (JsonText.FaultOfEncoding(bytes) is { } fault) return ([], [fault]);
        var faults = new FaultList(MaxFaults);
        var meaning = new EventMeaning(floor, now, paths, faults);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            reader.Read();
            var events = paths == EventPaths.Batch
                ? EventsOf(ref reader, bytes, meaning, faults)
                : EventOf(ref reader, bytes, meaning, faults);
            return faults.IsEmpty ? (events, []) : ([], faults.ToList());
        }
        catch (JsonException exception)
        {
            return ([], [JsonText.FaultOf(bytes, exception)]);
        }
    }

    private static List<FloorEvent> EventOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, EventMeaning meaning, FaultList faults)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add("$", FaultCodes.WrongType,
                "The body must be one event, a JSON object. Send arrays as application/cloudevents-batch+json.");
            reader.Skip();
        }
        else if (meaning.Read(ref reader, bytes, 0) is { } read)
        {
            reader.Read();
            return [read];
        }
        reader.Read();
        return [];
    }

    private static List<FloorEvent> EventsOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, EventMeaning meaning, FaultList faults)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add("$", FaultCodes.WrongType,
                "The body must be an array of events. Send a single event as application/cloudevents+json.");
            reader.Skip();
            reader.Read();
            return [];
        }
        var events = new List<FloorEvent>(128);
        var seen = NoneSeen();
        for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (place == MaxEvents)
            {
                faults.Add("$", FaultCodes.TooManyEvents, $"The batch has more than {MaxEvents} events. Send it in parts.");
                return [];
            }
            if (faults.IsFull)
            {
                faults.Cut();
                reader.Skip();
                continue;
            }
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                faults.Add($"$[{place}]", FaultCodes.WrongType, "An event must be a JSON object.", place);
                reader.Skip();
            }
            else if (meaning.Read(ref reader, bytes, place) is { } read)
            {
                if (seen.Add(new Identity(read.Source, read.Id))) events.Add(read);
                else faults.Add($"$[{place}].id", FaultCodes.DuplicateInBatch,
                    $"The event {FaultList.Quote(read.Id)} of {FaultList.Quote(read.Source)} is in this batch already. Send each "
                    + "event once.", place);
            }
        }
        reader.Read();
        return events;
    }

    private static HashSet<Identity> NoneSeen()
    {
        if (_seen is null || _seen.Capacity > MostKept) return _seen = [];
        _seen.Clear();
        return _seen;
    }

    private readonly record struct Identity(string Source, string Id);
}
