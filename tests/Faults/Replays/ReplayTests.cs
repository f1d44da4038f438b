using System.Diagnostics;
using System.Text.Json;
using SyncOps.Engine.Resources;

namespace SyncOps.Tests.Faults.Replays;

/// <summary>
/// The job shop's log through the real command and the real host, once left alone and once through kills. Both ends are held against
/// a plain count of the log, and their advice against each other, byte for byte.
/// </summary>
public sealed class ReplayTests
{
    private const int Days = 7;
    private static readonly TimeSpan ReplayLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_of_a_week_counts_every_execution_once_and_kills_change_neither_totals_nor_advice()
    {
        var files = Directory.CreateTempSubdirectory("syncops-replay-");
        try
        {
            await Replay(JobShop.ReadFirst(Days, files), siloKills: 2);
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    [Fact(Explicit = true)]
    public Task A_replay_of_the_whole_log_counts_every_execution_once_and_kills_change_neither_totals_nor_advice()
        => Replay(JobShop.Read(), siloKills: 3);

    private static async Task Replay(JobShop log, int siloKills)
    {
        var random = new Random(Seed.Read());

        var undisturbed = await Undisturbed(log);
        var killed = await ThroughKills(log, siloKills, random);

        Assert.NotEmpty(undisturbed);
        foreach (var (expected, actual) in undisturbed.Zip(killed)) Assert.Equal(expected, actual);
        Assert.Equal(undisturbed.Count, killed.Count);
    }

    private static async Task<IReadOnlyList<string>> Undisturbed(JobShop log)
    {
        await using var site = await ReplaySite.StartAsync(log, "left-alone", Cancellation);
        Told.Line($"Start of a host: {site.Silo.StartTook.TotalSeconds:0.0} s.");
        await using var replay = site.StartReplay();
        var summary = await Finished(replay);
        Told.Line($"Replay of the job shop's log: {summary.GetProperty("seconds")} s, "
            + $"{summary.GetProperty("recommendations")} recommendations.");
        Assert.Equal(0, summary.GetProperty("duplicates").GetInt32());
        await AssertCountedOnce(site, log);
        return await site.RecommendationsAsync(Cancellation);
    }

    private static async Task<IReadOnlyList<string>> ThroughKills(JobShop log, int siloKills, Random random)
    {
        await using var site = await ReplaySite.StartAsync(log, "killed", Cancellation);
        var began = Stopwatch.GetTimestamp();
        // One of the kills takes the replay in the place of the host.
        var marks = Enumerable.Range(0, siloKills + 1).Select(_ => 0.05 + 0.9 * random.NextDouble()).Order().ToArray();
        var replayKill = random.Next(marks.Length);
        var replay = site.StartReplay();
        try
        {
            for (var i = 0; i < marks.Length; i++)
            {
                await Passed(log.FirstAt + marks[i] * (log.LastAt - log.FirstAt), site, replay);
                // Somewhere within a call: a day's facts or its decisions take about as long.
                await Task.Delay(random.Next(400), Cancellation);
                Told.Line($"Kill of the {(i == replayKill ? "replay" : "host")} past {marks[i]:P0} of the log.");
                if (i == replayKill)
                {
                    await replay.DisposeAsync();
                    replay = site.StartReplay();
                    continue;
                }
                await site.Silo.KillAsync();
                await site.Silo.RunAsync(Cancellation);
            }
            var summary = await Finished(replay);
            Assert.True(summary.GetProperty("duplicates").GetInt32() > 0, "The run after the kills must have sent again what was known.");
        }
        finally
        {
            await replay.DisposeAsync();
        }
        Told.Line($"Replay through {marks.Length} kills: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s.");
        await AssertCountedOnce(site, log);
        return await site.RecommendationsAsync(Cancellation);
    }

    /// <summary>Waits until the site's clock has passed an instant; a replay that ends before that is an error.</summary>
    private static async Task Passed(DateTimeOffset instant, ReplaySite site, ProgramRun replay)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (await site.NowAsync(Cancellation) < instant)
        {
            if (replay.HasEnded) Assert.Fail($"The replay ended before {instant:u}: {await replay.EndAsync(ReplayLimit, Cancellation)}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    private static async Task<JsonElement> Finished(ProgramRun replay)
    {
        var end = await replay.EndAsync(ReplayLimit, Cancellation);
        Assert.True(end.ExitCode == 0, $"The replay failed: {end.Error}");
        return JsonSerializer.Deserialize<JsonElement>(end.Output);
    }

    private static async Task AssertCountedOnce(ReplaySite site, JobShop log)
    {
        var sectors = await site.SectorsAsync(Cancellation);
        Assert.Equal(log.Executions.Keys.Order(StringComparer.Ordinal), sectors.Select(s => s.Sector).Order(StringComparer.Ordinal));
        foreach (var sector in sectors)
        {
            double executions = log.Executions[sector.Sector];
            var totals = sector.Totals;
            Assert.Equal(
                (sector.Sector, executions, executions, 0, 0, 0),
                (sector.Sector, totals.Arrived.Value, totals.Completed.Value, totals.Adjusted.Value, totals.Removed.Value,
                    sector.BacklogUnits.Value));
            Assert.Equal(0, sector.Staff);
        }
        Assert.All(await site.ResourcesAsync(Cancellation), r => Assert.Equal((r.Resource, ResourceStateKind.Off), (r.Resource, r.State)));
    }
}
