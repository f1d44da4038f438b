using System.Buffers;
using System.Net.Http.Headers;
using SyncOps.Engine.Events;

namespace SyncOps.Client;

/// <summary>Floor events as one CloudEvents 1.0 JSON batch.</summary>
internal static class CloudEventsContent
{
    /// <summary>The batch's bytes. They can be sent any number of times.</summary>
    public static byte[] Write(IReadOnlyList<FloorEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, events.Count * 256));
        EventWriter.WriteBatch(buffer, events);
        return buffer.WrittenSpan.ToArray();
    }

    public static HttpContent Of(byte[] batch)
    {
        var content = new ByteArrayContent(batch);
        content.Headers.ContentType = new MediaTypeHeaderValue(EventWriter.BatchMediaType);
        return content;
    }
}
