using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>
/// A cluster may have two activations of a sector for a while, and both let go of its oldest rows; and storage's clock may be wrong.
/// </summary>
public sealed class JournalTrimTests : IDisposable
{
    private static readonly JournalKey Pick = new("s1", "pick");
    private readonly SqliteTestStore _store = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private static readonly DateTimeOffset Received = DateTimeOffset.UnixEpoch;

    private Serializer<JournalEntry> Rows => _services.GetRequiredService<Serializer<JournalEntry>>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _services.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task Rows_that_another_takes_away_from_among_a_batch_leave_all_of_it_to_the_other()
    {
        var archive = new Kept();
        await Record(300);
        var journal = new WatchedJournal(_store.Journal)
        {
            // The next page of the read begins after this row.
            AfterRow = async (key, sequence) =>
            {
                if (sequence == 128) await _store.Journal.RemoveThrough(key, 200, Cancellation);
            },
        };

        await Trim(journal, archive).Run(
            Snapshot(300, clock: Received.AddDays(9)), now: Received.AddDays(9), keep: TimeSpan.FromDays(2), mustEnd: () => false);

        Assert.Empty(archive.Rows);
        Assert.Equal(201, (await _store.Journal.ReadAt(Pick, 1, Cancellation))?.Sequence);
    }

    [Fact]
    public async Task Rows_are_not_old_for_a_snapshot_of_a_time_that_has_not_come()
    {
        var archive = new Kept();
        await Record(10);
        var (trim, ahead) = (Trim(_store.Journal, archive), Snapshot(10, clock: Received.AddDays(9)));

        await trim.Run(ahead, now: Received.AddDays(1), keep: TimeSpan.FromDays(2), mustEnd: () => false);
        Assert.Empty(archive.Rows);
        Assert.Equal(1, (await _store.Journal.ReadAt(Pick, 1, Cancellation))?.Sequence);

        await trim.Run(ahead, now: Received.AddDays(3), keep: TimeSpan.FromDays(2), mustEnd: () => false);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], archive.Rows);
        Assert.Equal(10, (await _store.Journal.ReadAt(Pick, 1, Cancellation))?.Sequence);
    }

    [Fact]
    public async Task Rows_that_become_old_while_others_are_being_let_go_go_with_them()
    {
        var (archive, held) = (new Kept(), new TaskCompletionSource());
        archive.BeforeKeep = held.Task;
        await Record(20);
        var trim = Trim(_store.Journal, archive);

        var first = trim.Run(
            Snapshot(10, clock: Received.AddDays(9)), now: Received.AddDays(9), keep: TimeSpan.FromDays(2), mustEnd: () => false);
        await trim.Run(
            Snapshot(20, clock: Received.AddDays(9)), now: Received.AddDays(9), keep: TimeSpan.FromDays(2), mustEnd: () => false)
            .WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        held.SetResult();
        await first.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal(Enumerable.Range(1, 19).Select(i => (long)i), archive.Rows);
        Assert.Equal(20, (await _store.Journal.ReadAt(Pick, 1, Cancellation))?.Sequence);
    }

    private static SectorSnapshot Snapshot(long sequence, DateTimeOffset clock) => new()
    {
        Sequence = sequence, Clock = clock, WindowFromSequence = sequence, Accounts = new SectorAccounts(), Marks = [], Pending = [],
    };

    private async Task Record(int rows)
    {
        var payload = Rows.SerializeToArray(new JournalEntry { ReceivedAt = Received, Events = [] });
        await Task.WhenAll(Enumerable.Range(1, rows).Select(i => _store.Journal.Append(Pick, i, payload, Cancellation)));
        await _store.Journal.WriteSnapshot(Pick, rows, [], Cancellation);
    }

    private JournalTrim Trim(IJournal journal, Kept archive)
        => new(journal, archive, Rows, Pick, TimeProvider.System, NullLogger.Instance);

    private sealed class Kept : IJournalArchive
    {
        public List<long> Rows { get; } = [];

        public Task BeforeKeep { get; set; } = Task.CompletedTask;

        public async Task Keep(JournalKey key, IReadOnlyList<ArchivedRow> rows, CancellationToken cancellation)
        {
            await BeforeKeep;
            Rows.AddRange(rows.Select(row => row.Sequence));
        }
    }
}
