using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SyncOps.Api;

/// <summary>A request's whole body within the limit, or the answer that refuses it. Dispose to give the buffer back.</summary>
internal sealed class RequestBody : IDisposable
{
    public const int MaxBytes = 4 * 1024 * 1024;

    private byte[]? _buffer;

    private RequestBody(byte[]? buffer, int length, IResult? refusal) => (_buffer, Length, Refusal) = (buffer, length, refusal);

    public IResult? Refusal { get; }

    private int Length { get; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Reads a JSON document: <c>application/json</c> or a <c>+json</c> type in UTF-8. No body and no type is <c>{}</c>.</summary>
    public static Task<RequestBody> ReadJson(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentType is null && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0)
            return Task.FromResult(new RequestBody("{}"u8.ToArray(), 2, null));
        var type = MediaTypeOf(request);
        var isJson = type is not null && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));
        return isJson
            ? Read(request, cancellation)
            : Task.FromResult(new RequestBody(null, 0, Problems.UnsupportedMediaType(request.ContentType, "application/json")));
    }

    /// <summary>The media type in lower case without parameters; null when there is none or its charset is not UTF-8.</summary>
    public static string? MediaTypeOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return null;
        return type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? null
            : type.MediaType.Value?.ToLowerInvariant();
    }

    public static async Task<RequestBody> Read(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes) return new RequestBody(null, 0, Problems.TooLarge(MaxBytes));
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(request.ContentLength ?? 16_384, 1));
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0) return new RequestBody(buffer, length, null);
            length += read;
            if (length > MaxBytes)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return new RequestBody(null, 0, Problems.TooLarge(MaxBytes));
            }
            if (length == buffer.Length) buffer = Grow(buffer, length);
        }
    }

    public void Dispose()
    {
        if (_buffer is { Length: >= 16 }) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
