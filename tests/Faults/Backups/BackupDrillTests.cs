using SyncOps.Client;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Backups;

/// <summary>A grid is backed up while it works, restored elsewhere in either kind of storage, and worked on.</summary>
public sealed class BackupDrillTests : IDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(120);
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("syncops-backup-");

    private string BackupPath => Path.Combine(_files.FullName, "grid.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_grid_goes_on_from_its_backup_in_the_other_storage_without_a_loss_or_a_repeat(bool onPostgres)
    {
        Assert.SkipWhen(onPostgres && !PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = PostgresServer.IsInstalled ? await PostgresServer.StartAsync(Cancellation) : null;
        string[] storage = onPostgres ? ["--postgres", await server!.NewDatabaseAsync(Cancellation)] : [];
        await using var source = await SiloProcess.StartAsync(["--no-demo", .. storage], Cancellation);
        using var client = SyncOpsClient.To(source.Address);
        var decided = await StillSite.MakeAsync(client, source.Address, Cancellation);
        await using var load = await LiveLoad.StartAsync(client, Cancellation);

        var acknowledged = await load.AcknowledgedAsync(batches: 40, Cancellation);
        string[] from = onPostgres ? storage : ["--data", source.DataDirectory];
        Assert.Equal((0, ""), await Run("backup", ["--out", BackupPath, .. from]));
        // What came after the backup began is sent again from where it was restored.
        await load.AcknowledgedAsync(batches: load.Batches + 20, Cancellation);
        await load.StopAsync();

        // Into the other kind; one of a kind into itself has its test beside the storage.
        var toPostgres = server is not null && !onPostgres;
        string[] to = toPostgres ? ["--postgres", await server!.NewDatabaseAsync(Cancellation)] : [];
        await using var restored = await SiloProcess.StartAsync(["--no-demo", .. to], Cancellation, prepare: Restore);
        using var again = SyncOpsClient.To(restored.Address);

        Assert.Equal(decided, await StillSite.TextAsync(again, restored.Address, Cancellation));
        await load.VerifyAsync(client, again, acknowledged, Cancellation);

        async Task Restore(SiloProcess target)
            => Assert.Equal((0, ""), await Run("restore", [BackupPath, .. toPostgres ? to : ["--data", target.DataDirectory]]));
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_and_its_host_goes_on()
    {
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation);
        Assert.Equal((0, ""), await Run("backup", ["--out", BackupPath, "--data", silo.DataDirectory]));

        var (code, error) = await Run("restore", [BackupPath, "--data", silo.DataDirectory]);

        Assert.Equal(1, code);
        Assert.Contains($"{silo.DataDirectory} is in use by process {silo.Id}", error, StringComparison.Ordinal);
        using var client = SyncOpsClient.To(silo.Address);
        Assert.Empty(await client.Sites(Cancellation).ToListAsync(Cancellation));
    }

    private static async Task<(int ExitCode, string Error)> Run(string command, IReadOnlyList<string> options)
    {
        await using var run = ProgramRun.Start(BuiltProgram.Cli(), [command, .. options]);
        var end = await run.EndAsync(CommandLimit, Cancellation);
        return (end.ExitCode, end.Error);
    }
}
