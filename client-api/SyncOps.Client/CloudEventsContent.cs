using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;

namespace SyncOps.Client;

/// <summary>Floor events as one CloudEvents 1.0 JSON batch.</summary>
internal static class CloudEventsContent
{
    public const string MediaType = "application/cloudevents-batch+json";

    /// <summary>The batch's bytes. They can be sent any number of times.</summary>
    public static byte[] Write(IReadOnlyList<FloorEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, events.Count * 256));
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartArray();
            foreach (var floorEvent in events) Write(json, floorEvent);
            json.WriteEndArray();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static HttpContent Of(byte[] batch)
    {
        var content = new ByteArrayContent(batch);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        return content;
    }

    private static void Write(Utf8JsonWriter json, FloorEvent e)
    {
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("type", TypeOf(e.Kind));
        json.WriteString("source", e.Source);
        json.WriteString("id", e.Id);
        json.WriteString("time", ContractJson.Write(e.Time));
        // A string: the integers of CloudEvents end at 2^31.
        if (e.Sequence is { } sequence) json.WriteString("sequence", sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("data");
        WriteData(json, e);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, FloorEvent e)
    {
        var moved = e.Kind == EventKind.ResourceMoved;
        Text(json, "resource", e.Resource);
        Text(json, "sector", moved ? null : e.Sector);
        Text(json, "to", moved ? e.Sector : e.To);
        if (e.IsWork) json.WriteNumber("units", e.Units.Millionths / 1e6m);
        Text(json, "from", e.From);
        Text(json, "class", e.Class);
        Text(json, "dueAt", e.DueAt is { } due ? ContractJson.Write(due) : null);
        Text(json, "item", e.Item);
        Text(json, "state", e.State?.ToString().ToLowerInvariant());
        Text(json, "reason", e.Reason);
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static string TypeOf(EventKind kind) => kind switch
    {
        EventKind.WorkArrived => "syncops.work.arrived",
        EventKind.WorkCompleted => "syncops.work.completed",
        EventKind.WorkRemoved => "syncops.work.removed",
        EventKind.WorkCounted => "syncops.work.counted",
        EventKind.ResourceCheckedIn => "syncops.resource.checkedIn",
        EventKind.ResourceCheckedOut => "syncops.resource.checkedOut",
        EventKind.ResourceMoved => "syncops.resource.moved",
        EventKind.ResourceStatus => "syncops.resource.status",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of floor event."),
    };
}
