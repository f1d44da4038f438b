using Npgsql;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Storage;

/// <summary>What the fault runs count on when they kill the database.</summary>
public sealed class KilledDatabaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_database_that_may_not_start_while_one_of_its_processes_lives_is_started_until_it_does()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        await using var connection = new NpgsqlConnection(await server.NewDatabaseAsync(Cancellation) + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        var lingering = connection.ProcessID;

        await Commands.Run("kill", ["-STOP", $"{lingering}"], Cancellation);
        Task started;
        try
        {
            await server.KillAsync();
            started = server.RunAsync(Cancellation);
            await Task.Delay(TimeSpan.FromSeconds(2), Cancellation);
            Assert.False(started.IsCompleted, "It started beside a process of the killed one.");
        }
        finally
        {
            await Commands.Run("kill", ["-CONT", $"{lingering}"], CancellationToken.None);
        }
        await started.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }
}
