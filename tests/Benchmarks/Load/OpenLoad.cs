using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace SyncOps.Benchmarks.Load;

/// <summary>
/// Batches that are sent when they are due, whatever became of those before, each by the sender that is free for longest. A sender whose
/// batch was refused sends it again when its turn comes.
/// </summary>
/// <param name="target">Where they go.</param>
/// <param name="batch">Events of one.</param>
/// <param name="senders">How many there are; so that the server must refuse, many more than it lets in at once.</param>
/// <param name="areWaiting">Whether who was refused is free only once the time is over that the server asked it to wait.</param>
internal sealed class OpenLoad(Target target, int batch, int senders, bool areWaiting) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<Sender> _free = new();
    private readonly List<Connection> _connections = [];
    private readonly Latencies _latencies = new();
    private readonly Stopwatch _clock = new();
    private long _offered, _acknowledged, _refused, _withoutWait, _broken, _kept, _late;
    private int _under;

    /// <summary>
    /// Everybody is there, and has sent a batch, before the load begins: it is requests that overload, and not connections.
    /// </summary>
    public async Task Connect(CancellationToken cancellation)
    {
        while (_connections.Count < senders)
        {
            var connection = await target.Connect(cancellation);
            _connections.Add(connection);
            var sender = new Sender(target.NewSource(), (_connections.Count - 1) % target.Sectors, connection);
            await connection.Post(target.Site, Next(sender), cancellation);
            _free.Enqueue(sender);
        }
        Connection.Reserve(senders);
    }

    /// <summary>Sends at a steady pace for a while; everybody must be there.</summary>
    public async Task<OpenLoadResult> Run(double eventsPerSecond, TimeSpan duration, CancellationToken cancellation)
    {
        _clock.Restart();
        for (long turn = 0; ; turn++)
        {
            var due = TimeSpan.FromSeconds(turn * batch / eventsPerSecond);
            if (due >= duration) break;
            if (due - _clock.Elapsed is var early && early > TimeSpan.Zero) await Task.Delay(early, cancellation);
            _offered++;
            if (_clock.Elapsed - due > TimeSpan.FromSeconds(1)) _late++;
            if (_free.TryDequeue(out var sender)) _ = Send(sender, due, duration, cancellation);
            else _kept++;
        }
        var end = _clock.Elapsed + Grace;
        while (Volatile.Read(ref _under) > 0 && _clock.Elapsed < end) await Task.Delay(20, cancellation);
        return new OpenLoadResult(
            _offered * batch / duration.TotalSeconds, _acknowledged * batch / duration.TotalSeconds, _refused, _withoutWait, _broken,
            _kept, _late, (_offered - _kept) * batch / duration.TotalSeconds, _latencies.Summary());
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

    private async Task Send(Sender sender, TimeSpan due, TimeSpan duration, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _under);
        try
        {
            await Task.Yield();
            var answer = sender.IsRefused
                ? await sender.Connection.PostAgain(cancellation)
                : await sender.Connection.Post(target.Site, Next(sender), cancellation);
            Take(answer, due, duration);
            sender.IsRefused = answer.IsPassing;
            _ = Free(sender, answer.RetryAfter, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Interlocked.Increment(ref _broken);
        }
        finally
        {
            Interlocked.Decrement(ref _under);
        }
    }

    private ReadOnlyMemory<byte> Next(Sender sender)
        => sender.Source.Next(sender.Sector, batch, isSpread: false, TimeProvider.System.GetUtcNow());

    private async Task Free(Sender sender, TimeSpan? after, CancellationToken cancellation)
    {
        if (areWaiting && after is { } wait) await Task.Delay(wait, cancellation);
        _free.Enqueue(sender);
    }

    private void Take(Answer answer, TimeSpan due, TimeSpan duration)
    {
        if (answer.IsOk)
        {
            _latencies.Record(_clock.Elapsed - due);
            // What is answered after the end was not carried in the time.
            if (_clock.Elapsed < duration) Interlocked.Increment(ref _acknowledged);
            return;
        }
        Interlocked.Increment(ref answer.IsPassing ? ref _refused : ref _broken);
        if (answer is { IsPassing: true, RetryAfter: null }) Interlocked.Increment(ref _withoutWait);
    }

    /// <summary>A source of one sector's events, its connection, and whether its last batch was refused.</summary>
    private sealed class Sender(EventSource source, int sector, Connection connection)
    {
        public EventSource Source { get; } = source;
        public int Sector { get; } = sector;
        public Connection Connection { get; } = connection;
        public bool IsRefused { get; set; }
    }
}

/// <summary>What became of an open load.</summary>
/// <param name="OfferedPerSecond">Events that were due, a second.</param>
/// <param name="AcknowledgedPerSecond">Events that were acknowledged while it lasted, a second.</param>
/// <param name="Refused">Batches answered with 429 or 503.</param>
/// <param name="RefusedWithoutWait">Those of them that do not say when to come again.</param>
/// <param name="Broken">Batches with any other answer, or none.</param>
/// <param name="Kept">Batches that were due and not sent, since every sender was waiting: for an answer, or as it was asked to.</param>
/// <param name="Late">Batches that this client sent more than a second after they were due.</param>
/// <param name="SentPerSecond">Events that were sent, those of refused batches again each time, a second.</param>
/// <param name="Latency">Of what was acknowledged, since it was due.</param>
internal sealed record OpenLoadResult(
    double OfferedPerSecond, double AcknowledgedPerSecond, long Refused, long RefusedWithoutWait, long Broken, long Kept, long Late,
    double SentPerSecond, LatencySummary Latency);
