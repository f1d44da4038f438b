namespace SyncOps.Lab.Day.Plant;

/// <summary>A move that was made: the minute of the day at which it began, and the advice it came from.</summary>
public sealed record TimedMove(int Minute, string Resource, string To, string? Card);

/// <summary>A truck that left: units due with it and units of those not loaded.</summary>
public sealed record TruckResult(string Truck, int Minute, double DueUnits, double LateUnits, double Cost);

/// <summary>One day under one policy. Marks are taken at opening time and then every <see cref="DayPlant.DecideEvery"/>.</summary>
public sealed class DayRun
{
    public required int Day { get; init; }
    public required DayLoss Loss { get; init; }
    public required IReadOnlyList<TimedMove> Moves { get; init; }
    public required IReadOnlyList<TruckResult> Trucks { get; init; }

    /// <summary>Loss until each mark; the last one is the whole day's.</summary>
    public required IReadOnlyList<DayLoss> LossUntil { get; init; }

    /// <summary>By mark and sector index: units waiting; units arrived and completed so far; people at work.</summary>
    public required IReadOnlyList<long[]> Backlog { get; init; }
    public required IReadOnlyList<long[]> Arrived { get; init; }
    public required IReadOnlyList<long[]> Completed { get; init; }
    public required IReadOnlyList<int[]> Working { get; init; }

    /// <summary>The loss until a minute of the day, at the last mark not after it.</summary>
    public double LossAt(double minute)
        => LossUntil[Math.Clamp((int)(minute / DayPlant.DecideEvery.TotalMinutes), 0, LossUntil.Count - 1)].Total;

    /// <summary>
    /// The wait of a unit that arrives at a mark: minutes until as many have left the sector as had arrived by then, first in first out.
    /// Of one that is still there when the day closes, the time until then.
    /// </summary>
    public double WaitMinutes(int sector, int mark)
        => Math.Max(0, MinuteCompleted(sector, Arrived[mark][sector], mark) - mark * DayPlant.DecideEvery.TotalMinutes);

    /// <summary>
    /// When so many units had been completed in a sector, minutes after opening, not before a mark; evenly between marks. The day's end
    /// where that did not happen.
    /// </summary>
    public double MinuteCompleted(int sector, long units, int fromMark)
    {
        var every = DayPlant.DecideEvery.TotalMinutes;
        for (var m = fromMark; m < Completed.Count; m++)
        {
            if (Completed[m][sector] < units) continue;
            if (m == fromMark) return m * every;
            var (before, after) = (Completed[m - 1][sector], Completed[m][sector]);
            return (m - 1 + (double)(units - before) / (after - before)) * every;
        }
        return (Completed.Count - 1) * every;
    }
}
