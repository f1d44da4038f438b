using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A cluster may have two activations of a sector for a while, and both let go of its oldest rows.</summary>
public sealed class JournalTrimTests : IDisposable
{
    private static readonly JournalKey Pick = new("s1", "pick");
    private readonly SqliteTestStore _store = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _services.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task Rows_that_another_takes_away_from_among_a_batch_leave_all_of_it_to_the_other()
    {
        var rows = _services.GetRequiredService<Serializer<JournalEntry>>();
        var (received, archive) = (DateTimeOffset.UnixEpoch, new Kept());
        var payload = rows.SerializeToArray(new JournalEntry { ReceivedAt = received, Events = [] });
        await Task.WhenAll(Enumerable.Range(1, 300).Select(i => _store.Journal.Append(Pick, i, payload, Cancellation)));
        await _store.Journal.WriteSnapshot(Pick, 300, [], Cancellation);
        var journal = new WatchedJournal(_store.Journal)
        {
            // The next page of the read begins after this row.
            AfterRow = async (key, sequence) =>
            {
                if (sequence == 128) await _store.Journal.RemoveThrough(key, 200, Cancellation);
            },
        };
        var snapshot = new SectorSnapshot
        {
            Sequence = 300, Clock = received.AddDays(9), WindowFromSequence = 300, Accounts = new SectorAccounts(), Marks = [],
            Pending = [],
        };

        var trim = new JournalTrim(journal, archive, rows, Pick, TimeProvider.System, NullLogger.Instance);
        await trim.Run(snapshot, keep: TimeSpan.FromDays(2), mustEnd: () => false);

        Assert.Empty(archive.Rows);
        Assert.Equal(201, (await _store.Journal.ReadAt(Pick, 1, Cancellation))?.Sequence);
    }

    private sealed class Kept : IJournalArchive
    {
        public List<long> Rows { get; } = [];

        public Task Keep(JournalKey key, IReadOnlyList<ArchivedRow> rows, CancellationToken cancellation)
        {
            Rows.AddRange(rows.Select(row => row.Sequence));
            return Task.CompletedTask;
        }
    }
}
