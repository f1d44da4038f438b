namespace SyncOps.Benchmarks.Table.Rows;

/// <summary>What the machine and the parts can do at most, beside which the other rows stand.</summary>
internal sealed class LimitsRow : IRow
{
    public string Name => "limits";

    public async Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation)
    {
        var inserts = await bench.RawInserts(cancellation);
        var calls = await RawCalls.Measure(cancellation);
        var syncs = RawSyncs.PerSecond();
        return
        [
            new("raw PostgreSQL: inserts of 100 events, 8 connections, no index", inserts.EventsPerSecond, "events/s"),
            new("raw PostgreSQL: the same into a table with a primary key", inserts.WithKeyPerSecond, "events/s"),
            new("raw Orleans: calls over TCP, 100 callers", calls, "calls/s"),
            new("raw disk: 8 KiB appended and synced, one at a time", syncs, "syncs/s"),
        ];
    }
}
