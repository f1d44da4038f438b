using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Storage;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class SqliteJournalTests : JournalTests
{
    protected override Task<TestStore> Make() => Task.FromResult<TestStore>(new SqliteTestStore());
}

public sealed class PostgresJournalTests(PostgresOfTests server) : JournalTests
{
    protected override async Task<TestStore> Make() => await PostgresTestStore.Of(server, TestContext.Current.CancellationToken);
}

public abstract class JournalTests : IAsyncLifetime
{
    private static readonly JournalKey Pick = new("s1", "pick");
    private static readonly JournalKey Pack = new("s1", "pack");
    private TestStore _test = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await Make();

    public ValueTask DisposeAsync()
    {
        _test?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<TestStore> Make();

    [Fact]
    public async Task Of_a_thousand_first_appends_at_once_one_gets_through()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(
            i => Task.Run(async () => (i, Result: await _test.Journal.Append(Pick, 1, BitConverter.GetBytes(i), Cancellation)))));

        var winner = Assert.Single(results, result => result.Result == AppendResult.Appended);
        Assert.Equal(999, results.Count(result => result.Result == AppendResult.Fenced));
        var row = Assert.Single(await ReadAll(Pick, 1));
        Assert.Equal(winner.i, BitConverter.ToInt32(row.Payload));
    }

    [Fact]
    public async Task A_copy_holds_the_rows_of_a_range_and_may_be_made_again()
    {
        // 300 rows are more than one commit of a copy.
        await Task.WhenAll(Enumerable.Range(1, 300).Select(i => _test.Journal.Append(Pick, i, Payload(i, 10), Cancellation)));

        await _test.Journal.Copy(Pick, Pack, 1, 140, Cancellation);
        await _test.Journal.Copy(Pick, Pack, 101, 290, Cancellation);
        await _test.Journal.Copy(new JournalKey("s1", "none"), Pack, 1, 290, Cancellation);

        var rows = await ReadAll(Pack, 1);
        Assert.Equal(Enumerable.Range(1, 290).Select(i => (long)i), rows.Select(row => row.Sequence));
        Assert.All(rows, row => Assert.Equal(Payload((int)row.Sequence, 10), row.Payload));
        Assert.Equal(300, (await ReadAll(Pick, 1)).Count);
    }

    [Fact]
    public async Task A_copy_that_is_broken_off_while_rows_go_has_no_hole()
    {
        await Task.WhenAll(Enumerable.Range(1, 384).Select(i => _test.Journal.Append(Pick, i, Payload(i, 10), Cancellation)));
        await _test.Journal.WriteSnapshot(Pick, 384, [], Cancellation);
        using var ended = new CancellationTokenSource();
        var copies = 0;
        // Of its three commits the second finds that rows have gone, and nothing comes of the third.
        _test.BeforeCommit((operations, connection) =>
        {
            if (!operations.OfType<RowsCopy>().Any() || ++copies != 2) return;
            connection.Commit([new RowsRemoval(Pick, 200, CancellationToken.None)], isHurried: false);
            ended.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _test.Journal.Copy(Pick, Pack, 1, 384, ended.Token));

        var rows = await TestSite.Until(() => ReadAll(Pack, 1), read => read.Count > 128);
        Assert.Equal(Enumerable.Range(201, 184).Select(i => (long)i), rows.Select(row => row.Sequence));
    }

    [Fact]
    public async Task Acknowledged_rows_are_there_after_reopening_in_order()
    {
        // 300 rows of 20 KB are more than one page of a read by count (128) and by size (4 MiB / 20 KB = 209).
        await Task.WhenAll(Enumerable.Range(1, 300).Select(
            i => _test.Journal.Append(Pick, i, Payload(i, 20_000), Cancellation)));
        await _test.Journal.Append(Pack, 1, Payload(1, 10), Cancellation);

        _test.Reopen();

        var rows = await ReadAll(Pick, 1);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), rows.Select(row => row.Sequence));
        Assert.All(rows, row => Assert.Equal(Payload((int)row.Sequence, 20_000), row.Payload));
        Assert.Equal([299L, 300L], (await ReadAll(Pick, 299)).Select(row => row.Sequence));
        Assert.Empty(await ReadAll(Pick, 301));
        Assert.Single(await ReadAll(Pack, 0));
    }

    [Fact]
    public async Task Many_who_ask_for_last_rows_at_once_each_get_their_own()
    {
        await Task.WhenAll(Enumerable.Range(1, 12).Select(i => _test.Journal.Append(Pick, i, Payload(i, 10), Cancellation)));
        await _test.Journal.Append(Pack, 1, Payload(1, 10), Cancellation);
        JournalKey[] asked = [Pick, Pack, new JournalKey("s1", "none")];
        var before = await _test.Store.ReadClock(Cancellation);

        var last = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _test.Journal.ReadEnd(asked[i % 3])));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => new[] { 12L, 1L, 0L }[i % 3]), last.Select(end => end.Sequence));
        Assert.All(last, end => Assert.InRange(end.AskedAt, before, before.AddMinutes(1)));
    }

    [Fact]
    public async Task A_fenced_row_leaves_the_first_one_and_its_neighbours_alone()
    {
        await _test.Journal.Append(Pick, 1, Payload(7, 10), Cancellation);

        var fenced = _test.Journal.Append(Pick, 1, Payload(8, 10), Cancellation);
        var neighbour = _test.Journal.Append(Pack, 1, Payload(9, 10), Cancellation);

        Assert.Equal(AppendResult.Fenced, await fenced);
        Assert.Equal(AppendResult.Appended, await neighbour);
        Assert.Equal(Payload(7, 10), Assert.Single(await ReadAll(Pick, 1)).Payload);
        Assert.Equal(Payload(9, 10), Assert.Single(await ReadAll(Pack, 1)).Payload);
    }

    [Fact]
    public async Task Sites_with_the_same_sector_id_have_journals_of_their_own()
    {
        await _test.Journal.Append(new JournalKey("s1", "pick"), 1, Payload(1, 10), Cancellation);
        var other = await _test.Journal.Append(new JournalKey("s2", "pick"), 1, Payload(2, 10), Cancellation);

        Assert.Equal(AppendResult.Appended, other);
        Assert.Equal(Payload(2, 10), Assert.Single(await ReadAll(new JournalKey("s2", "pick"), 1)).Payload);
    }

    [Fact]
    public async Task A_hole_in_the_rows_is_told_and_not_read_over()
    {
        await _test.Journal.Append(Pick, 1, Payload(1, 10), Cancellation);
        await _test.Journal.Append(Pick, 3, Payload(3, 10), Cancellation);

        var hole = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAll(Pick, 1));
        Assert.Contains("s1/pick goes from row 1 to row 3", hole.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_taken_away_while_they_are_read_are_no_hole_but_others_that_are_missing_then_are()
    {
        // A page is 128 rows: the next one is read when row 129 is asked for.
        await Task.WhenAll(Enumerable.Range(1, 300).Select(i => _test.Journal.Append(Pick, i, Payload(i, 10), Cancellation)));
        await _test.Journal.WriteSnapshot(Pick, 300, Payload(1, 10), Cancellation);

        var read = await ReadAll(Pick, 1, beforeRow129: () => _test.Journal.RemoveThrough(Pick, 200, Cancellation));
        Assert.Equal(Enumerable.Range(1, 128).Concat(Enumerable.Range(201, 100)).Select(i => (long)i), read.Select(row => row.Sequence));

        await Task.WhenAll(Enumerable.Range(1, 300).Where(i => i != 129).Select(
            i => _test.Journal.Append(Pack, i, Payload(i, 10), Cancellation)));
        await _test.Journal.WriteSnapshot(Pack, 300, Payload(1, 10), Cancellation);
        var hole = await Assert.ThrowsAsync<InvalidDataException>(
            () => ReadAll(Pack, 1, beforeRow129: () => _test.Journal.RemoveThrough(Pack, 100, Cancellation)));
        Assert.Contains("s1/pack goes from row 128 to row 130", hole.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_is_replaced_only_by_one_that_folds_more_rows()
    {
        Assert.Null(await _test.Journal.ReadSnapshot(Pick, Cancellation));

        await _test.Journal.WriteSnapshot(Pick, 5, Payload(5, 10), Cancellation);
        await _test.Journal.WriteSnapshot(Pick, 4, Payload(4, 10), Cancellation);
        await _test.Journal.WriteSnapshot(Pick, 5, Payload(6, 10), Cancellation);
        Assert.Equal((5L, 5), await Snapshot());

        await _test.Journal.WriteSnapshot(Pick, 9, Payload(9, 10), Cancellation);
        _test.Reopen();
        Assert.Equal((9L, 9), await Snapshot());

        async Task<(long, int)> Snapshot()
            => await _test.Journal.ReadSnapshot(Pick, Cancellation) is { } row ? (row.Sequence, row.Payload[0]) : default;
    }

    [Fact]
    public async Task Rows_are_taken_away_as_far_as_a_snapshot_makes_up_for_them_and_no_further()
    {
        for (var i = 1; i <= 10; i++) await _test.Journal.Append(Pick, i, Payload(i, 10), Cancellation);
        await _test.Journal.Append(Pack, 1, Payload(1, 10), Cancellation);
        await _test.Journal.RemoveThrough(Pick, 10, Cancellation);
        Assert.Equal(10, (await ReadAll(Pick, 1)).Count);

        await _test.Journal.WriteSnapshot(Pick, 6, Payload(6, 10), Cancellation);
        await _test.Journal.RemoveThrough(Pick, 4, Cancellation);
        Assert.Equal([5L, 6, 7, 8, 9, 10], (await ReadAll(Pick, 1)).Select(row => row.Sequence));

        await _test.Journal.RemoveThrough(Pick, 8, Cancellation);
        await _test.Journal.RemoveThrough(Pick, 8, Cancellation);
        Assert.Equal([7L, 8, 9, 10], (await ReadAll(Pick, 1)).Select(row => row.Sequence));
        Assert.Equal(7, (await _test.Journal.ReadAt(Pick, 1, Cancellation))?.Sequence);
        Assert.Single(await ReadAll(Pack, 1));
    }

    [Fact]
    public async Task Its_clock_is_this_machines()
    {
        var before = TimeProvider.System.GetUtcNow();
        var told = await _test.Store.ReadClock(Cancellation);
        Assert.InRange(told, before.AddMilliseconds(-2), TimeProvider.System.GetUtcNow().AddMilliseconds(2));
    }

    private static byte[] Payload(int value, int length) => [.. Enumerable.Repeat((byte)value, length)];

    private async Task<List<JournalRow>> ReadAll(JournalKey key, long from, Func<ValueTask>? beforeRow129 = null)
    {
        var rows = new List<JournalRow>();
        await foreach (var row in _test.Journal.Read(key, from, Cancellation))
        {
            rows.Add(row);
            if (row.Sequence == 128 && beforeRow129 is not null) await beforeRow129();
        }
        return rows;
    }
}
