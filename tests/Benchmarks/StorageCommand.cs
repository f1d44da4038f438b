using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Silo.Storage;
using SyncOps.Storage;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Benchmarks;

/// <summary>How many journal rows a second become durable, with callers that each append one row at a time, as sectors do.</summary>
internal static class StorageCommand
{
    private const int EventsPerRow = 100;

    public static Command Create()
    {
        var callers = new Option<int>("--callers") { Description = "Concurrent callers, a sector each", DefaultValueFactory = _ => 50 };
        var bytes = new Option<int>("--row-bytes") { Description = "Size of a row of 100 events", DefaultValueFactory = _ => 6000 };
        var seconds = new Option<int>("--seconds") { Description = "How long", DefaultValueFactory = _ => 10 };
        var checkpoint = new Option<int>("--checkpoint-mib")
        {
            Description = "Write-ahead log that triggers a checkpoint",
            DefaultValueFactory = _ => new StorageOptions().CheckpointBytes / (1024 * 1024),
        };
        var data = new Option<string?>("--data") { Description = "Directory on the disk to measure; default: the temporary one" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("storage", "Appends rows to a journal in a new database")
        {
            callers, bytes, seconds, checkpoint, data, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new StorageOptions { CheckpointBytes = parsed.GetValue(checkpoint) * 1024 * 1024 };
            var result = await Measure(
                parsed.GetValue(data), options, parsed.GetValue(callers), parsed.GetValue(bytes),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellation);
            Report.Print(
                result, parsed.GetValue(json),
                $"{result.AppendsPerSecond:0} appends/s = {result.EventsPerSecond:0} events/s, {result.MegabytesPerSecond:0.0} MB/s",
                $"commit seen by callers: {result.Latency}");
            return 0;
        });
        return command;
    }

    private static async Task<StorageResult> Measure(
        string? parent, StorageOptions options, int callers, int bytes, TimeSpan duration, CancellationToken cancellation)
    {
        var path = Directory.CreateTempSubdirectory("syncops-benchmark-").FullName;
        if (parent is not null)
        {
            Directory.Delete(path);
            path = Path.Combine(parent, Path.GetFileName(path));
        }

        try
        {
            using var directory = DataDirectory.Open(path);
            var wrapped = Options.Create(options);
            using var database = new SqliteDatabase(directory.DatabaseFile, wrapped);
            var store = new SqliteStore(database);
            using var writer = new StorageWriter(store, wrapped, NullLogger<StorageWriter>.Instance);
            var journal = new Journal(store, writer);
            var latencies = new Latencies();
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(
                caller => Task.Run(() => Append(journal, caller, bytes, duration, latencies, cancellation), cancellation)));
            var perSecond = counts.Sum() / clock.Elapsed.TotalSeconds;
            return new StorageResult(
                callers, bytes, Math.Round(perSecond), Math.Round(perSecond * EventsPerRow), Math.Round(perSecond * bytes / 1e6, 1),
                latencies.Summary());
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<long> Append(
        Journal journal, int caller, int bytes, TimeSpan duration, Latencies latencies, CancellationToken cancellation)
    {
        var key = new JournalKey("bench", $"sector-{caller}");
        var row = new byte[bytes];
        new Random(caller).NextBytes(row);
        var clock = Stopwatch.StartNew();
        long sequence = 0;
        while (clock.Elapsed < duration)
        {
            var started = clock.Elapsed;
            if (await journal.Append(key, ++sequence, row, cancellation) != AppendResult.Appended)
                throw new InvalidOperationException($"Row {sequence} of {key} was fenced although nobody else writes.");
            latencies.Record(clock.Elapsed - started);
        }

        return sequence;
    }

    private sealed record StorageResult(
        int Callers, int RowBytes, double AppendsPerSecond, double EventsPerSecond, double MegabytesPerSecond, LatencySummary Latency);
}
