using System.Globalization;
using SyncOps.Client;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Lifecycle;

/// <summary>How a host starts, what it refuses to start with, and how it ends.</summary>
public sealed class LifecycleTests
{
    private const string Site = "ends";
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_host_within_five_seconds_and_every_live_stream_with_bye(string signal)
    {
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation);
        SkipIfIgnored(signal, silo.Id);
        using var client = SyncOpsClient.To(silo.Address);
        await client.PutFloor(SmallFloor.Live(Site, sectors: 2, resources: 1), cancellation: Cancellation);
        await using var first = client.Live(Site, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        await using var second = client.Live(Site, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal(("snapshot", "snapshot"), (await Next(first), await Next(second)));

        var lasts = Task.WhenAll(Last(first), Last(second));
        var (exitCode, took) = await silo.SignalAsync(signal, Cancellation);

        Told.Line($"SIG{signal} to exit with two live streams open: {took.TotalSeconds:0.00} s.");
        Assert.All(await lasts, last => Assert.Equal("bye", last));
        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, DrainLimit);
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_says_who_has_it_and_exits_with_one()
    {
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation);

        var end = await Refused("--urls", "http://127.0.0.1:0", "--data", silo.DataDirectory, "--no-demo");

        Assert.Equal(1, end.ExitCode);
        Assert.Contains($"{silo.DataDirectory} is in use by process {silo.Id}", end.Error, StringComparison.Ordinal);
        Assert.Contains("--data DIR", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://127.0.0.1:8080;http://[::]:8080")]
    public async Task An_address_that_others_can_reach_is_refused_with_one(string urls)
    {
        var end = await Refused("--urls", urls, "--no-demo");

        Assert.Equal(1, end.ExitCode);
        Assert.StartsWith("--urls has 'http://", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--role silo needs --postgres (or SYNCOPS_POSTGRES)", "--role", "silo")]
    [InlineData("--role gateway needs --postgres (or SYNCOPS_POSTGRES)", "--role", "gateway")]
    [InlineData("--migrate-only needs --postgres", "--migrate-only")]
    [InlineData("is no connection string: it names no host or no database", "--postgres", "Host=127.0.0.1")]
    [InlineData("is no connection string: ", "--postgres", "Hots=127.0.0.1;Database=x")]
    [InlineData("--silo-port is 70000: give a port from 1 to 65535", "--postgres", "Host=127.0.0.1;Database=x", "--silo-port", "70000")]
    [InlineData("--silo-port and --gateway-port are for clusters", "--gateway-port", "7000")]
    [InlineData("PostgreSQL at 127.0.0.1:1/x cannot be used: ", "--postgres", "Host=127.0.0.1;Port=1;Database=x")]
    public async Task A_cluster_that_cannot_be_is_refused_with_the_way_out(string reason, params string[] options)
    {
        var end = await Refused([.. options, "--urls", "http://127.0.0.1:0"]);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(reason, end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_out_of_range_in_several_sections_are_refused_all_at_once()
    {
        var file = Path.GetTempFileName();
        var end = await RefusedIn(
            ("Grid__SolveBudgetMs", "5"), ("Api__LongestWait", "00:02:00"), ("Grid__ArchiveDirectory", Path.Combine(file, "x")));
        File.Delete(file);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("Grid:SolveBudgetMs is 5; it must be from 50 to 60000. Set it so", end.Error, StringComparison.Ordinal);
        Assert.Contains("Api:LongestWait is 00:02:00; it must be from 00:00:00.0100000 to 00:01:00.", end.Error, StringComparison.Ordinal);
        Assert.Contains($"Grid:ArchiveDirectory is {file}/x; files cannot be made in it", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_is_not_of_its_kind_is_refused_with_its_name_and_value()
    {
        var end = await RefusedIn(("Grid__FanOut", "many"));

        Assert.Equal(1, end.ExitCode);
        Assert.StartsWith("Failed to convert configuration value 'many' at 'Grid:FanOut'", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_that_meet_run_once()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        var database = await server.NewDatabaseAsync(Cancellation);

        var ends = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var run = ProgramRun.Start(BuiltProgram.Silo(), "--postgres", database, "--migrate-only");
            return await run.EndAsync(RefusalLimit, Cancellation);
        }));

        Assert.All(ends, end => Assert.Equal((0, ""), (end.ExitCode, end.Error)));
        Assert.Single(ends, end => end.Output.EndsWith("is up to date; 2 scripts ran.\n", StringComparison.Ordinal));
        Assert.Equal(2, ends.Count(end => end.Output.EndsWith("is up to date; 0 scripts ran.\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_killed_host_leaves_its_data_free_and_whole()
    {
        await using var silo = await SiloProcess.StartAsync(["--no-demo"], Cancellation);
        using var client = SyncOpsClient.To(silo.Address);
        var etag = await client.PutFloor(SmallFloor.Live(Site, sectors: 2, resources: 1), cancellation: Cancellation);
        Told.Line($"First start of a host: {silo.StartTook.TotalSeconds:0.0} s.");

        await silo.KillAsync();
        await silo.RunAsync(Cancellation);

        Told.Line($"Start of a host after a kill: {silo.StartTook.TotalSeconds:0.0} s.");
        Assert.Equal(etag, (await client.GetFloor(Site, Cancellation)).ETag);
    }

    private static async Task<ProgramEnd> RefusedIn(params (string Name, string Value)[] environment)
    {
        var data = Directory.CreateTempSubdirectory("syncops-options-");
        await using var run = ProgramRun.StartIn(
            environment, BuiltProgram.Silo(), "--urls", "http://127.0.0.1:0", "--no-demo", "--data", data.FullName);
        var end = await run.EndAsync(RefusalLimit, Cancellation);
        data.Delete(recursive: true);
        return end;
    }

    private static async Task<ProgramEnd> Refused(params string[] options)
    {
        await using var run = ProgramRun.Start(BuiltProgram.Silo(), options);
        return await run.EndAsync(RefusalLimit, Cancellation);
    }

    private static async Task<string?> Next(IAsyncEnumerator<LiveMessage> stream)
        => await stream.MoveNextAsync() ? stream.Current.Kind : null;

    private static async Task<string?> Last(IAsyncEnumerator<LiveMessage> stream)
    {
        string? last = null;
        while (await Next(stream) is { } kind) last = kind;
        return last;
    }

    /// <summary>A shell that starts these tests in the background may make them and their children deaf to Ctrl-C.</summary>
    private static void SkipIfIgnored(string signal, int process)
    {
        const ulong interrupt = 1 << (2 - 1);
        if (signal != "INT" || !OperatingSystem.IsLinux()) return;
        var ignored = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        var mask = ulong.Parse(ignored.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipWhen((mask & interrupt) != 0, "SIGINT is ignored in this session: run the tests in the foreground.");
    }
}
