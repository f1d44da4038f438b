using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class SqliteGrainStorageTests : GrainStorageTests
{
    protected override Task<TestStore> Make() => Task.FromResult<TestStore>(new SqliteTestStore());
}

public sealed class PostgresGrainStorageTests(PostgresOfTests server) : GrainStorageTests
{
    protected override async Task<TestStore> Make() => await PostgresTestStore.Of(server, TestContext.Current.CancellationToken);
}

public abstract class GrainStorageTests : IAsyncLifetime
{
    private const string StateName = "moves";
    private static readonly GrainId Grain = GrainId.Create("resource", "s1/ann");
    private TestStore _test = null!;
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private GrainStorage Storage => new(
        _test.Store, _test.Writer, _services.GetRequiredService<Serializer>(), _services.GetRequiredService<IActivatorProvider>());

    public async ValueTask InitializeAsync() => _test = await Make();

    public ValueTask DisposeAsync()
    {
        _services.Dispose();
        _test?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<TestStore> Make();

    [Fact]
    public async Task A_state_never_written_reads_as_a_new_one_without_a_record()
    {
        var state = new GrainState<Kept>(new Kept { Text = "left over" }) { RecordExists = true, ETag = "7" };
        await Storage.ReadStateAsync(StateName, Grain, state);

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal("", state.State!.Text);
    }

    [Fact]
    public async Task A_written_state_is_read_back_after_reopening()
    {
        var written = await Written("first");
        Assert.True(written.RecordExists);
        _test.Reopen();

        var read = await Read();
        Assert.Equal(("first", true, written.ETag), (read.State!.Text, read.RecordExists, read.ETag));
    }

    [Fact]
    public async Task Of_a_thousand_first_writes_at_once_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            var state = new GrainState<Kept>(new Kept { Text = $"{i}" });
            var lost = await Record.ExceptionAsync(() => Storage.WriteStateAsync(StateName, Grain, state));
            return (i, lost);
        })));

        var winner = Assert.Single(outcomes, outcome => outcome.lost is null);
        Assert.All(outcomes.Where(outcome => outcome.lost is not null), outcome => Assert.IsType<InconsistentStateException>(outcome.lost));
        Assert.Equal($"{winner.i}", (await Read()).State?.Text);
    }

    [Fact]
    public async Task A_write_or_clear_from_an_older_version_is_refused_and_changes_nothing()
    {
        var older = await Written("first");
        var newer = await Read();
        newer.State = new Kept { Text = "second" };
        await Storage.WriteStateAsync(StateName, Grain, newer);

        var refused = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain, older));
        Assert.Equal((newer.ETag, older.ETag), (refused.StoredEtag, refused.CurrentEtag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Grain, older));
        Assert.Equal("second", (await Read()).State?.Text);
    }

    [Fact]
    public async Task A_row_is_written_with_its_state_or_not_at_all()
    {
        var key = JournalKey.OfResource("s1", "ann");
        var (first, stale) = (new GrainState<Kept>(new Kept { Text = "first" }), new GrainState<Kept>(new Kept { Text = "stale" }));
        await Storage.Write(StateName, Grain, first, key, new JournalRow(1, [1]));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.Write(StateName, Grain, stale, key, new JournalRow(2, [9])));

        var second = await Read();
        second.State = new Kept { Text = "second" };
        await Storage.Write(StateName, Grain, second, key, new JournalRow(2, [2]));
        second.State = new Kept { Text = "third" };
        await Storage.Write(StateName, Grain, second, key, row: null);

        // A row that is taken would be another history: neither it nor the state may change.
        var torn = await Read();
        torn.State = new Kept { Text = "torn" };
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Storage.Write(StateName, Grain, torn, key, new JournalRow(2, [3])));

        Assert.Equal("third", (await Read()).State?.Text);
        var rows = await _test.Journal.Read(key, 1, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(1L, (byte)1), (2L, (byte)2)], rows.Select(r => (r.Sequence, r.Payload.Single())));
    }

    [Fact]
    public async Task Many_states_and_rows_in_one_commit_each_come_out_as_they_should()
    {
        using (var gate = _test.Hold())
        {
            await gate.Entered;
            var writes = Enumerable.Range(0, 40).Select(async i =>
            {
                var (grain, key) = (GrainId.Create("resource", $"s1/r{i / 2}"), JournalKey.OfResource("s1", $"r{i / 2}"));
                var state = new GrainState<Kept>(new Kept { Text = $"{i}" });
                return await Record.ExceptionAsync(
                    () => Storage.Write(StateName, grain, state, key, i % 4 == 3 ? null : new JournalRow(1, [(byte)i])));
            }).ToList();
            gate.Open();
            // Of two first writes of a state the first wins, and its row with it.
            Assert.Equal(20, (await Task.WhenAll(writes)).Count(failure => failure is null));
        }
        for (var i = 0; i < 20; i++)
        {
            var rows = await _test.Journal.Read(JournalKey.OfResource("s1", $"r{i}"), 1, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal([(byte)(2 * i)], rows.Select(r => r.Payload.Single()));
        }
    }

    [Fact]
    public async Task A_cleared_state_has_no_record_and_its_old_versions_stay_refused()
    {
        var before = await Written("first");
        var cleared = await Read();
        await Storage.ClearStateAsync(StateName, Grain, cleared);
        Assert.False(cleared.RecordExists);
        Assert.Equal("", cleared.State!.Text);
        Assert.False((await Read()).RecordExists);

        cleared.State = new Kept { Text = "again" };
        await Storage.WriteStateAsync(StateName, Grain, cleared);
        Assert.Equal("again", (await Read()).State?.Text);

        // Its ETag would match if clearing had begun the count anew.
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain, before));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Storage.WriteStateAsync(StateName, Grain, new GrainState<Kept>(new Kept { Text = "blind" })));
    }

    [Fact]
    public async Task Clearing_what_was_never_written_does_nothing_and_what_another_wrote_is_refused()
    {
        var blind = new GrainState<Kept>(new Kept { Text = "x" });
        await Storage.ClearStateAsync(StateName, Grain, blind);
        Assert.Null(blind.ETag);

        await Written("first");
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Grain, new GrainState<Kept>()));
        Assert.Equal("first", (await Read()).State?.Text);
    }

    [Fact]
    public async Task Grain_types_keys_and_state_names_do_not_meet()
    {
        await Written("first");
        GrainId[] others = [GrainId.Create("resource", "s1/bob"), GrainId.Create("sector", "s1/ann")];
        foreach (var other in others)
        {
            var state = new GrainState<Kept>();
            await Storage.ReadStateAsync(StateName, other, state);
            Assert.False(state.RecordExists);
        }

        var named = new GrainState<Kept>();
        await Storage.ReadStateAsync("other", Grain, named);
        Assert.False(named.RecordExists);
    }

    [Fact]
    public async Task What_is_stored_is_the_state_as_it_was_when_the_write_was_called()
    {
        var state = new GrainState<Kept>(new Kept { Text = "before" });
        var write = Storage.WriteStateAsync(StateName, Grain, state);
        state.State!.Text = "after";
        await write;

        Assert.Equal("before", (await Read()).State?.Text);
    }

    [Fact]
    public async Task A_payload_in_an_unknown_format_is_refused_by_name()
    {
        await Written("first");
        await _test.Sql(_test is PostgresTestStore ? @"UPDATE grain_state SET state = '\xFF00'" : "UPDATE grain_state SET state = x'FF00'");

        var refused = await Assert.ThrowsAsync<InvalidDataException>(Read);
        Assert.Contains("holds format 255; this version reads format 1", refused.Message, StringComparison.Ordinal);
    }

    private async Task<GrainState<Kept>> Written(string text)
    {
        var state = new GrainState<Kept>(new Kept { Text = text });
        await Storage.WriteStateAsync(StateName, Grain, state);
        return state;
    }

    private async Task<GrainState<Kept>> Read()
    {
        var state = new GrainState<Kept>();
        await Storage.ReadStateAsync(StateName, Grain, state);
        return state;
    }

    [GenerateSerializer, Alias("tests.kept")]
    internal sealed class Kept
    {
        [Id(0)] public string Text { get; set; } = "";
    }
}
