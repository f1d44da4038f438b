using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Same floor, same events: the same advice, in whatever order and portions the events came.</summary>
public sealed class DeterminismTests(FloorHost host)
{
    [Fact]
    public async Task The_same_script_on_two_sites_gives_the_same_advice()
    {
        var first = await Play(seed: null);
        Assert.Contains("\"done\"", first);
        Assert.Equal(first, await Play(seed: null));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task The_order_of_events_between_two_advances_does_not_matter(int seed)
        => Assert.Equal(await Play(seed: null), await Play(seed));

    /// <summary>Two hours of a rush, accepting every third card; all that the site shows, without its name and versions.</summary>
    private async Task<string> Play(int? seed)
    {
        var site = await TestSite.Stepped(host);
        var order = new Random(seed ?? 0);
        var decided = 0;
        for (var step = 0; step < 8; step++)
        {
            var events = step == 0 ? SmallFloor.Rush(site).ToList() : [];
            for (var minute = 1; minute <= 15; minute++)
            {
                var at = $"2026-03-02T{6 + step / 4:00}:{step % 4 * 15 + minute - 1:00}:30Z";
                events.Add(site.Arrived("pick", 1 + (step * 7 + minute) % 5, at, $"a{step}-{minute}"));
                events.Add(site.Completed("pick", 1 + minute % 2, at, $"c{step}-{minute}"));
                events.Add(site.Completed("pack", 2, at, $"p{step}-{minute}"));
            }
            if (step == 5) events.Add(site.Event("resource.checkedOut", "2026-03-02T07:16:00Z", """{"resource":"b1"}""", "out"));
            var sent = events.ToArray();
            if (seed is not null) order.Shuffle(sent);
            foreach (var part in sent.Chunk(seed is null ? 1000 : 7)) await site.Record(part);
            await site.Advance($"2026-03-02T{6 + (step + 1) / 4:00}:{(step + 1) % 4 * 15:00}:00Z");
            foreach (var card in await site.Items("recommendations?state=proposed"))
            {
                if (decided++ % 3 == 0) (await site.Post($"recommendations/{card!["id"]}/accept", "{}")).Ok();
            }
        }
        await site.Advance("2026-03-02T09:00:00Z");
        var sectors = await site.Items("sectors");
        foreach (var sector in sectors) sector!.AsObject().Remove("version");
        return $"{(await site.Get("recommendations")).Text}\n{sectors.ToJsonString()}";
    }
}
