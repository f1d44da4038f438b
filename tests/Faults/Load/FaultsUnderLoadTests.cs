using System.Globalization;

namespace SyncOps.Tests.Faults.Load;

/// <summary>Whatever happens under load, what was acknowledged is kept and nothing counts twice.</summary>
public sealed class FaultsUnderLoadTests
{
    private const int FaultsPerRun = 3;
    private const int BatchesPerFault = 160;
    private const int BatchesPerFaultForHours = 320;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_one_process_is_killed()
    {
        var random = new Random(Seed.Read());
        await using var grid = await Grid.StartHostAsync(Cancellation);
        await Play(grid, "under-load", 3 * BatchesPerFault, [Fault.KillHost, Fault.KillHost, Fault.KillHost], random);
    }

    [Fact]
    public Task Silos_gateways_and_the_database_are_killed_and_an_answer_to_a_commit_is_lost() => PlayOnCluster(
        Fault.KillSilo, Fault.KillGateway, Fault.CutAfterCommit, Fault.KillDatabase);

    [Fact]
    public Task A_silo_stands_still_or_cannot_reach_the_database_or_waits_for_it_and_all_are_restarted_in_turn() => PlayOnCluster(
        Fault.PauseSilo, Fault.PartDatabase, Fault.HoldTables, Fault.RollingRestart);

    [Fact]
    public Task A_silo_is_parted_from_everybody_or_refuses_gateways() => PlayOnCluster(Fault.PartSilo, Fault.RefuseGateways);

    [Fact]
    public Task The_disk_of_the_database_is_full_and_the_clock_of_a_silo_goes_a_day_ahead_or_behind()
        => PlayOnCluster(Fault.FillDisk, Fault.StepClock);

    /// <summary>
    /// For hours, as SYNCOPS_HOURS says: faults of a cluster, mixed and each kind as often, on one cluster that goes on living; those that
    /// SYNCOPS_FAULTS names, between commas, or all that can be made here.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task A_cluster_lives_through_everything_for_hours()
    {
        var until = TimeSpan.FromHours(double.Parse(Setting("SYNCOPS_HOURS") ?? "1", CultureInfo.InvariantCulture));
        var kinds = Kinds();
        var seed = Seed.Read();
        var random = new Random(seed);
        await using var grid = await Grid.StartClusterAsync(kinds, Cancellation, longestFault: TimeSpan.FromSeconds(30));
        var tally = new FaultTally(seed);
        foreach (var (round, faults) in Dealt(kinds, random).Chunk(FaultsPerRun).TakeWhile(_ => tally.Elapsed < until).Index())
            tally.Add(faults, await Play(grid, $"round-{round + 1}", BatchesPerFaultForHours * FaultsPerRun, faults, random));
        foreach (var line in tally.Lines()) Told.Line(line);
    }

    private static IReadOnlyList<Fault> Kinds()
    {
        if (Setting("SYNCOPS_FAULTS") is { } names) return [.. names.Split(',').Select(Kind)];
        var kinds = Enum.GetValues<Fault>()[1..].ToLookup(kind => Grid.WhyNot(kind) is null);
        foreach (var kind in kinds[false]) Told.Line($"{kind} is left out. {Grid.WhyNot(kind)}");
        return [.. kinds[true]];
    }

    /// <summary>Each kind once in an order by chance, then each once more, without end: all happen equally often.</summary>
    private static IEnumerable<Fault> Dealt(IReadOnlyList<Fault> kinds, Random random)
    {
        while (true)
        {
            var deck = kinds.ToArray();
            random.Shuffle(deck);
            foreach (var kind in deck) yield return kind;
        }
    }

    private static Fault Kind(string name) => Enum.TryParse<Fault>(name, out var kind) && kind != Fault.KillHost
        ? kind
        : throw new ArgumentException($"'{name}' is no fault of a cluster: give some of {string.Join(", ", Enum.GetNames<Fault>()[1..])}.");

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private static async Task PlayOnCluster(params Fault[] faults)
    {
        var random = new Random(Seed.Read());
        await using var grid = await Grid.StartClusterAsync(faults, Cancellation);
        await Play(grid, "under-load", BatchesPerFault * faults.Length, faults, random);
    }

    private static async Task<LoadOutcome> Play(Grid grid, string site, int batches, IReadOnlyList<Fault> faults, Random random)
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
