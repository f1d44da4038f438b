using System.CommandLine;
using System.Diagnostics;

namespace SyncOps.Benchmarks.Load;

/// <summary>
/// How many events a second a server acknowledges. Closed loop: every connection sends the next batch when the last was acknowledged.
/// Open loop (<c>--rate</c>): batches fall due at a steady pace, and latency counts from when they were due.
/// </summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var server = Target.ServerOption();
        var connections = new Option<int>("--connections") { Description = "Concurrent senders", DefaultValueFactory = _ => 8 };
        var batch = new Option<int>("--batch") { Description = "Events per request", DefaultValueFactory = _ => 100 };
        var spread = new Option<bool>("--spread") { Description = "Each event of a request goes to another sector, not all to one" };
        var sectors = new Option<int>("--sectors") { Description = "Sectors of the site", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "How long to measure", DefaultValueFactory = _ => 20 };
        var warmUp = new Option<int>("--warm-up") { Description = "Seconds before that do not count", DefaultValueFactory = _ => 3 };
        var rate = new Option<double?>("--rate") { Description = "Events a second, at a steady pace; without it as fast as acknowledged" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("load", "Sends events over HTTP to a new site")
        {
            server, connections, batch, spread, sectors, seconds, warmUp, rate, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = new LoadPlan(
                parsed.GetValue(connections), parsed.GetValue(batch), parsed.GetValue(sectors),
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate),
                parsed.GetValue(spread));
            using var target = await Target.Create(parsed.GetValue(server)!, plan.Sectors, cancellation);
            var result = await new LoadRun(plan, target).Measure(cancellation);
            Report.Print(
                result, parsed.GetValue(json),
                $"{result.EventsPerSecond:0} acknowledged events/s ({result.Acknowledged} in {result.Seconds:0.0} s, " +
                $"{plan.Connections} connections, batches of {plan.Batch}, {plan.Sectors} sectors)",
                $"{result.Refused} batches were refused and sent again",
                $"acknowledgement: {result.Latency}",
                $"this client used {result.ClientCpuCores:0.00} cores");
            return 0;
        });
        return command;
    }
}

internal sealed record LoadPlan(
    int Connections, int Batch, int Sectors, TimeSpan WarmUp, TimeSpan Duration, double? Rate, bool IsSpread = false);

internal sealed record LoadResult(
    string Site, double EventsPerSecond, long Acknowledged, double Seconds, long Refused, LatencySummary Latency, double ClientCpuCores);

internal sealed class LoadRun(LoadPlan plan, Target target)
{
    private readonly Latencies _latencies = new();
    private readonly Stopwatch _clock = new();
    private long _acknowledged;
    private long _refused;

    public async Task<LoadResult> Measure(CancellationToken cancellation)
    {
        using var self = Process.GetCurrentProcess();
        _clock.Start();
        var senders = Enumerable.Range(0, plan.Connections)
            .Select(number => Task.Run(() => Send(number, cancellation), cancellation)).ToArray();
        await Task.Delay(plan.WarmUp, cancellation);
        var cpu = self.TotalProcessorTime;
        await Task.WhenAll(senders);
        self.Refresh();

        // Senders stop taking work at the end; what is counted was acknowledged between warm-up and end.
        var seconds = plan.Duration.TotalSeconds;
        return new LoadResult(
            target.Site, Math.Round(_acknowledged / seconds), _acknowledged, seconds, _refused, _latencies.Summary(),
            Math.Round((self.TotalProcessorTime - cpu).TotalSeconds / seconds, 2));
    }

    private async Task Send(int number, CancellationToken cancellation)
    {
        var source = target.NewSource();
        using var connection = await target.Connect(cancellation);
        var end = plan.WarmUp + plan.Duration;
        for (long turn = 0; ; turn++)
        {
            var due = plan.Rate is { } rate
                ? TimeSpan.FromSeconds((turn * plan.Connections + number) * plan.Batch / rate)
                : _clock.Elapsed;
            if (due >= end) return;
            if (due > _clock.Elapsed) await Task.Delay(due - _clock.Elapsed, cancellation);

            var sector = (int)((number + turn * plan.Connections) % plan.Sectors);
            var batch = source.Next(sector, plan.Batch, plan.IsSpread, TimeProvider.System.GetUtcNow());
            var refused = await target.Send(connection, batch, cancellation);
            var done = _clock.Elapsed;
            if (done < plan.WarmUp || done >= end) continue;
            _latencies.Record(done - due);
            Interlocked.Add(ref _acknowledged, plan.Batch);
            Interlocked.Add(ref _refused, refused);
        }
    }
}
