using Npgsql;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>
/// A database that is to wait at each commit for a standby which is not there. Who ends that wait makes PostgreSQL say that all went well,
/// with a warning: what was written would be lost should the standby take over.
/// </summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private PostgresServer? _server;
    private string _database = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        _server = await PostgresServer.StartAsync(Cancellation);
        _database = await _server.NewDatabaseAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Events_that_are_on_the_primary_alone_are_not_acknowledged_and_count_once_when_they_are_sent_again()
    {
        await using var host = new FloorHost(_database);
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host);
        var before = site.Arrived("pick", 2, SmallFloor.Start);
        var alone = site.Arrived("pick", 5, SmallFloor.Start);
        Assert.Equal((1, 0), await site.Record(before));

        await LoseStandby();
        // The second time it is to be seen in the database, and still on the primary alone.
        for (var i = 0; i < 2; i++)
        {
            var sent = site.PostEvents(alone);
            await CancelWaits(until: sent);
            (await sent).IsProblem(503);
        }

        await ForgetStandby();
        await TestSite.Until(() => site.PostEvents(alone), answer => answer.Status == 200);
        Assert.Equal((0, 2), await site.Record(before, alone));
        Assert.Equal((7, 0, 0, 0, 7), await site.Totals("pick"));
    }

    [Theory]
    [InlineData("")]
    // Warnings can be switched off for a role, a database or a connection.
    [InlineData("; ALTER ROLE syncops SET client_min_messages = error")]
    public async Task A_commit_that_waits_for_longer_than_a_command_may_is_not_known_to_be_durable(string setting)
    {
        await Execute($"SELECT 1{setting}");
        using var test = PostgresTestStore.Of(_database);
        var pick = new JournalKey("s1", "pick");
        Assert.Equal(AppendResult.Appended, await test.Journal.Append(pick, 1, [1], Cancellation));

        await LoseStandby();
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => test.Journal.Append(pick, 2, [2], Cancellation));
        Assert.Contains("without its synchronous standby", refused.Message, StringComparison.Ordinal);

        await ForgetStandby();
        Assert.Equal(2, (await test.Journal.ReadEnd(pick)).Sequence);
        Assert.Equal(AppendResult.Fenced, await test.Journal.Append(pick, 2, [3], Cancellation));
        Assert.Equal(AppendResult.Appended, await test.Journal.Append(pick, 3, [3], Cancellation));
    }

    /// <summary>Returns once commits wait, which begins a moment after the setting is read.</summary>
    private async Task LoseStandby()
    {
        await Execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await Execute("SELECT pg_reload_conf()");
        await using var connection = await Connect();
        var waited = false;
        connection.Notice += (_, _) => waited = true;
        while (!waited)
        {
            await using var commit = new NpgsqlCommand(
                "SET client_min_messages = warning; SELECT pg_logical_emit_message(true, 'test', '') IS NULL", connection);
            commit.CommandTimeout = 1;
            await commit.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private async Task ForgetStandby()
    {
        await Execute("ALTER SYSTEM RESET synchronous_standby_names");
        await Execute("SELECT pg_reload_conf()");
    }

    /// <summary>As an operator does who finds statements that hang.</summary>
    private async Task CancelWaits(Task until)
    {
        while (!until.IsCompleted)
        {
            await Execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            await Task.WhenAny(until, Task.Delay(50, Cancellation));
        }
    }

    private async Task Execute(string sql)
    {
        await using var connection = await Connect();
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
