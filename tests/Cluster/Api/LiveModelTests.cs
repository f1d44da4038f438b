using System.Text;
using SyncOps.Api.Live;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>What of the cards that are read again is worth telling.</summary>
public sealed class LiveModelTests
{
    [Fact]
    public void Of_cards_that_are_read_again_only_what_is_not_known_yet_is_news()
    {
        var model = new LiveModel(Floor.Of(FloorReader.Read(Encoding.UTF8.GetBytes(SmallFloor.Live().ToJsonString()), "s1").Document!));
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
}
