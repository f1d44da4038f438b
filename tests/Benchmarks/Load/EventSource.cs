using System.Buffers;
using System.Buffers.Text;
using System.Text;
using SyncOps.Engine.Contract;

namespace SyncOps.Benchmarks.Load;

/// <summary>
/// One sender of events: for each sector its own unbroken sequence, an arrival and a completion of one unit in turn, so that backlogs
/// stay small. Bytes are put together by hand: the load must cost less than what it loads.
/// </summary>
internal sealed class EventSource(int number, int sectors)
{
    private readonly ArrayBufferWriter<byte> _batch = new(64 * 1024);
    private readonly long[] _sequences = new long[sectors];
    private readonly byte[] _open = Encoding.ASCII.GetBytes($$"""{"specversion":"1.0","source":"urn:syncops:load:{{number}}","id":"e""");

    /// <summary>The next events of a sector as one CloudEvents batch; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next(int sector, int events, DateTimeOffset now)
    {
        _batch.ResetWrittenCount();
        var time = Encoding.ASCII.GetBytes(ContractJson.Write(now));
        var data = Encoding.ASCII.GetBytes($$$"""","data":{"sector":"{{{Target.SectorId(sector)}}}","units":1}}"""");
        _batch.Write("["u8);
        for (var i = 0; i < events; i++)
        {
            if (i > 0) _batch.Write(","u8);
            var sequence = ++_sequences[sector];
            _batch.Write(_open);
            Write(sequence);
            _batch.Write("\",\"sequence\":\""u8);
            Write(sequence);
            _batch.Write("\",\"type\":\"syncops.work."u8);
            _batch.Write(sequence % 2 == 1 ? "arrived"u8 : "completed"u8);
            _batch.Write("\",\"time\":\""u8);
            _batch.Write(time);
            _batch.Write("\",\"datacontenttype\":\"application/json\""u8);
            _batch.Write(data);
        }

        _batch.Write("]"u8);
        return _batch.WrittenMemory;
    }

    private void Write(long number)
    {
        Utf8Formatter.TryFormat(number, _batch.GetSpan(20), out var written);
        _batch.Advance(written);
    }
}
