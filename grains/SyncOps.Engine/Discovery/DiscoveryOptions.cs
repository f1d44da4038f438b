using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>What a log cannot tell about its floor.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>Id of the site; see <see cref="Slug.OfFile"/>.</summary>
    public required string Site { get; init; }

    /// <summary>IANA zone in which days begin. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Longest acceptable queue time of every sector, minutes, (0, 10080]. Default 60.</summary>
    public double TargetWaitMinutes { get; init; } = 60;
}

/// <summary>A floor learned from a log, and how.</summary>
public sealed record DiscoveredFloor(FloorDocument Floor, DiscoveryReport Report);

/// <summary>What a floor was learned from, what was skipped or repaired on the way, and what had to be guessed.</summary>
public sealed record DiscoveryReport
{
    /// <summary>Data rows of the log.</summary>
    public required int RowsRead { get; init; }
    public required int Executions { get; init; }
    public required int Cases { get; init; }
    public required int Sectors { get; init; }
    public required int Resources { get; init; }
    public required DateTimeOffset FirstAt { get; init; }
    public required DateTimeOffset LastAt { get; init; }
    public required IReadOnlyList<LogFinding> Findings { get; init; }
    public required IReadOnlyList<Guess> Guesses { get; init; }
}

/// <summary>A value that the log does not hold, or holds too little of: which, what was chosen and why.</summary>
/// <param name="Path">Where it stands in the floor document.</param>
public sealed record Guess(string Path, string Value, string Why);
