using System.Buffers.Text;

namespace SyncOps.Benchmarks.Load;

/// <summary>Many live streams of one site, read at little cost: only the number of the newest frame is looked at.</summary>
internal sealed class StreamReaders : IAsyncDisposable
{
    private readonly List<Connection> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private Task[] _reading = [];
    private long[] _newest = [];
    private long _bytes;

    public int Count => _newest.Length;

    public long Bytes => Interlocked.Read(ref _bytes);

    public static async Task<StreamReaders> Open(Target target, int count, CancellationToken cancellation)
    {
        var readers = new StreamReaders { _newest = new long[count], _reading = new Task[count] };
        for (var i = 0; i < count; i++)
        {
            var connection = await target.Connect(cancellation);
            readers._connections.Add(connection);
            await connection.Watch(target.Site, cancellation);
            readers._reading[i] = readers.Read(i, connection);
        }
        return readers;
    }

    /// <summary>How many streams have not yet got a frame.</summary>
    public int Behind(long frame)
    {
        var behind = 0;
        for (var i = 0; i < _newest.Length; i++) if (Volatile.Read(ref _newest[i]) < frame) behind++;
        return behind;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading.OfType<Task>());
        foreach (var connection in _connections) connection.Dispose();
        _stop.Dispose();
    }

    private async Task Read(int index, Connection connection)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await connection.Receive(buffer, _stop.Token) is > 0 and var read)
            {
                Interlocked.Add(ref _bytes, read);
                if (Newest(buffer.AsSpan(0, read)) is { } frame) Volatile.Write(ref _newest[index], frame);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>The number of the last frame that begins here. One that is cut apart is passed over: the next frame is newer.</summary>
    private static long? Newest(ReadOnlySpan<byte> bytes)
    {
        while (bytes.LastIndexOf("\nid: "u8) is >= 0 and var at)
        {
            var number = bytes[(at + 5)..];
            if (Utf8Parser.TryParse(number, out long frame, out var digits) && digits < number.Length && number[digits] == '\n')
                return frame;
            bytes = bytes[..at];
        }
        return null;
    }
}
