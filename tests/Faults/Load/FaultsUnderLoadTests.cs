using System.Diagnostics;
using System.Globalization;

namespace SyncOps.Tests.Faults.Load;

/// <summary>Whatever happens under load, what was acknowledged is kept and nothing counts twice.</summary>
public sealed class FaultsUnderLoadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_one_process_is_killed() => Play(isCluster: false, batches: 300, Fault.KillHost, Fault.KillHost, Fault.KillHost);

    [Fact]
    public Task Silos_gateways_and_the_database_are_killed() => Play(
        isCluster: true, batches: 150, Fault.KillSilo, Fault.KillGateway, Fault.KillSilo, Fault.KillDatabase);

    [Fact]
    public Task A_silo_stands_still_all_are_restarted_in_turn_and_everything_is_killed()
        => Play(isCluster: true, batches: 120, Fault.PauseSilo, Fault.RollingRestart, Fault.KillEverything);

    /// <summary>For hours, as SYNCOPS_HOURS says: all faults of a cluster, mixed, on one cluster that goes on living.</summary>
    [Fact(Explicit = true)]
    public async Task A_cluster_lives_through_everything_for_hours()
    {
        var text = Environment.GetEnvironmentVariable("SYNCOPS_HOURS") ?? "1";
        var until = TimeSpan.FromHours(double.Parse(text, CultureInfo.InvariantCulture));
        var random = new Random(Seed.Read());
        await using var grid = await Grid.StartAsync(isCluster: true, Cancellation);
        var (began, kinds) = (Stopwatch.GetTimestamp(), Enum.GetValues<Fault>()[1..]);
        var counts = kinds.ToDictionary(kind => kind, _ => 0);
        var (gaps, events) = (new List<TimeSpan>(), 0L);
        for (var round = 1; Stopwatch.GetElapsedTime(began) < until; round++)
        {
            var faults = Enumerable.Range(0, 3).Select(_ => kinds[random.Next(kinds.Length)]).ToArray();
            var outcome = await Play(grid, $"round-{round}", 150, faults, random);
            foreach (var fault in faults) counts[fault]++;
            gaps.AddRange(outcome.Gaps);
            events += outcome.Events;
        }
        gaps.Sort();
        Told.Line(
            $"{Stopwatch.GetElapsedTime(began).TotalHours:0.00} h, {events} events acknowledged, 0 lost, 0 counted twice; "
            + $"{string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}; longest wait of a caller after a fault: "
            + $"p50 {gaps[gaps.Count / 2].TotalSeconds:0.0} s, p99 {gaps[(int)(gaps.Count * 0.99)].TotalSeconds:0.0} s.");
    }

    private static async Task Play(bool isCluster, int batches, params Fault[] faults)
    {
        var random = new Random(Seed.Read());
        await using var grid = await Grid.StartAsync(isCluster, Cancellation);
        await Play(grid, "under-load", batches, faults, random);
    }

    private static async Task<LoadOutcome> Play(Grid grid, string site, int batches, Fault[] faults, Random random)
    {
        try
        {
            var outcome = await new LoadRun(grid, site, batches, faults, random).PlayAsync();
            Told.Line(outcome.Line);
            return outcome;
        }
        catch
        {
            Told.Line(grid.Output);
            throw;
        }
    }
}
