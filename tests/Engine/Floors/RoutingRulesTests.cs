using System.Globalization;
using SyncOps.Engine.Contract;
using Xunit;

namespace SyncOps.Tests.Engine.Floors;

public class RoutingRulesTests
{
    [Fact]
    public void A_loop_whose_shares_sum_to_1_has_no_exit_and_is_named()
    {
        var faults = Faults("a>b:0.5,c:0.5", "b>a:1", "c>b:1", "d>a:1");

        Assert.Equal([("$.sectors[0].next", FaultCodes.LoopWithoutExit)], faults.Select(f => (f.Path, f.Code)));
        Assert.Contains("a, b, c.", faults[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sector_that_sends_all_its_work_to_itself_has_no_exit()
        => Assert.Equal([FaultCodes.LoopWithoutExit], Faults("a>a:1").Select(f => f.Code));

    [Fact]
    public void Work_that_shrinks_but_cannot_leave_has_no_exit_either()
        => Assert.Equal([FaultCodes.LoopWithoutExit], Faults("a>b:1:0.1", "b>a:1").Select(f => f.Code));

    [Fact]
    public void Rework_with_an_exit_is_right()
        => Assert.Empty(Faults("a>b:1", "b>a:0.999,c:0.001", "c"));

    [Fact]
    public void A_loop_with_its_only_exit_in_another_loop_that_has_one_is_right()
        => Assert.Empty(Faults("a>b:1", "b>a:0.5,c:0.5", "c>d:1", "d>c:0.5"));

    [Theory]
    [InlineData(1.99, 0)]      // 0.5 x 1.99 = 0.995 comes back of each unit: it dies out.
    [InlineData(2, 1)]         // 0.5 x 2 = 1: it goes on for ever.
    [InlineData(3, 1)]         // 0.5 x 3 = 1.5: it grows.
    public void A_loop_that_gives_back_as_much_work_as_went_in_is_refused(double unitsPerUnit, int faults)
    {
        var found = Faults(string.Create(CultureInfo.InvariantCulture, $"a>b:1:{unitsPerUnit}"), "b>a:0.5");

        Assert.Equal(Enumerable.Repeat(FaultCodes.LoopGrows, faults), found.Select(f => f.Code));
    }

    /// <summary>Each way round keeps below 1 (a-b-a 0.6 x 0.9 = 0.54, a-c-a 0.6 x 0.9 = 0.54), both together are 1.08.</summary>
    [Fact]
    public void Loops_that_share_a_sector_grow_together()
        => Assert.Equal([FaultCodes.LoopGrows], Faults("a>b:0.5:1.2,c:0.5:1.2", "b>a:0.9", "c>a:0.9").Select(f => f.Code));

    [Fact]
    public void A_chain_of_10000_sectors_is_searched_without_exhausting_the_stack()
        => Assert.Empty(Faults([.. Enumerable.Range(0, 9_999).Select(i => $"s{i}>s{i + 1}:1"), "s9999"]));

    [Fact]
    public void A_loop_of_more_than_512_sectors_is_refused()
    {
        var faults = Faults([.. Enumerable.Range(0, 513).Select(i => $"s{i}>s{(i + 1) % 513}:0.9")]);

        Assert.Equal([FaultCodes.TooMany], faults.Select(f => f.Code));
    }

    /// <summary>Sectors as <c>id>to:share[:unitsPerUnit],...</c>.</summary>
    private static IReadOnlyList<Fault> Faults(params string[] sectors)
    {
        var texts = sectors.Select(sector =>
        {
            var (id, next) = sector.Split('>') is [var name, var routes] ? (name, routes.Split(',')) : (sector, []);
            var written = next.Select(r => r.Split(':')).Select(r =>
                $$"""{"to":"{{r[0]}}","share":{{r[1]}},"unitsPerUnit":{{(r.Length > 2 ? r[2] : "1")}}}""");
            return $$"""{"id":"{{id}}","area":"x","name":"n","unit":"u","targetWaitMinutes":1,"next":[{{string.Join(",", written)}}]}""";
        });
        return FloorText.Faults($$"""
            {"name":"n","timeZone":"UTC","currency":"EUR","clock":"live","areas":[{"id":"x","name":"X"}],"resources":[],
             "moves":{"minutes":1},"sectors":[{{string.Join(",", texts)}}]}
            """);
    }
}
