using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Coordination;
using SyncOps.Tests.Cluster.Storage;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Closed cards are appended while others read the archive, as a coordinator's reads go on between its turns.</summary>
public sealed class CardArchiveTests : IDisposable
{
    private readonly SqliteTestStore _store = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly WatchedJournal _journal;

    public CardArchiveTests() => _journal = new WatchedJournal(_store.Journal);

    public void Dispose()
    {
        _services.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task A_card_that_closes_while_a_new_archive_is_read_leaves_no_hole()
    {
        await New().Append(TestCard.Of("c1"));
        // The first read of the woken coordinator is held until the card is stored, and has it read before the coordinator knows.
        var open = new TaskCompletionSource();
        var before = _journal.Reads;
        _journal.BeforeRead = number => number == before + 1 ? open.Task : Task.CompletedTask;
        var archive = New();
        var reading = archive.All();
        _journal.AfterAppend = async sequence =>
        {
            open.TrySetResult();
            if (sequence == 2) await reading;
        };

        var closing = archive.Append(TestCard.Of("c2"));
        // Where both wait for the same read, nothing is stored before it ends.
        if (_journal.Reads == before + 1) open.SetResult();
        await closing;
        await archive.Append(TestCard.Of("c3"));

        Assert.Equal(["c1", "c2", "c3"], (await archive.All()).Select(card => card.Id));
        Assert.Equal(["c1", "c2", "c3"], (await New().All()).Select(card => card.Id));
        Assert.Equal(3, (await _journal.ReadEnd(new JournalKey("s1", "~out"))).Sequence);
    }

    [Fact]
    public async Task An_archive_that_could_not_be_read_is_read_again()
    {
        await New().Append(TestCard.Of("c1"));
        var archive = New();
        _journal.BeforeRead = _ => throw new IOException("The disk is gone.");
        await Assert.ThrowsAsync<IOException>(archive.All);

        _journal.BeforeRead = null;
        await archive.Append(TestCard.Of("c2"));
        Assert.Equal(["c1", "c2"], (await New().All()).Select(card => card.Id));
    }

    private CardArchive New() => new(_journal, _services.GetRequiredService<Serializer<Recommendation>>(), "s1", "out");
}
