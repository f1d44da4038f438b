using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SyncOps.Engine.Events;

/// <summary>Fixed-size stand-ins for an event's identity and payload. Both are stored: how they are made never changes.</summary>
public static class EventIdentity
{
    private const int StackBytes = 512;
    private const int FixedBytes = 1 + 8 + 9 + 8 + 9 + 2;
    private const int MaxBytesPerChar = 3;

    /// <summary>
    /// XxHash128 of the UTF-8 of source, a zero byte and id. Two different events agree by chance with a probability of about
    /// n²/2^129 among n events: 1e-27 among a million.
    /// </summary>
    public static UInt128 Of(FloorEvent floorEvent)
    {
        var (source, id) = (floorEvent.Source, floorEvent.Id);
        var size = (source.Length + id.Length) * MaxBytesPerChar + 1;
        byte[]? rented = null;
        var buffer = size <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(size);
        var used = Encoding.UTF8.GetBytes(source, buffer);
        buffer[used++] = 0;
        used += Encoding.UTF8.GetBytes(id, buffer[used..]);
        var hash = XxHash128.HashToUInt128(buffer[..used]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>XxHash64 of everything but source and id: equal for the same event sent again, so that a changed one is noticed.</summary>
    public static ulong PayloadHash(FloorEvent floorEvent)
    {
        var e = floorEvent;
        var size = FixedBytes + 7 * 4 + MaxBytesPerChar
            * (Length(e.Sector) + Length(e.Resource) + Length(e.From) + Length(e.To) + Length(e.Class) + Length(e.Item) + Length(e.Reason));
        byte[]? rented = null;
        var buffer = size <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(size);
        var hash = XxHash64.HashToUInt64(buffer[..Encode(e, buffer)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>
    /// Each member in turn; what may be absent begins with its presence, and a text with its length, so that none runs into the next.
    /// </summary>
    private static int Encode(FloorEvent e, Span<byte> buffer)
    {
        buffer[0] = (byte)e.Kind;
        BinaryPrimitives.WriteInt64LittleEndian(buffer[1..], e.Time.UtcTicks);
        var at = Optional(buffer, 9, e.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(buffer[at..], e.Units.Millionths);
        at = Optional(buffer, at + 8, e.DueAt?.UtcTicks);
        buffer[at] = e.State is null ? (byte)0 : (byte)1;
        buffer[at + 1] = (byte)e.State.GetValueOrDefault();
        at = Text(buffer, at + 2, e.Sector);
        at = Text(buffer, at, e.Resource);
        at = Text(buffer, at, e.From);
        at = Text(buffer, at, e.To);
        at = Text(buffer, at, e.Class);
        at = Text(buffer, at, e.Item);
        return Text(buffer, at, e.Reason);
    }

    private static int Optional(Span<byte> buffer, int at, long? value)
    {
        buffer[at] = value is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(buffer[(at + 1)..], value.GetValueOrDefault());
        return at + 9;
    }

    private static int Text(Span<byte> buffer, int at, string? text)
    {
        var written = text is null ? 0 : Encoding.UTF8.GetBytes(text, buffer[(at + 4)..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[at..], text is null ? -1 : written);
        return at + 4 + written;
    }

    private static int Length(string? text) => text?.Length ?? 0;
}

/// <summary>What tells whether two events are the same one, and whether one of them was changed.</summary>
/// <param name="Identity">Of source and id: <see cref="EventIdentity.Of"/>.</param>
/// <param name="Payload">Of all the rest: <see cref="EventIdentity.PayloadHash"/>.</param>
public readonly record struct EventFingerprint(UInt128 Identity, ulong Payload)
{
    public static EventFingerprint Of(FloorEvent e) => new(EventIdentity.Of(e), EventIdentity.PayloadHash(e));
}
