using CsCheck;
using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class ProjectorLaws
{
    private static readonly Gen<(int[] Backlogs, int[] Outside, int[] Rates, int[] Shares, int[] Delays)> Networks = Gen.Select(
        Gen.Int[0, 300].Array[4], Gen.Int[0, 200].Array[4], Gen.Int[0, 200].Array[4], Gen.Int[0, 30].Array[16], Gen.Int[0, 25].Array[16]);

    /// <summary>Four sectors, each with a route to every one of them (loops and itself included), and one resource each.</summary>
    private static TestFloor Floor((int[] Backlogs, int[] Outside, int[] Rates, int[] Shares, int[] Delays) n, bool loops = true)
    {
        var floor = new TestFloor();
        for (var s = 0; s < 4; s++)
        {
            var routes = Enumerable.Range(0, 4).Where(to => n.Shares[s * 4 + to] > 5 && (loops || to > s))
                .Select(to => TestFloor.To($"s{to}", n.Shares[s * 4 + to] / 130.0, 0.7, Math.Max(0, n.Delays[s * 4 + to] - 5) / 2.0));
            floor.Sector($"s{s}", next: [.. routes]).Load($"s{s}", n.Backlogs[s], n.Outside[s], completions: n.Rates[s])
                .Resource($"r{s}", ($"s{s}", n.Rates[s] + 1)).Present($"r{s}", $"s{s}").Shift($"r{s}", -30, 100 + n.Delays[s], (20, 35.5));
        }
        return floor;
    }

    [Fact]
    public void Work_is_conserved_in_every_sector() => Networks.Sample(n =>
    {
        var run = Floor(n).Run();
        for (var s = 0; s < 4; s++)
        {
            var (arrived, served) = (Sum(run.Arrived(s)), Sum(run.Served(s)));
            Assert.Equal(run.StartBacklog(s) + arrived, served + run.Backlog(s)[^1], 1e-6);
        }
    }, iter: 300, threads: 1);

    [Fact]
    public void What_leaves_a_sector_arrives_downstream_or_is_still_under_way() => Networks.Sample(n =>
    {
        // One route without delay and without loops: all that s0 serves is in s1, step by step.
        var floor = new TestFloor().Sector("s0", next: TestFloor.To("s1", 0.5, 2)).Sector("s1")
            .Load("s0", n.Backlogs[0], n.Outside[0]).Resource("r", ("s0", n.Rates[0] + 1)).Present("r", "s0");
        var run = floor.Run();
        for (var t = 0; t < run.Grid.Steps; t++) Assert.Equal(run.Served(0)[t], run.Arrived(1)[t], 1e-9);
    }, iter: 100, threads: 1);

    [Fact]
    public void More_capacity_never_lengthens_a_sectors_backlog_or_wait() => Networks.Sample(n =>
    {
        var floor = Floor(n, loops: false).Resource("x", ("s2", 50));
        var before = floor.Run();
        var after = floor.Present("x", "s2").Run();
        for (var t = 0; t < before.Grid.Steps; t++)
        {
            Assert.True(after.Backlog(2)[t] <= before.Backlog(2)[t] + 1e-9);
            Assert.True(after.Waits(2)[t] <= before.Waits(2)[t] + 1e-6);
        }
    }, iter: 300, threads: 1);

    [Fact]
    public void Served_never_exceeds_capacity_and_backlog_is_never_negative() => Networks.Sample(n =>
    {
        var run = Floor(n).Run(new PlannedMove(0, 0, 1, 3.3, 9.9));
        for (var s = 0; s < 4; s++)
        {
            for (var t = 0; t < run.Grid.Steps; t++)
            {
                Assert.True(run.Served(s)[t] <= run.Capacity(s)[t]);
                Assert.True(run.Backlog(s)[t] >= 0);
                Assert.InRange(run.Waits(s)[t], 0, 240);
            }
        }
    }, iter: 300, threads: 1);

    private static double Sum(ReadOnlySpan<double> units)
    {
        var sum = 0.0;
        foreach (var unit in units) sum += unit;
        return sum;
    }
}
