using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest;

/// <summary>
/// What happened to a floor from outside, and who was there: everything that no policy changes. Every policy of a back-test meets the same
/// one.
/// </summary>
public sealed record BacktestCase
{
    public required Floor Floor { get; init; }

    /// <summary>Whole local days, one after the other.</summary>
    public required BacktestPeriod Period { get; init; }

    /// <summary>In the order in which they enter; all enter within the period.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>By resource index of the floor, each rising and within the period.</summary>
    public required IReadOnlyList<IReadOnlyList<DutyStretch>> Duties { get; init; }

    /// <summary>Work that left a sector undone, as it was recorded, rising.</summary>
    public IReadOnlyList<Removal> Removals { get; init; } = [];

    /// <summary>Rosters, forecasts and cut-offs by local date, where somebody gave them.</summary>
    public IReadOnlyDictionary<DateOnly, DayDocument> Days { get; init; } = new SortedDictionary<DateOnly, DayDocument>();

    /// <summary>What the record itself says of waiting, to hold the model against.</summary>
    public required RecordedWaiting Recorded { get; init; }

    /// <summary>How the record was understood, one sentence each.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>Cut-offs whose trucks leave within the period, by the instant they leave and their id.</summary>
    public IReadOnlyList<CutOff> CutOffs() => [.. Days.OrderBy(d => d.Key).SelectMany(d => d.Value.CutOffs)
        .Where(c => Floor.SectorIndex(c.Sector) >= 0 && c.Leaves > Period.Start && c.Leaves <= Period.End)
        .OrderBy(c => c.Leaves).ThenBy(c => c.Id, StringComparer.Ordinal)];
}

/// <summary>So many units at most leave a sector without being done.</summary>
public readonly record struct Removal(DateTimeOffset At, int Sector, double Units);

/// <summary>Waiting in the period as it was recorded.</summary>
/// <param name="UnitHours">Units times hours in the sectors, from arrival to completion.</param>
/// <param name="WaitMinutes">From being ready to being begun, mean of <paramref name="Executions"/>; null where no start is
/// recorded.</param>
/// <param name="Executions">Executions whose start is recorded.</param>
public sealed record RecordedWaiting(double UnitHours, double? WaitMinutes, int Executions);
