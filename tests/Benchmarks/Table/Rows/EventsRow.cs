using SyncOps.Benchmarks.Load;

namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>
/// Acknowledged durable events a second over HTTP, to one process with all in it: first as fast as they are acknowledged, then, for the
/// times, at half that rate. No event is acknowledged while the disk stands still, and all that came meanwhile wait behind: the disk is
/// watched in the same seconds, and where it stood still for long they are measured again, up to four times; those in which it did so
/// least count, whatever the times.
/// </summary>
internal sealed class EventsRow : IRow
{
    private const int Sectors = 256;
    private const int MostHalves = 4;

    // As much again passes until what waited has been caught up with: together half of the hundredth that a p99 leaves out.
    private const double QuietDisk = 0.0025;
    private static readonly TimeSpan Peak = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(8);

    // Long enough for a p99 to tell of the grid: in eight seconds a single tenth of a second in which the disk stands still is all of it.
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    private readonly bool _isOnPostgres;
    private readonly int _connections, _batch;
    private readonly double _leastPerSecond, _mostP99Ms;

    private EventsRow(string name, bool isOnPostgres, int connections, int batch, double leastPerSecond, double mostP99Ms)
    {
        (Name, _isOnPostgres, _connections, _batch) = (name, isOnPostgres, connections, batch);
        (_leastPerSecond, _mostP99Ms) = (leastPerSecond, mostP99Ms);
    }

    public static IEnumerable<EventsRow> All =>
    [
        new("pg-batches", isOnPostgres: true, connections: 8, batch: 100, leastPerSecond: 100_000, mostP99Ms: 100),
        new("pg-singles", isOnPostgres: true, connections: 64, batch: 1, leastPerSecond: 10_000, mostP99Ms: 50),
        new("sqlite-batches", isOnPostgres: false, connections: 8, batch: 100, leastPerSecond: 100_000, mostP99Ms: 100),
        new("sqlite-singles", isOnPostgres: false, connections: 64, batch: 1, leastPerSecond: 8_000, mostP99Ms: 50),
    ];

    public string Name { get; }

    private string What => $"{(_isOnPostgres ? "PostgreSQL" : "SQLite")}, batches of {_batch}";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        await using var grid = _isOnPostgres ? await Grid.OnPostgres(bench, cancellation) : await Grid.OnSqlite(cancellation);
        using var target = await Target.Create(grid.Address, Sectors, cancellation);
        var load = new GridLoad(grid, target);
        Workbench.Say($"{Name}: warm-up");
        await load.WarmUp(Plan(Peak), cancellation);
        Workbench.Say($"{Name}: peak");
        var peak = await load.Run(Plan(Peak), cancellation);
        Workbench.Say($"{Name}: half of {peak.EventsPerSecond:0}/s");
        var (half, halts) = await HalfThePeak(load, peak.EventsPerSecond / 2, cancellation);

        var readings = new List<Reading>
        {
            new($"{What}: acknowledged", peak.EventsPerSecond, "events/s", Reach.AtLeast(_leastPerSecond)),
        };
        if (_isOnPostgres && _batch > 1)
        {
            var raw = await bench.RawInserts(cancellation);
            readings.Add(new($"{What}: share of raw inserts", peak.EventsPerSecond / raw.EventsPerSecond, "", Reach.AtLeast(0.25)));
        }
        readings.AddRange(peak.Costs($"{What}, peak"));
        readings.Add(new($"{What}: p99 at the peak", peak.Latency.P99Ms, "ms"));
        readings.Add(new($"{What}: p99 at half that rate", half.Latency.P99Ms, "ms", Reach.AtMost(_mostP99Ms)));
        readings.Add(new($"{What}: time that the disk stood still then", 100 * halts.Share, "%"));
        if (_batch > 1)
        {
            Workbench.Say($"{Name}: spread over sectors");
            await load.Run(Plan(Spread / 2, isSpread: true), cancellation);
            var spread = await load.Run(Plan(Spread, isSpread: true), cancellation);
            readings.Add(new($"{What} spread over {_batch} sectors: acknowledged", spread.EventsPerSecond, "events/s"));
            readings.AddRange(spread.Costs($"{What} spread"));
        }
        return readings;
    }

    private async Task<(MeteredLoad Load, DiskHalts Halts)> HalfThePeak(GridLoad load, double rate, CancellationToken cancellation)
    {
        (MeteredLoad Load, DiskHalts Halts)? quietest = null;
        for (var half = 0; half < MostHalves && quietest is not { Halts.Share: <= QuietDisk }; half++)
        {
            var (run, halts) = await RawSyncs.Beside(() => load.Run(Plan(Half, rate), cancellation));
            Workbench.Say($"{Name}: {run.Latency}; {halts}");
            if (quietest is null || halts.Share < quietest.Value.Halts.Share) quietest = (run, halts);
        }
        return quietest!.Value;
    }

    private LoadPlan Plan(TimeSpan duration, double? rate = null, bool isSpread = false)
        => new(_connections, _batch, Sectors, TimeSpan.Zero, duration, rate, isSpread);
}
