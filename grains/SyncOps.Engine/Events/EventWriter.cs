using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Events;

/// <summary>Writes events as CloudEvents 1.0 JSON, the way <see cref="EventReader"/> reads them back.</summary>
public static class EventWriter
{
    /// <summary>Media type of <see cref="WriteBatch"/>.</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    /// <summary>Media type of <see cref="WriteOne"/>.</summary>
    public const string MediaType = "application/cloudevents+json";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The events as one array, in their order.</summary>
    public static void WriteBatch(IBufferWriter<byte> output, IReadOnlyList<FloorEvent> events)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartArray();
        for (var i = 0; i < events.Count; i++) Write(writer, events[i]);
        writer.WriteEndArray();
    }

    /// <summary>The event as one object.</summary>
    public static void WriteOne(IBufferWriter<byte> output, FloorEvent floorEvent)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Write(writer, floorEvent);
    }

    /// <summary>The event as one object, as a value of a larger document.</summary>
    public static void Write(Utf8JsonWriter writer, FloorEvent e)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion"u8, "1.0"u8);
        writer.WriteString("id"u8, e.Id);
        writer.WriteString("source"u8, e.Source);
        writer.WriteString("type"u8, EventTypes.Of(e.Kind));
        writer.WriteString("time"u8, ContractJson.Write(e.Time));

        // A string, as CloudEvents' sequence extension says: a number would lose digits in readers that hold all numbers as doubles.
        if (e.Sequence is { } sequence) writer.WriteString("sequence"u8, sequence.ToString());
        writer.WriteStartObject("data"u8);
        WriteData(writer, e);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>An event as it was recorded: by whom, where in the journal, when, and what.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="by"><c>sector</c> or <c>resource</c>.</param>
    /// <param name="id">Which one.</param>
    /// <param name="sequence">Row of its journal.</param>
    /// <param name="index">Place in the row.</param>
    /// <param name="receivedAt">The site's clock when it came.</param>
    /// <param name="e">The event.</param>
    public static void WriteRecorded(
        Utf8JsonWriter writer, ReadOnlySpan<byte> by, string id, long sequence, int index, DateTimeOffset receivedAt, FloorEvent e)
    {
        writer.WriteStartObject();
        writer.WriteString(by, id);
        writer.WriteNumber("sequence"u8, sequence);
        writer.WriteNumber("index"u8, index);
        writer.WriteString("receivedAt"u8, ContractJson.Write(receivedAt));
        writer.WritePropertyName("event"u8);
        Write(writer, e);
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, FloorEvent e)
    {
        Optional(writer, e.Kind == EventKind.ResourceMoved ? "to"u8 : "sector"u8, e.Sector);
        Optional(writer, "resource"u8, e.Resource);
        if (e.IsWork) WriteUnits(writer, e.Units);
        Optional(writer, "from"u8, e.From);
        Optional(writer, "to"u8, e.To);
        Optional(writer, "class"u8, e.Class);
        Optional(writer, "dueAt"u8, e.DueAt is { } dueAt ? ContractJson.Write(dueAt) : null);
        Optional(writer, "item"u8, e.Item);
        Optional(writer, "state"u8, e.State is { } state ? Words.Write(state) : null);
        Optional(writer, "reason"u8, e.Reason);
    }

    private static void WriteUnits(Utf8JsonWriter writer, Units units)
    {
        if (units.Millionths % 1_000_000 == 0) writer.WriteNumber("units"u8, units.Millionths / 1_000_000);
        else writer.WriteNumber("units"u8, units.Millionths / 1e6m);
    }

    private static void Optional(Utf8JsonWriter writer, ReadOnlySpan<byte> member, string? text)
    {
        if (text is not null) writer.WriteString(member, text);
    }
}
