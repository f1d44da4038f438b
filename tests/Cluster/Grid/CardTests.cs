namespace SyncOps.Tests.Cluster.Grid;

public sealed class CardTests(FloorHost host)
{
    [Fact]
    public async Task A_bottleneck_brings_a_card()
    {
        var site = await TestSite.Stepped(host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance(SmallFloor.Start);

        var cards = await site.Items("recommendations");
        Assert.Fail(cards.ToJsonString() + "\n" + (await site.Get("/api/v1/governance/site:" + site.Id)).Text);
    }
}
