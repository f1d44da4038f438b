using System.Buffers;
using System.Buffers.Text;
using System.Text;
using SyncOps.Engine.Contract;

namespace SyncOps.Benchmarks.Load;

/// <summary>
/// One sender of events: for each sector its own unbroken sequence, an arrival and a completion of one unit in turn, so that backlogs
/// stay small. Bytes are put together by hand: the load must cost less than what it loads.
/// </summary>
internal sealed class EventSource(int number, int sectors, bool isSequenced = true)
{
    // One a thread and not one a sender: thousands of senders would spend their time on fetching memory.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _batchOfThread;

    private readonly long[] _sequences = new long[sectors];
    private readonly byte[]?[] _data = new byte[sectors][];
    private readonly byte[] _open = Encoding.ASCII.GetBytes($$"""{"specversion":"1.0","source":"urn:syncops:load:{{number}}","id":""");

    /// <summary>The next events as one CloudEvents batch; valid until the next call, of whichever source, on this thread.</summary>
    /// <param name="sector">The sector of all events, or of the first.</param>
    /// <param name="events">How many.</param>
    /// <param name="isSpread">Each event goes to the sector after the one before.</param>
    /// <param name="now">When they happened.</param>
    public ReadOnlyMemory<byte> Next(int sector, int events, bool isSpread, DateTimeOffset now)
    {
        var batch = _batchOfThread ??= new(32 * 1024);
        batch.ResetWrittenCount();
        var time = Encoding.ASCII.GetBytes(ContractJson.Write(now));
        batch.Write("["u8);
        for (var i = 0; i < events; i++)
        {
            if (i > 0) batch.Write(","u8);
            Write(batch, isSpread ? (sector + i) % sectors : sector, time);
        }

        batch.Write("]"u8);
        return batch.WrittenMemory;
    }

    private void Write(ArrayBufferWriter<byte> batch, int sector, byte[] time)
    {
        var sequence = ++_sequences[sector];
        batch.Write(_open);
        // Of one sender no two events of a batch may have one id, whatever their sectors.
        batch.Write("\""u8);
        Write(batch, sector);
        batch.Write("-"u8);
        Write(batch, sequence);
        if (isSequenced)
        {
            batch.Write("\",\"sequence\":\""u8);
            Write(batch, sequence);
        }

        batch.Write("\",\"type\":\"syncops.work."u8);
        batch.Write(sequence % 2 == 1 ? "arrived"u8 : "completed"u8);
        batch.Write("\",\"time\":\""u8);
        batch.Write(time);
        batch.Write("\",\"datacontenttype\":\"application/json\""u8);
        batch.Write(_data[sector] ??= Encoding.ASCII.GetBytes(
            $$$"""","data":{"sector":"{{{LoadFloor.SectorId(sector)}}}","units":1}}""""));
    }

    private static void Write(ArrayBufferWriter<byte> batch, long number)
    {
        Utf8Formatter.TryFormat(number, batch.GetSpan(20), out var written);
        batch.Advance(written);
    }
}
