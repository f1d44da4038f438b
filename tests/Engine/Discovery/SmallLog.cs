using SyncOps.Engine.Discovery;
using SyncOps.Engine.Floors;

namespace SyncOps.Tests.Engine.Discovery;

/// <summary>Logs of a few lines: <c>case activity resource start end</c>, times as <c>2T08:30</c> (March 2026), <c>-</c>: none.</summary>
internal static class SmallLog
{
    public static EventLog Of(params string[] lines) => EventLog.From(Rows(lines), new LogReading());

    public static IEnumerable<LogRow> Rows(params string[] lines) => lines.Select((line, i) =>
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new LogRow(i + 1, Word(words[0]), Word(words[1]), Word(words[2]), Time(words[3]), Time(words[4]));
    });

    public static DiscoveredFloor Learn(EventLog log)
        => FloorDiscovery.Learn(log, new DiscoveryOptions { Site = "s" }).Value!;

    public static FloorDocument Floor(EventLog log) => Learn(log).Floor;

    /// <summary>The instant that a log line writes as <c>2T08:30</c>.</summary>
    public static DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 3, day, hour, minute, 0, TimeSpan.Zero);

    private static string? Word(string word) => word == "-" ? null : word;

    private static string? Time(string word) => word == "-" ? null : word.Length == 7 ? $"2026-03-0{word}:00Z" : word;
}
