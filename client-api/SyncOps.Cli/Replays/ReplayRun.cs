using SyncOps.Client;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Cli.Replays;

/// <summary>What a replay sent, and where it left the clock.</summary>
/// <param name="Duplicates">Facts that an earlier run had already recorded.</param>
internal sealed record ReplayTally(int Accepted, int Duplicates, DateTimeOffset? Now);

/// <summary>
/// Feeds facts to a stepped site: those of a stretch first, then the clock to its end. It keeps no record of its own: after a crash of
/// either side the same run again sends everything, and the site knows what it has.
/// </summary>
internal sealed class ReplayRun(SyncOpsClient client, TimeProvider time)
{
    /// <param name="speed">Simulated seconds per second; null is as fast as possible.</param>
    /// <param name="sent">Hears how many facts have been acknowledged.</param>
    public async Task<ReplayTally> Run(
        IReadOnlyList<FloorEvent> facts, FloorDocument floor, double? speed, Action<double> sent, CancellationToken cancellation)
    {
        var tally = new ReplayTally(0, 0, null);
        var stretch = speed is null ? ReplaySteps.FullSpeedStretch : floor.DecideEvery;
        var began = time.GetTimestamp();
        // What an earlier run has done needs no pacing.
        var from = speed is null ? default : (await client.GetSite(floor.Site, cancellation)).Now;
        foreach (var step in ReplaySteps.Of(facts, floor, stretch))
        {
            if (step.AdvanceTo is { } to)
            {
                if (speed is { } pace && to > from)
                    await Until((to - from) / pace - time.GetElapsedTime(began), cancellation);
                tally = tally with { Now = (await client.Advance(floor.Site, to, cancellation)).Now };
                continue;
            }
            var answer = await client.PostEvents(floor.Site, step.Facts, cancellation);
            tally = tally with { Accepted = tally.Accepted + answer.Accepted, Duplicates = tally.Duplicates + answer.Duplicates };
            sent(tally.Accepted + tally.Duplicates);
        }
        return tally;
    }

    private async Task Until(TimeSpan pause, CancellationToken cancellation)
    {
        if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancellation);
    }
}
