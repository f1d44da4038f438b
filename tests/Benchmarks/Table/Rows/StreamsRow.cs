using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>
/// 1,000 live streams of one site on one gateway, a process of its own. A stream is current while its newest frame includes all that was
/// due more than a second ago.
/// </summary>
internal sealed class StreamsRow : IRow
{
    private const int Streams = 1_000;
    private const int Sectors = 16;
    private const int Batch = 100;
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);

    public string Name => "streams";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        await using var grid = await Grid.WithGateway(bench, cancellation);
        using var target = await Target.Create(grid.Address, Sectors, cancellation);
        await using var readers = await StreamReaders.Open(target, Streams, cancellation);
        return
        [
            .. await At(4, grid, target, readers, cancellation),
            .. await At(40, grid, target, readers, cancellation),
        ];
    }

    /// <summary>So many batches a second, each of one sector, so that each stream is told as often.</summary>
    private async Task<IEnumerable<Reading>> At(
        int hertz, Grid grid, Target target, StreamReaders readers, CancellationToken cancellation)
    {
        Workbench.Say($"{Name}: {hertz} Hz");
        var needed = new NeededFrame();
        var plan = new LoadPlan(1, Batch, Sectors, WarmUp, Duration, hertz * Batch);
        var run = new LiveRun(plan, target, needed.Add);
        var running = run.Measure(cancellation);
        await Task.Delay(WarmUp, cancellation);
        var (gateway, silo, bytes, own) =
            (ProcessTimes.Of(grid.Gateway.Id), ProcessTimes.Of(grid.Silo.Id), readers.Bytes, ProcessTimes.Own);
        long samples = 0, behind = 0;
        while (run.Elapsed < WarmUp + Duration - TimeSpan.FromMilliseconds(200))
        {
            await Task.Delay(100, cancellation);
            var due = run.Elapsed - Allowed;
            samples += readers.Count;
            behind += run.OldestUnseen < due ? readers.Count : readers.Behind(needed.At(due));
        }
        var seconds = Duration.TotalSeconds;
        var share = (ProcessTimes.Of(grid.Gateway.Id) - gateway) / Duration * 100;
        var siloShare = (ProcessTimes.Of(grid.Silo.Id) - silo) / Duration * 100;
        var result = await running;
        var what = $"{Streams} streams, {hertz} batches/s, {hertz * Batch} events/s";
        return
        [
            new($"{what}: streams current within 1 s", 100.0 * (samples - behind) / samples, "%", hertz == 4 ? Reach.AtLeast(100) : null),
            new($"{what}: gateway's share of a core", share, "%", hertz == 4 ? Reach.AtMost(60) : null),
            new($"{what}: silo's share of a core", siloShare, "%"),
            new($"{what}: this client's share of a core", (ProcessTimes.Own - own) / Duration * 100, "%"),
            new($"{what}: bytes told to each stream", (readers.Bytes - bytes) / seconds / Streams, "B/s"),
            new($"{what}: event to tile, p99", result.EventToStream.P99Ms, "ms"),
        ];
    }

    /// <summary>Which frame a stream must have got to include all that was due by an instant.</summary>
    private sealed class NeededFrame
    {
        private readonly Queue<(TimeSpan Due, long Frame)> _seen = new();
        private readonly Lock _lock = new();
        private long _needed;

        public void Add(TimeSpan due, long frame)
        {
            lock (_lock) _seen.Enqueue((due, frame));
        }

        public long At(TimeSpan due)
        {
            lock (_lock)
            {
                while (_seen.TryPeek(out var first) && first.Due <= due) _needed = Math.Max(_needed, _seen.Dequeue().Frame);
                return _needed;
            }
        }
    }
}
