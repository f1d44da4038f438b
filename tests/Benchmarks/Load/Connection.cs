using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SyncOps.Benchmarks.Load;

/// <summary>
/// One kept HTTP/1.1 connection to a server on this machine, for one request at a time. It does the least that HTTP asks for: client and
/// server share the cores, and an HTTP client of full comfort costs as much as the server that it measures.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int MostReceived = 16 * 1024;
    private const int LeastRequest = 32 * 1024;

    // Those of requests that were answered, the last first: thousands of connections with a request each would spend their time on
    // fetching memory.
    private static readonly ConcurrentStack<byte[]> Free = new();

    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _received = new byte[512];
    private byte[]? _request;
    private ReadOnlyMemory<byte> _post;

    private Connection()
    {
    }

    public static async Task<Connection> Open(Uri server, CancellationToken cancellation)
    {
        var connection = new Connection();
        try
        {
            await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Has memory ready for as many requests at once, so that getting it is no part of a load that is measured.
    /// </summary>
    public static void Reserve(int requests)
    {
        while (Free.Count < requests)
        {
            var request = new byte[LeastRequest];
            Array.Fill<byte>(request, 1);
            Free.Push(request);
        }
    }

    /// <summary>Posts a batch of events. Throws <see cref="IOException"/> when the server hangs up.</summary>
    public ValueTask<Answer> Post(string site, ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        _post = Write(
            $"POST /api/v1/sites/{site}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/cloudevents-batch+json\r\n"
            + $"Content-Length: {batch.Length}\r\n\r\n", batch.Span);
        return PostAgain(cancellation);
    }

    /// <summary>Posts the same batch once more.</summary>
    public async ValueTask<Answer> PostAgain(CancellationToken cancellation)
    {
        for (var sent = 0; sent < _post.Length;) sent += await _socket.SendAsync(_post[sent..], cancellation);
        var answer = await Read(cancellation);
        if (!answer.IsPassing) Release();
        return answer;
    }

    /// <summary>Begins a stream of server-sent events, to be read with <see cref="Receive"/>, head of the answer and all.</summary>
    public async Task Watch(string site, CancellationToken cancellation)
    {
        var request = Encoding.ASCII.GetBytes(
            $"GET /api/v1/sites/{site}/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
        await _socket.SendAsync(request, cancellation);
    }

    /// <summary>The next bytes as they come; none: the server has hung up.</summary>
    public ValueTask<int> Receive(Memory<byte> into, CancellationToken cancellation) => _socket.ReceiveAsync(into, cancellation);

    public void Dispose() => _socket.Dispose();

    private ReadOnlyMemory<byte> Write(string head, ReadOnlySpan<byte> body)
    {
        var length = head.Length + body.Length;
        if (_request is null && !Free.TryPop(out _request) || _request.Length < length)
            _request = new byte[Math.Max(LeastRequest, length * 5 / 4)];
        Encoding.ASCII.GetBytes(head, _request);
        body.CopyTo(_request.AsSpan(head.Length));
        return _request.AsMemory(0, length);
    }

    private void Release()
    {
        if (_request is { } request) Free.Push(request);
        (_request, _post) = (null, default);
    }

    private async ValueTask<Answer> Read(CancellationToken cancellation)
    {
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_received.AsMemory(length), cancellation);
            if (read == 0) throw new IOException("The server hung up in the middle of an answer.");
            length += read;
            if (IsWhole(_received.AsSpan(0, length))) return AnswerOf(_received.AsSpan(0, length));
            if (length == MostReceived) throw new IOException($"The server's answer is longer than {length} bytes.");
            if (length == _received.Length) Array.Resize(ref _received, 2 * length);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(EndOfHead);
        if (head < 0) return false;
        // Nothing follows an answer before the next request, and JSON holds no line breaks of this kind.
        return Header(answer[..head], "content-length"u8) is { Length: > 0 } text && Utf8Parser.TryParse(text, out int length, out _)
            ? answer.Length >= head + EndOfHead.Length + length
            : answer.EndsWith(EndOfChunks);
    }

    private static Answer AnswerOf(ReadOnlySpan<byte> answer)
    {
        var head = answer[..answer.IndexOf(EndOfHead)];
        if (!Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
            throw new IOException($"The server's answer is no HTTP/1.1: {Encoding.ASCII.GetString(head)}");
        var wait = Header(head, "retry-after"u8);
        return new Answer(
            status, Utf8Parser.TryParse(wait, out int seconds, out _) ? TimeSpan.FromSeconds(seconds) : null,
            status == (int)HttpStatusCode.OK ? "" : Encoding.UTF8.GetString(answer[head.Length..]).Trim());
    }

    /// <summary>A header's value by its name in lower case; empty when it is not there.</summary>
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            head = head[(end + 2)..];
            if (head.Length > name.Length && head[name.Length] == ':' && Ascii.EqualsIgnoreCase(head[..name.Length], name))
            {
                var value = head[(name.Length + 1)..];
                return (value.IndexOf("\r\n"u8) is >= 0 and var to ? value[..to] : value).TrimStart((byte)' ');
            }
        }
        return [];
    }
}

/// <summary>A server's answer: its status, what it asks to wait for, and, unless all is well, its words.</summary>
internal readonly record struct Answer(int Status, TimeSpan? RetryAfter, string Body)
{
    public bool IsOk => Status == 200;

    /// <summary>The answer of a loaded server: sending again is what clients do.</summary>
    public bool IsPassing => Status is 429 or 503;
}
