using System.Text;
using System.Text.Json;
using SyncOps.Cli.Logs;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Cli.Backtests;

/// <summary>
/// A history: events as <c>POST /events</c> takes them, one to a line (<c>.jsonl</c>, <c>.ndjson</c>) or in one array (<c>.json</c>), each
/// also gzipped. An event that is there again counts once.
/// </summary>
internal static class HistoryFile
{
    /// <summary>Events of one history: some gigabytes of file, which still fit in memory.</summary>
    public const int MostEvents = 10_000_000;

    private static readonly string[] Endings = [".jsonl", ".ndjson", ".json"];

    /// <summary>By the file's name; everything else is a log.</summary>
    public static bool IsHistory(string path) => Endings.Any(ending => HasEnding(path, ending));

    /// <summary>Its events, in the order of the file. Refused at the first that is wrong, with its place.</summary>
    public static Outcome<IReadOnlyList<FloorEvent>> Read(string path, Floor floor)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var plain = LogFile.Plain(file);
            return HasEnding(path, ".json") ? FromArray(plain, path, floor) : FromLines(plain, path, floor);
        }
        catch (InvalidDataException e)
        {
            throw new LogException($"Cannot read the history '{path}': the gzip file is cut short or damaged. Fetch it again.", e);
        }
    }

    private static Outcome<IReadOnlyList<FloorEvent>> FromLines(Stream stream, string path, Floor floor)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var events = new Gathered(floor);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (events.Add(Encoding.UTF8.GetBytes(line), $"line {number} of '{path}'") is { } refusal) return refusal;
        }
        return events.ToList();
    }

    private static Outcome<IReadOnlyList<FloorEvent>> FromArray(Stream stream, string path, Floor floor)
    {
        var events = new Gathered(floor);
        try
        {
            using var document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return Refusal.Invalid(new Fault(
                    "$", FaultCodes.WrongType, $"'{path}' must be an array of events. Name a file with one event to a line .jsonl."));
            }
            var number = 0;
            foreach (var element in document.RootElement.EnumerateArray())
            {
                number++;
                if (events.Add(Encoding.UTF8.GetBytes(element.GetRawText()), $"event {number} of '{path}'") is { } refusal) return refusal;
            }
        }
        catch (JsonException broken)
        {
            return Refusal.Invalid(new Fault("$", FaultCodes.MalformedJson, $"'{path}' is not an array of events: {broken.Message}"));
        }
        return events.ToList();
    }

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
        || path.EndsWith($"{ending}.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was read so far, and what of it was seen before.</summary>
    private sealed class Gathered(Floor floor)
    {
        private readonly List<FloorEvent> _events = [];
        private readonly Dictionary<UInt128, ulong> _payloads = [];

        public Outcome<IReadOnlyList<FloorEvent>> ToList() => _events;

        /// <summary>Why an event cannot be taken; null when it was, or was there before.</summary>
        public Refusal? Add(byte[] json, string place)
        {
            // Only a live site holds an event's time against its clock.
            var (read, faults) = EventReader.ReadOne(json, floor, floor.Document.Start ?? DateTimeOffset.UnixEpoch);
            if (faults.Count > 0) return Refusal.Invalid([.. faults.Select(f => f with { Reason = $"In {place}: {f.Reason}" })]);
            if (_events.Count == MostEvents)
            {
                return Refusal.Invalid(new Fault(
                    "$", FaultCodes.TooManyEvents, $"'{place}' is past {MostEvents:N0} events: take the history in parts."));
            }
            var (identity, payload) = (EventIdentity.Of(read[0]), EventIdentity.PayloadHash(read[0]));
            if (_payloads.TryAdd(identity, payload)) _events.Add(read[0]);
            else if (_payloads[identity] != payload)
            {
                return Refusal.Invalid(new Fault(
                    "$.id", FaultCodes.IdentityReused,
                    $"In {place}: the event '{read[0].Id}' of '{read[0].Source}' is there before with another payload; "
                    + "give each its own id."));
            }
            return null;
        }
    }
}
