namespace SyncOps.Engine.Discovery;

/// <summary>One row of an event log as it was read: an execution of an activity in a case, with its times still as text.</summary>
/// <param name="Row">Its place among the data rows, from 1.</param>
/// <param name="Start">When the execution began; null or empty when the row does not say.</param>
/// <param name="End">When the execution ended; null or empty when the row does not say.</param>
public readonly record struct LogRow(int Row, string? Case, string? Activity, string? Resource, string? Start, string? End);

/// <summary>How the rows of a log are to be understood.</summary>
public sealed record LogReading
{
    /// <summary>IANA zone of times without an offset. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Activities that are no work, by exact name: their rows are left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
