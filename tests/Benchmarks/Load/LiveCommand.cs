using System.CommandLine;
using System.Diagnostics;

namespace SyncOps.Benchmarks.Load;

/// <summary>How long an event takes from its sending to the first frame of the live stream whose totals include it.</summary>
internal static class LiveCommand
{
    public static Command Create()
    {
        var server = Target.ServerOption();
        var rate = new Option<double>("--rate") { Description = "Events a second, at a steady pace", DefaultValueFactory = _ => 2000 };
        var batch = new Option<int>("--batch") { Description = "Events of one sector per request", DefaultValueFactory = _ => 20 };
        var connections = new Option<int>("--connections") { Description = "Concurrent senders", DefaultValueFactory = _ => 8 };
        var sectors = new Option<int>("--sectors") { Description = "Sectors of the site", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "How long to measure", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("live", "Measures from event to live stream")
        {
            server, rate, batch, connections, sectors, seconds, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = new LoadPlan(
                parsed.GetValue(connections), parsed.GetValue(batch), parsed.GetValue(sectors), TimeSpan.FromSeconds(2),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate));
            using var target = await Target.Create(parsed.GetValue(server)!, plan.Sectors, cancellation);
            var result = await new LiveRun(plan, target).Measure(cancellation);
            Report.Print(
                result, parsed.GetValue(json),
                $"event to live stream: {result.EventToStream}",
                $"acknowledgement: {result.Acknowledgement}",
                $"{result.Batches} batches sent, {result.Unseen} never seen on the stream, {result.Frames} frames read");
            return result.Unseen == 0 ? 0 : 1;
        });
        return command;
    }
}

internal sealed record LiveResult(
    string Site, LatencySummary EventToStream, LatencySummary Acknowledgement, long Batches, long Unseen, long Frames);

internal sealed class LiveRun(LoadPlan plan, Target target, Action<TimeSpan, long>? seen = null)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Latencies _acknowledgements = new();
    private readonly LiveTotals _totals = new(plan.Sectors, seen);
    private readonly Stopwatch _clock = new();
    private long _batches;

    /// <summary>Since the sending began; what is due is due by it.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <inheritdoc cref="LiveTotals.OldestUnseen"/>
    public TimeSpan? OldestUnseen => _totals.OldestUnseen;

    public async Task<LiveResult> Measure(CancellationToken cancellation)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var stream = await target.OpenLive(cancellation);
        var reader = Task.Run(() => _totals.Read(stream, _clock, reading.Token), cancellation);
        await _totals.Started.WaitAsync(TimeSpan.FromSeconds(30), cancellation);

        _clock.Start();
        await Task.WhenAll(
            Enumerable.Range(0, plan.Connections).Select(number => Task.Run(() => Send(number, cancellation), cancellation)));
        await Task.WhenAny(_totals.AllSeen(), reader, Task.Delay(Grace, cancellation));
        await reading.CancelAsync();
        await reader;
        return new LiveResult(
            target.Site, _totals.Latencies.Summary(), _acknowledgements.Summary(), _batches, _totals.Unseen, _totals.Frames);
    }

    /// <summary>Sends to its own sectors only, so that a sector's totals grow in the order of sending.</summary>
    private async Task Send(int number, CancellationToken cancellation)
    {
        var source = target.NewSource();
        using var connection = await target.Connect(cancellation);
        var own = Enumerable.Range(0, plan.Sectors).Where(sector => sector % plan.Connections == number).ToArray();
        if (own.Length == 0) return;
        var end = plan.WarmUp + plan.Duration;
        for (long turn = 0; ; turn++)
        {
            var due = TimeSpan.FromSeconds((turn * plan.Connections + number) * plan.Batch / plan.Rate!.Value);
            if (due >= end) return;
            if (due > _clock.Elapsed) await Task.Delay(due - _clock.Elapsed, cancellation);

            var sector = own[turn % own.Length];
            var batch = source.Next(sector, plan.Batch, isSpread: false, TimeProvider.System.GetUtcNow());
            _totals.Sent(sector, plan.Batch, due, counts: due >= plan.WarmUp);
            Interlocked.Increment(ref _batches);
            await target.Send(connection, batch, cancellation);
            if (due >= plan.WarmUp) _acknowledgements.Record(_clock.Elapsed - due);
        }
    }
}
