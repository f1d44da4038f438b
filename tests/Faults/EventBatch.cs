using System.Buffers;
using System.Net.Http.Headers;
using SyncOps.Engine.Events;

namespace SyncOps.Tests.Faults;

/// <summary>Events as the body of a request, for tests that look at the answer themselves.</summary>
internal static class EventBatch
{
    public static HttpContent Of(IReadOnlyList<FloorEvent> events)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventWriter.WriteBatch(bytes, events);
        var content = new ByteArrayContent(bytes.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(EventWriter.BatchMediaType);
        return content;
    }
}
