using CsCheck;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sites;
using Xunit;

namespace SyncOps.Tests.Engine.Sites;

public class TickWavesTests
{
    [Fact]
    public void Sectors_that_report_all_their_arrivals_are_ticked_together()
        => Assert.Equal(["load,pack,pick"], Waves(
            new TestFloor().Sector("pick", next: TestFloor.To("pack")).Sector("pack", next: TestFloor.To("load")).Sector("load")));

    [Fact]
    public void A_sector_that_books_from_upstream_comes_after_those_that_feed_it()
        => Assert.Equal(["pick", "pack", "load"], Waves(
            new TestFloor().Sector("pick", next: TestFloor.To("pack")).Sector("pack", 30, Upstream, TestFloor.To("load"))
                .Sector("load", 30, Upstream)));

    [Fact]
    public void Retired_sectors_are_left_out_and_feed_nobody()
        => Assert.Equal(["load,pack"], Waves(
            new TestFloor().Sector("pick", 30, s => s with { Retired = true }, TestFloor.To("pack")).Sector("pack", 30, Upstream)
                .Sector("load")));

    [Fact]
    public void A_sector_may_feed_itself()
        => Assert.Equal(["pick"], Waves(new TestFloor().Sector("pick", 30, Upstream, TestFloor.To("pick", 0.2))));

    [Fact]
    public void A_circle_is_broken_by_its_first_sector_and_who_only_waits_for_it_comes_after()
        => Assert.Equal(["b", "c", "a"], Waves(        // b and c feed each other, c feeds a
            new TestFloor().Sector("a", 30, Upstream).Sector("b", 30, Upstream, TestFloor.To("c"))
                .Sector("c", 30, Upstream, TestFloor.To("b", 0.5), TestFloor.To("a", 0.5))));

    [Fact]
    public void Every_sector_is_ticked_once_and_after_all_that_feed_it_but_those_in_a_circle_with_it()
        => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5]).Array[0, 10].Select(Gen.Bool.Array[6]).Sample((routes, upstream) =>
        {
            var floor = new TestFloor();
            for (var i = 0; i < 6; i++)
            {
                var next = routes.Where(r => r.Item1 == i).Select(r => $"s{r.Item2}").Distinct().Select(to => TestFloor.To(to, 0.1));
                floor.Sector($"s{i}", 30, upstream[i] ? Upstream : null, [.. next]);
            }
            var waves = TickWaves.Of(floor.Floor());
            var waveOf = waves.SelectMany((wave, w) => wave.Select(id => (id, w))).ToDictionary(x => x.id, x => x.w);
            if (waves.Sum(w => w.Count) != 6 || waveOf.Count != 6) return false;

            var feeders = routes.Where(r => upstream[r.Item2]).ToList();
            var leadsTo = new bool[6, 6];
            foreach (var (from, to) in feeders) leadsTo[from, to] = true;
            for (var via = 0; via < 6; via++)
                for (var from = 0; from < 6; from++)
                    for (var to = 0; to < 6; to++)
                        leadsTo[from, to] |= leadsTo[from, via] && leadsTo[via, to];
            return feeders.All(f => leadsTo[f.Item2, f.Item1] || waveOf[$"s{f.Item1}"] < waveOf[$"s{f.Item2}"]);
        }, iter: 3_000);

    private static SectorSpec Upstream(SectorSpec sector) => sector with { Arrivals = ArrivalsFrom.Upstream };

    private static IEnumerable<string> Waves(TestFloor floor) => TickWaves.Of(floor.Floor()).Select(wave => string.Join(',', wave));
}
