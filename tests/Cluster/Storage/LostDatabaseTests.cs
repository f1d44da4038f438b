using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class LostDatabaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_is_lost_while_operations_are_committed_one_by_one_is_not_looked_for_again_by_each()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        using var test = PostgresTestStore.Of(await server.NewDatabaseAsync(Cancellation));
        await using var other = await test.Connect();
        await PostgresTestStore.Sql(
            other, "BEGIN; INSERT INTO journal (site, sector, sequence, row) SELECT 's1', 'held', n, '' FROM generate_series(1, 20) n");

        // One after the other, as some are held, for 2 s: time to lose the database in.
        List<Task<AppendResult>> waiting;
        using (var gate = test.Hold())
        {
            await gate.Entered;
            waiting = [Append("free", 1), .. Enumerable.Range(1, 20).Select(i => Append("held", i)), Append("free", 2), Append("free", 3)];
        }
        Assert.Equal(AppendResult.Appended, await waiting[0]);

        // Whom nobody lets in waits for 5 s: the port is open, and nothing answers there.
        await Commands.Run("kill", ["-STOP", $"{server.Id}"], Cancellation);
        try
        {
            await PostgresTestStore.Sql(
                other,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            foreach (var one in waiting[1..])
                await Assert.ThrowsAsync<StorageUnavailableException>(() => one.WaitAsync(TimeSpan.FromSeconds(3), Cancellation));
        }
        finally
        {
            await Commands.Run("kill", ["-CONT", $"{server.Id}"], CancellationToken.None);
        }

        await PostgresTestStore.Sql(other, "ROLLBACK");
        await TestSite.Until(() => Retry("held", 20), isAppended => isAppended);

        Task<AppendResult> Append(string sector, long sequence)
            => test.Journal.Append(new JournalKey("s1", sector), sequence, new byte[10], Cancellation);

        async Task<bool> Retry(string sector, long sequence)
        {
            try
            {
                return await Append(sector, sequence) == AppendResult.Appended;
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        }
    }
}
