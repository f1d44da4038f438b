using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Storage;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class SqliteWriterTests : WriterTests
{
    protected override Task<TestStore> Make(Action<StorageOptions>? configure = null)
        => Task.FromResult<TestStore>(new SqliteTestStore(configure));

    [Fact]
    public async Task A_full_disk_is_told_loses_nothing_acknowledged_and_heals_when_there_is_room()
    {
        using var test = await Make(options => options.DatabaseBytes = 1024 * 1024);
        long acknowledged = 0;

        // 1 MiB holds fewer than 128 rows of 8 KiB.
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            while (acknowledged < 128)
            {
                await test.Journal.Append(Pick, acknowledged + 1, new byte[8192], Cancellation);
                acknowledged++;
            }
        });
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.InRange(acknowledged, 64, 127);
        Assert.Equal(acknowledged, await Count(test));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await test.Journal.Append(Pick, acknowledged + 1, new byte[8192], Cancellation));

        test.Options.DatabaseBytes = 2 * 1024 * 1024;
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await test.Journal.Append(Pick, acknowledged + 1, new byte[4 * 1024 * 1024], Cancellation));
        Assert.Equal(AppendResult.Appended, await test.Journal.Append(Pick, acknowledged + 1, new byte[8192], Cancellation));
        test.Reopen();
        Assert.Equal(acknowledged + 1, await Count(test));
    }
}

public sealed class PostgresWriterTests(PostgresOfTests server) : WriterTests
{
    [Fact]
    public async Task A_value_that_the_database_refuses_fails_alone()
    {
        using var test = await Make();
        using var gate = test.Hold();
        await gate.Entered;

        // All three wait behind the gate, so they share one commit. No text of PostgreSQL holds a NUL.
        var before = test.Journal.Append(Pick, 1, new byte[10], Cancellation);
        var broken = test.Journal.Append(new JournalKey("s\0", "pick"), 1, new byte[10], Cancellation);
        var after = test.Journal.Append(Pick, 2, new byte[10], Cancellation);
        gate.Open();

        Assert.Equal(AppendResult.Appended, await before);
        Assert.Equal(AppendResult.Appended, await after);
        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => broken);
        Assert.Contains("0x00", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2L, await Count(test));
    }

    protected override async Task<TestStore> Make(Action<StorageOptions>? configure = null)
        => await PostgresTestStore.Of(server, Cancellation, configure);
}

public abstract class WriterTests
{
    protected static readonly JournalKey Pick = new("s1", "pick");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_queue_refuses_after_its_wait_and_takes_again_when_there_is_room()
    {
        using var test = await Make(options =>
        {
            options.QueueCapacity = 16;
            options.QueueWait = TimeSpan.FromMilliseconds(1);
        });
        using var gate = test.Hold();
        await gate.Entered;
        var waiting = Enumerable.Range(1, 16).Select(i => test.Journal.Append(Pick, i, new byte[10], Cancellation)).ToList();

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await test.Journal.Append(Pick, 17, new byte[10], Cancellation));
        Assert.Contains("16 operations wait for storage", refused.Message, StringComparison.Ordinal);

        gate.Open();
        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(AppendResult.Appended, result));
        Assert.Equal(AppendResult.Appended, await test.Journal.Append(Pick, 17, new byte[10], Cancellation));
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit()
    {
        using var test = await Make();
        using var gate = test.Hold();
        await gate.Entered;

        // The append runs in the commit after the gate's; a second gate behind it keeps that commit open.
        var append = test.Journal.Append(Pick, 1, new byte[10], Cancellation);
        using var second = test.Hold();
        gate.Open();
        await second.Entered;

        Assert.False(append.IsCompleted);
        Assert.Equal(0L, await Count(test));
        second.Open();
        Assert.Equal(AppendResult.Appended, await append);
        Assert.Equal(1L, await Count(test));
    }

    [Fact]
    public async Task Cancelling_gives_up_the_wait_and_the_work_that_has_not_begun()
    {
        using var test = await Make();
        using var gate = test.Hold();
        await gate.Entered;
        using var cancelled = new CancellationTokenSource();

        var append = test.Journal.Append(Pick, 1, new byte[10], cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        gate.Open();

        Assert.Equal(AppendResult.Appended, await test.Journal.Append(Pick, 1, new byte[10], Cancellation));
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_refuses_what_comes_later()
    {
        using var test = await Make();
        var waiting = Enumerable.Range(1, 100).Select(i => test.Journal.Append(Pick, i, new byte[10], Cancellation)).ToList();

        test.Writer.Dispose();

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(AppendResult.Appended, result));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await test.Journal.Append(Pick, 101, new byte[10], Cancellation));
    }

    protected abstract Task<TestStore> Make(Action<StorageOptions>? configure = null);

    protected static async Task<long> Count(TestStore test) => (long)(await test.Sql("SELECT count(*) FROM journal"))!;
}
