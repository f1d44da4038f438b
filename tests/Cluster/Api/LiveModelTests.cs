using System.Text;
using SyncOps.Api.Live;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>What of that which is read again is worth telling.</summary>
public sealed class LiveModelTests
{
    [Fact]
    public void Of_cards_that_are_read_again_only_what_is_not_known_yet_is_news()
    {
        var model = NewModel();
        var closed = Enumerable.Range(1, 15).Select(i => TestCard.Of($"out-{i:00}", issuedMinute: i)).ToArray();
        var open = TestCard.Of("out-16", CardState.Proposed, issuedMinute: 3);
        foreach (var card in closed.Append(open))
        {
            Assert.True(model.IsNews(card), card.Id);
            model.Apply(card);
        }

        // The last ten that were issued are shown, and the open one.
        Assert.DoesNotContain(closed.Append(open), model.IsNews);
        Assert.Equal([open], model.OpenCards);
        Assert.True(model.IsNews(TestCard.Of("out-06", CardState.Verified, version: 2, issuedMinute: 6)));
        Assert.True(model.IsNews(TestCard.Of("out-16", CardState.Rejected, version: 2, issuedMinute: 3)));
        Assert.True(model.IsNews(TestCard.Of("out-17", CardState.Proposed, issuedMinute: 1)));
        Assert.True(model.IsNews(TestCard.Of("out-18", issuedMinute: 18)));
        Assert.False(model.IsNews(TestCard.Of("out-05", CardState.Verified, version: 2, issuedMinute: 5)));
    }

    [Fact]
    public void Of_loads_that_are_read_again_a_version_and_a_time_alone_are_no_news()
    {
        var model = NewModel();
        var load = new SectorLoad
        {
            Sector = "pick", AsOf = DateTimeOffset.UnixEpoch, Version = 5, Totals = new WorkTotals(),
            OutsideArrivalsPerHour = 0, ArrivalsPerHour = 60, CompletionsPerHour = 0,
        };
        Assert.True(model.IsNews(load));
        Assert.NotNull(model.Apply(load));

        Assert.False(model.IsNews(load with { Version = 9, AsOf = load.AsOf.AddSeconds(30) }));
        Assert.True(model.IsNews(load with { Version = 6, ArrivalsPerHour = 90 }));
        Assert.False(model.IsNews(load with { Version = 4, ArrivalsPerHour = 90 }));
    }

    private static LiveModel NewModel()
        => new(Floor.Of(FloorReader.Read(Encoding.UTF8.GetBytes(SmallFloor.Live().ToJsonString()), "s1").Document!));
}
