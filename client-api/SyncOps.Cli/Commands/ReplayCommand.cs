using System.CommandLine;
using System.Net;
using SyncOps.Cli.Logs;
using SyncOps.Cli.Replays;
using SyncOps.Cli.Terminal;
using SyncOps.Client;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Cli.Commands;

/// <summary><c>replay</c>: an event log to a stepped site, fact by fact.</summary>
internal static class ReplayCommand
{
    /// <summary>A server that is being restarted is back well before; later the user should look.</summary>
    private static readonly SyncOpsClientOptions Patience = new()
    {
        ResendFor = TimeSpan.FromSeconds(60), AttemptTimeout = TimeSpan.FromMinutes(5),
    };

    public static Command Create(Screen screen, TimeProvider time)
    {
        var speed = new Option<double?>("--speed")
        {
            Description = "Simulated seconds per second. Default: as fast as possible.", HelpName = "X",
        };
        speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } x && !(x > 0 && double.IsFinite(x)))
                result.AddError("--speed must be above 0; leave it out to go as fast as possible.");
        });
        var command = new Command("replay", "Feed an event log's facts to a stepped site. After any crash, run it again.");
        LogOptions.AddTo(command);
        command.Options.Add(speed);
        command.SetAction((parsed, cancellation) => Guard.Run(screen, async () =>
        {
            var path = parsed.GetValue(LogOptions.Log)!.FullName;
            var site = parsed.GetValue(LogOptions.Site) ?? Slug.OfFile(path);
            var server = parsed.GetValue(GlobalOptions.Server)!;
            using var client = SyncOpsClient.To(server, Patience);
            var began = time.GetTimestamp();
            if (await Floor(client, site, server, path, screen, cancellation) is not { } floor) return Exit.Failed;

            var reading = new LogReading { TimeZone = floor.TimeZone, Exclude = LogOptions.Excluded(parsed) };
            var file = LogFile.Read(path, LogOptions.Columns(parsed), reading);
            var facts = LogReplay.Facts(file.Log, floor, file.Sha256);
            if (facts.Refusal is { } refusal) return Guard.Refuse(screen, refusal);

            var events = facts.Value!;
            if (await Send(client, events, floor, parsed.GetValue(speed), screen, time, cancellation) is not { } tally) return Exit.Failed;
            var recommendations = 0;
            await foreach (var _ in client.Recommendations(site, cancellation: cancellation)) recommendations++;
            var seconds = time.GetElapsedTime(began).TotalSeconds;
            Tell(screen, parsed.GetValue(GlobalOptions.Json), new Summary(
                site, file.Log.Executions.Count, events.Count, tally.Accepted, tally.Duplicates, recommendations, tally.Now,
                Math.Round(seconds, 2), Math.Round(events.Count / seconds)));
            return Exit.Done;
        }));
        return command;
    }

    private static async Task<FloorDocument?> Floor(
        SyncOpsClient client, string site, Uri server, string path, Screen screen, CancellationToken cancellation)
    {
        FloorDocument floor;
        try
        {
            floor = (await client.GetFloor(site, cancellation)).Value;
        }
        catch (SyncOpsException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            screen.Error(
                $"error: {server} has no site '{site}'. First learn its floor and store it:\n"
                + $"  syncops floor discover {path} --out floor.json\n  syncops floor apply floor.json");
            return null;
        }
        if (floor.Clock == ClockKind.Stepped) return floor;
        screen.Error(
            $"error: site '{site}' runs on a live clock and a replay needs a stepped one. "
            + "Apply the floor with \"clock\": \"stepped\" to a new site.");
        return null;
    }

    private static async Task<ReplayTally?> Send(
        SyncOpsClient client, IReadOnlyList<FloorEvent> facts, FloorDocument floor, double? speed, Screen screen, TimeProvider time,
        CancellationToken cancellation)
    {
        try
        {
            return await screen.Progress(
                $"Replaying {floor.Site}", facts.Count, sent => new ReplayRun(client, time).Run(facts, floor, speed, sent, cancellation));
        }
        catch (SyncOpsException away) when (away.Status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            screen.Error(
                $"error: {away.Message}\n"
                + "The replay stopped in the middle. Nothing is lost: run the same command again, and it comes to the same end.");
            return null;
        }
    }

    private static void Tell(Screen screen, bool json, Summary summary)
    {
        if (json)
        {
            screen.Json(summary);
            return;
        }
        screen.Line(
            $"Site '{summary.Site}': {summary.Executions} executions as {summary.Facts} facts, {summary.Accepted} accepted and "
            + $"{summary.Duplicates} already known; {summary.Recommendations} recommendations; "
            + $"{summary.Seconds:0.0} s, {summary.FactsPerSecond:0} facts/s.");
    }

    private sealed record Summary(
        string Site, int Executions, int Facts, int Accepted, int Duplicates, int Recommendations, DateTimeOffset? Now, double Seconds,
        double FactsPerSecond);
}
