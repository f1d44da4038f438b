using System.Text.Json;
using SyncOps.Cli;
using SyncOps.Cli.Terminal;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Tests.Cli.Logs;
using Xunit;

namespace SyncOps.Tests.Cli.Commands;

public sealed class CommandLineTests : IDisposable
{
    private const string Log = "case,activity,resource,start,end\nc1,Pick,Ann,2026-03-02T08:00:00Z,2026-03-02T08:10:00Z\n";

    private readonly LogFiles _files = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Discover_writes_a_floor_that_reads_back_whole_and_leaves_out_defaults()
    {
        var path = _files.PathOf("floor.json");

        Assert.Equal(0, await Run("floor", "discover", _files.Write("My Log.csv", Log), "--out", path, "--target-wait", "30"));

        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var floor = JsonSerializer.Deserialize<FloorDocument>(text, ContractJson.Options)!;
        Assert.Equal(("my-log", 30), (floor.Site, floor.Sectors.Single().TargetWaitMinutes));
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromHours(4)), (floor.DecideEvery, floor.Horizon));
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("horizon", text, StringComparison.Ordinal);
        Assert.Contains("Guessed:", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discover_as_json_is_one_document_with_its_report()
    {
        await Run("floor", "discover", _files.Write("log.csv", Log), "--out", _files.PathOf("floor.json"), "--json");

        using var document = JsonDocument.Parse(_output.ToString());
        Assert.Equal(1, document.RootElement.GetProperty("report").GetProperty("executions").GetInt32());
    }

    [Theory]
    [InlineData("floor")]
    [InlineData("replay", "/no/such/log.csv")]
    [InlineData("sites", "--server", "ftp://x")]
    [InlineData("sites", "--no-such-option")]
    public async Task A_wrong_command_line_exits_with_two(params string[] args)
    {
        Assert.Equal(2, await Run(args));
        Assert.StartsWith("error: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--time-zone", "Mars/Olympus")]
    [InlineData("--target-wait", "0")]
    [InlineData("--site", "a/b")]
    public async Task An_option_out_of_range_exits_with_two_and_names_the_rule(string option, string value)
        => Assert.Equal(2, await Run("floor", "discover", _files.Write("log.csv", Log), "--out", _files.PathOf("f.json"), option, value));

    [Fact]
    public async Task A_log_that_cannot_be_read_exits_with_one()
    {
        Assert.Equal(1, await Run("floor", "discover", _files.Write("log.csv", "a,b\n1,2\n"), "--out", _files.PathOf("f.json")));
        Assert.Contains("--case", _error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_files.PathOf("f.json")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"name":"x"}""")]
    public async Task A_floor_file_that_names_no_site_exits_with_one(string text)
        => Assert.Equal(1, await Run("floor", "apply", _files.Write("floor.json", text)));

    public void Dispose()
    {
        _files.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> Run(params string[] args)
        => CommandLine.Run(args, new Screen(_output, _error, drawsOutput: false, drawsError: false), TimeProvider.System);
}
