using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Network;

/// <summary>
/// Stands between one silo and PostgreSQL on a loopback port of its own, and passes bytes on, until it is told to do worse.
/// </summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly int _server;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _armed;
    private volatile Task _passage = Task.CompletedTask;

    /// <param name="server">PostgreSQL's port.</param>
    public DatabaseProxy(int server)
    {
        _server = server;
        Port = Ports.Free();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port { get; }

    /// <summary>
    /// Waits for the next answer at any of these that says that a transaction is committed, withholds it and cuts its connection: what
    /// was written is durable and its writer cannot know. Returns when that has happened.
    /// </summary>
    public static async Task CutAfterCommit(IReadOnlyList<DatabaseProxy> any, CancellationToken cancellation)
    {
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var proxy in any) proxy._armed = cut;
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
    }

    /// <summary>Lets no byte through for so long, either way; connections stay open, and what was sent arrives afterwards.</summary>
    public async Task Stall(TimeSpan duration, CancellationToken cancellation)
    {
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _passage = again.Task;
        try
        {
            await Task.Delay(duration, cancellation);
        }
        finally
        {
            again.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _ended.Dispose();
    }

    private async Task Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_ended.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
            var connection = Connect(client);
            _connections[connection] = true;
            _ = connection.ContinueWith(c => _connections.TryRemove(c, out var _), TaskScheduler.Default);
        }
    }

    /// <summary>Passes on both ways until either end closes, or the proxy does; then both ends are closed.</summary>
    private async Task Connect(TcpClient client)
    {
        using var one = client;
        using var other = new TcpClient();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        try
        {
            (one.NoDelay, other.NoDelay) = (true, true);
            await other.ConnectAsync(IPAddress.Loopback, _server, over.Token);
            var (near, far) = (one.GetStream(), other.GetStream());
            await Task.WhenAny(Pass(near, far, isAnswer: false, over.Token), Pass(far, near, isAnswer: true, over.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The database is away: so is this connection.
            return;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task Pass(NetworkStream from, NetworkStream to, bool isAnswer, CancellationToken cancellation)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(bytes, cancellation) is var count and > 0)
            {
                await _passage.WaitAsync(cancellation);
                if (isAnswer && IsCut(bytes.AsSpan(0, count))) return;
                await to.WriteAsync(bytes.AsMemory(0, count), cancellation);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // One of the ends is gone, or the proxy ends.
            return;
        }
    }

    /// <summary>One connection only is cut, that of the first committed transaction since they were armed.</summary>
    private bool IsCut(ReadOnlySpan<byte> answer)
        // CommandComplete: its letter, its length, the command and a zero.
        => _armed is { Task.IsCompleted: false } armed && answer.IndexOf("C\0\0\0\u000bCOMMIT\0"u8) >= 0 && armed.TrySetResult();
}
