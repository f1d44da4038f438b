using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>
/// Three times what the process can carry, for a minute, from senders that do not wait for one another: it must refuse what it cannot
/// carry, say when to come again, go on with the rest, and be itself again soon. Who is refused comes again as asked; what becomes of it
/// when nobody does is measured too, for less long, where each refusal costs this client at least as much as the server.
/// </summary>
/// <remarks>
/// A machine that is shared is a fifth faster or slower a minute later. So there are three such minutes, each between two measurements of
/// what the process can carry, and the mean counts.
/// </remarks>
internal sealed class OverloadRow : IRow
{
    private const int Sectors = 256;
    private const int Batch = 100;
    // As many as a peak takes when each batch waits for the disk.
    private const int Connections = 64;
    private const int Senders = 6_000;
    private const int SendersWhoDoNotWait = 2_000;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Peak = TimeSpan.FromSeconds(20);
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
        await load.WarmUp(Plan(WarmUp), cancellation);
        var atPeak = await load.Run(Plan(Peak), cancellation);
        var before = (await load.Run(Plan(Half, atPeak.EventsPerSecond / 2), cancellation)).Latency.P99Ms;

        var (rounds, peak) = (new List<Round>(), atPeak.EventsPerSecond);
        while (rounds.Count < Rounds)
        {
            rounds.Add(await Measure(peak, before, grid, target, cancellation));
            peak = rounds[^1].PeakAfter;
        }

        OpenLoadResult unasked;
        using (var open = new OpenLoad(target, Batch, SendersWhoDoNotWait, areWaiting: false))
        {
            await open.Connect(cancellation);
            unasked = await open.Run(3 * peak, ShortOverload, cancellation);
        }
        Workbench.Say($"{Name}: nobody waits: {unasked}");
        return
        [
            .. atPeak.Costs("overload: peak"),
            new("overload: peak, mean of all", rounds.Select(r => r.PeakAfter).Append(atPeak.EventsPerSecond).Average(), "/s"),
            new("overload: offered, of the peak", 100 * rounds.Average(r => r.Of(r.Load.OfferedPerSecond)), "%"),
            new("overload: goodput, of the peak", 100 * rounds.Average(r => r.Goodput), "%", Reach.AtLeast(80)),
            new("overload: goodput, lowest of the minutes", 100 * rounds.Min(r => r.Goodput), "%"),
            new("overload: reached the server, of the peak", 100 * rounds.Average(r => r.Of(r.Load.SentPerSecond)), "%"),
            new("overload: batches refused", rounds.Sum(r => r.Load.Refused), ""),
            new("overload: refused without Retry-After", rounds.Sum(r => r.Load.RefusedWithoutWait), "", Reach.AtMost(0)),
            new("overload: batches broken off or failed", rounds.Sum(r => r.Load.Broken), "", Reach.AtMost(0)),
            new("overload: batches that the client could not send", rounds.Sum(r => r.Load.Kept), ""),
            new("overload: p99 of what was acknowledged, longest", rounds.Max(r => r.Load.Latency.P99Ms), "ms"),
            new("overload: cores used by the grid", rounds.Average(r => r.Grid / Overload), "cores"),
            new("overload: cores used by this client", rounds.Average(r => r.Client / Overload), "cores"),
            new("overload: p99 at half the peak, before", before, "ms"),
            new("overload: until that p99 is at most twice as long again, or 50 ms", rounds.Max(r => r.Back), "s",
                Reach.AtMost(BackWithin.TotalSeconds)),
            new("overload: when nobody waits as asked, goodput of the peak before", 100 * unasked.AcknowledgedPerSecond / peak, "%"),
            new("overload: when nobody waits as asked, reached the server", 100 * unasked.SentPerSecond / peak, "%"),
        ];
    }

    /// <summary>One minute of overload, how soon all was as usual again, and what could be carried then.</summary>
    private static async Task<Round> Measure(double peak, double usualP99, Grid grid, Target target, CancellationToken cancellation)
    {
        Workbench.Say($"overload: three times {peak:0}/s");
        var load = new GridLoad(grid, target);
        OpenLoadResult result;
        TimeSpan used, client;
        using (var open = new OpenLoad(target, Batch, Senders, areWaiting: true))
        {
            await open.Connect(cancellation);
            var (grids, own) = (grid.ProcessorTime(), ProcessTimes.Own);
            result = await open.Run(3 * peak, Overload, cancellation);
            (used, client) = (grid.ProcessorTime().Grid - grids.Grid, ProcessTimes.Own - own);
        }
        Workbench.Say($"overload: {result}");
        var back = await UntilBack(load, peak / 2, usualP99, cancellation);
        var after = (await load.Run(Plan(Peak), cancellation)).EventsPerSecond;
        var round = new Round(result, peak, after, back, used, client);
        Workbench.Say($"overload: {100 * round.Goodput:0.0} % of the mean of {peak:0} and {after:0}/s");
        return round;
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

    private sealed record Round(
        OpenLoadResult Load, double PeakBefore, double PeakAfter, double Back, TimeSpan Grid, TimeSpan Client)
    {
        public double Goodput => Of(Load.AcknowledgedPerSecond);

        public double Of(double rate) => 2 * rate / (PeakBefore + PeakAfter);
    }
}
