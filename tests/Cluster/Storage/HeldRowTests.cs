using System.Globalization;
using Npgsql;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>Rows in a transaction that nobody ends, as that of a silo which has stopped in the middle of a commit.</summary>
public sealed class HeldRowTests(PostgresOfTests server) : IAsyncLifetime
{
    private static readonly JournalKey Pick = new("s1", "pick"), Pack = new("s1", "pack");
    private PostgresTestStore _test = null!;
    private NpgsqlConnection _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _test = await PostgresTestStore.Of(server, Cancellation);
        _other = await _test.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null) await _other.DisposeAsync();
        _test?.Dispose();
    }

    [Fact]
    public async Task Fail_their_own_operations_and_are_written_once_they_are_free()
    {
        await HoldRows(20);

        // All share one commit; each of the twenty waits for 0.1 s on its own, and the last one comes after them.
        var (before, held, after) = await Together(() => (Append(Pack, 1), AppendAll(20), Append(Pack, 2)));
        Assert.Equal(AppendResult.Appended, await before.WaitAsync(TimeSpan.FromSeconds(9), Cancellation));
        Assert.Equal(AppendResult.Appended, await after.WaitAsync(TimeSpan.FromSeconds(9), Cancellation));
        foreach (var one in held)
        {
            var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => one);
            Assert.Contains("lock timeout", refused.Message, StringComparison.Ordinal);
        }

        await PostgresTestStore.Sql(_other, "ROLLBACK");
        Assert.All(await Task.WhenAll(AppendAll(20)), result => Assert.Equal(AppendResult.Appended, result));
    }

    [Fact]
    public async Task Hold_up_the_writer_for_seconds_only_however_many_they_are()
    {
        await HoldRows(300);

        // 0.1 s each would be 30 s.
        var held = await Together(() => AppendAll(300));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Task.WhenAll(held).WaitAsync(TimeSpan.FromSeconds(9), Cancellation));
        Assert.All(held, one => Assert.True(one.IsFaulted));
        Assert.Equal(AppendResult.Appended, await Append(Pack, 1));
    }

    [Fact]
    public async Task Are_let_go_by_the_server_soon_after_their_machine_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What the server's end of a connection waits for is read from /proc.");
        await Append(Pick, 1);

        var port = $":{new NpgsqlConnectionStringBuilder(_other.ConnectionString).Port:X4}";
        await TestSite.Until(() => Probes(port), probes => probes.Any(seconds => seconds <= 5));
    }

    /// <summary>
    /// When each end of a connection at a port probes the other one, in seconds. Linux lists ends so: number, own address, other address,
    /// state, queues, timer:when in hundredths of a second, ...; timer 2 is that of the probes, unless something is on its way.
    /// </summary>
    private static async Task<List<double>> Probes(string port) =>
    [
        .. (await File.ReadAllLinesAsync("/proc/net/tcp", Cancellation)).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(end => end[1].EndsWith(port, StringComparison.Ordinal) && end[5].StartsWith("02:", StringComparison.Ordinal))
            .Select(end => int.Parse(end[5][3..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 100.0),
    ];

    private Task<AppendResult> Append(JournalKey key, long sequence) => _test.Journal.Append(key, sequence, new byte[10], Cancellation);

    private List<Task<AppendResult>> AppendAll(int rows) => [.. Enumerable.Range(1, rows).Select(i => Append(Pick, i))];

    private async Task HoldRows(int rows) => await PostgresTestStore.Sql(
        _other, $"BEGIN; INSERT INTO journal (site, sector, sequence, row) SELECT 's1', 'pick', n, '' FROM generate_series(1, {rows}) n");

    /// <summary>Begins writes that all wait for the same commit.</summary>
    private async Task<T> Together<T>(Func<T> begin)
    {
        using var gate = _test.Hold();
        await gate.Entered;
        var begun = begin();
        gate.Open();
        return begun;
    }
}
