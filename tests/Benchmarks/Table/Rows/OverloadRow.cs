using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>
/// Three times what the process can carry, for a minute, from senders that do not wait for one another: it must refuse what it cannot
/// carry, say when to come again, go on with the rest, and be itself again soon. Who is refused comes again as asked; what becomes of it
/// when nobody does is measured too, for less long, where each refusal costs this client at least as much as the server.
/// </summary>
internal sealed class OverloadRow : IRow
{
    private const int Sectors = 256;
    private const int Batch = 100;
    // As many as a peak takes when each batch waits for the disk.
    private const int Connections = 64;
    private const int Senders = 6_000;
    private const int SendersWhoDoNotWait = 2_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    // Before the overload and after it, since a machine is not always as fast.
    private static readonly TimeSpan Peak = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Overload = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortOverload = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(30);

    public string Name => "overload";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        await using var grid = await Grid.OnPostgres(bench, cancellation);
        using var target = await Target.Create(grid.Address, Sectors, cancellation);
        var load = new GridLoad(grid, target);
        Workbench.Say($"{Name}: peak");
        await load.WarmUp(Plan(WarmUp), cancellation);
        var atPeak = await load.Run(Plan(Peak), cancellation);
        var first = atPeak.EventsPerSecond;
        var before = (await load.Run(Plan(Half, first / 2), cancellation)).Latency.P99Ms;

        Workbench.Say($"{Name}: three times {first:0}/s");
        OpenLoadResult result, unasked;
        TimeSpan used, client;
        using (var open = new OpenLoad(target, Batch, Senders, areWaiting: true))
        {
            await open.Connect(cancellation);
            var (grids, own) = (grid.ProcessorTime(), ProcessTimes.Own);
            result = await open.Run(3 * first, Overload, cancellation);
            (used, client) = (grid.ProcessorTime().Grid - grids.Grid, ProcessTimes.Own - own);
        }
        Workbench.Say($"{Name}: {result}");
        var back = await UntilBack(load, first / 2, before, cancellation);
        var last = (await load.Run(Plan(Peak), cancellation)).EventsPerSecond;
        var peak = (first + last) / 2;
        using (var open = new OpenLoad(target, Batch, SendersWhoDoNotWait, areWaiting: false))
        {
            await open.Connect(cancellation);
            unasked = await open.Run(3 * last, ShortOverload, cancellation);
        }
        Workbench.Say($"{Name}: nobody waits: {unasked}");
        return
        [
            .. atPeak.Costs("overload: peak"),
            new("overload: peak before", first, "/s"),
            new("overload: peak after", last, "/s"),
            new("overload: offered, of the peak", 100 * result.OfferedPerSecond / peak, "%"),
            new("overload: goodput, of the peak", 100 * result.AcknowledgedPerSecond / peak, "%", Reach.AtLeast(80)),
            new("overload: reached the server, of the peak", 100 * result.SentPerSecond / peak, "%"),
            new("overload: batches refused", result.Refused, ""),
            new("overload: refused without Retry-After", result.RefusedWithoutWait, "", Reach.AtMost(0)),
            new("overload: batches broken off or failed", result.Broken, "", Reach.AtMost(0)),
            new("overload: batches that the client could not send", result.Kept, ""),
            new("overload: p99 of what was acknowledged", result.Latency.P99Ms, "ms"),
            new("overload: cores used by the grid", used / Overload, "cores"),
            new("overload: cores used by this client", client / Overload, "cores"),
            new("overload: p99 at half the peak, before", before, "ms"),
            new("overload: until that p99 is at most twice as long again, or 50 ms", back, "s", Reach.AtMost(BackWithin.TotalSeconds)),
            new("overload: when nobody waits as asked, goodput of the peak after", 100 * unasked.AcknowledgedPerSecond / last, "%"),
            new("overload: when nobody waits as asked, reached the server", 100 * unasked.SentPerSecond / last, "%"),
        ];
    }

    /// <summary>Seconds from the end of the overload to the end of the first stretch whose p99 is as usual; one stretch is 3 s.</summary>
    private static async Task<double> UntilBack(GridLoad load, double rate, double before, CancellationToken cancellation)
    {
        for (var stretch = 1; ; stretch++)
        {
            var p99 = (await load.Run(Plan(Window, rate), cancellation)).Latency.P99Ms;
            Workbench.Say($"overload: p99 {p99:0.0} ms after {(stretch * Window).TotalSeconds} s");
            if (p99 <= Math.Max(50, 2 * before) || stretch * Window > 2 * BackWithin) return (stretch * Window).TotalSeconds;
        }
    }

    private static LoadPlan Plan(TimeSpan duration, double? rate = null)
        => new(Connections, Batch, Sectors, TimeSpan.Zero, duration, rate);
}
