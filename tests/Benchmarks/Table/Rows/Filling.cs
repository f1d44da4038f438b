using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>Brings history to a site before what is measured.</summary>
internal static class Filling
{
    private const int Senders = 8;

    /// <summary>So many batches of 1,000 events of one sector, their times spread over the 20 h before now.</summary>
    public static Task Day(Target target, int thousands, bool isSequenced, CancellationToken cancellation)
    {
        return Send(target, thousands, isSequenced, (source, turn) => source.Next(0, 1000, isSpread: false, TimeOf(turn)), cancellation);

        DateTimeOffset TimeOf(int turn)
            => TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(20) * (1 - (double)turn / thousands);
    }

    /// <summary>One event to every sector.</summary>
    public static Task EverySector(Target target, CancellationToken cancellation)
        => Send(target, (target.Sectors + 99) / 100, isSequenced: true, (source, turn) => source.Next(
            turn * 100, Math.Min(100, target.Sectors - turn * 100), isSpread: true, TimeProvider.System.GetUtcNow()), cancellation);

    private static Task Send(
        Target target, int batches, bool isSequenced, Func<EventSource, int, ReadOnlyMemory<byte>> next, CancellationToken cancellation)
    {
        var turns = -1;
        return Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(One, cancellation)));

        async Task One()
        {
            var source = target.NewSource(isSequenced);
            using var connection = await target.Connect(cancellation);
            while (Interlocked.Increment(ref turns) is var turn && turn < batches)
                await target.Send(connection, next(source, turn), cancellation);
        }
    }
}
