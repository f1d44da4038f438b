namespace SyncOps.Engine.Alerts;

/// <summary>What was observed of one hour of a queue, [start, start + 1 h) on the local wall clock.</summary>
public sealed record QueueHour
{
    /// <summary>The hour's start: whole hours since 0001-01-01 00:00 of the local calendar (<see cref="HourOf"/>).</summary>
    public required int Hour { get; init; }

    /// <summary>Mean wait of those served, minutes, at least 0.</summary>
    public required double MeanWaitMinutes { get; init; }

    /// <summary>Longest wait, minutes, at least 0.</summary>
    public required double MaxWaitMinutes { get; init; }

    /// <summary>Share (0..1) of those served who waited longer than the alert's threshold.</summary>
    public required double ShareOverThreshold { get; init; }

    /// <summary>Share (0..1) of those served who waited longer than half the threshold.</summary>
    public required double ShareOverHalf { get; init; }

    /// <summary>Units served in the hour, at least 0.</summary>
    public required double Served { get; init; }

    /// <summary>Batches that brought work in the hour (flights, trucks, waves), at least 0.</summary>
    public required double Batches { get; init; }

    /// <summary>Stations staffed in the hour, at least 0.</summary>
    public required double Stations { get; init; }

    /// <summary>The place on the calendar of an hour (0..23) of a local date.</summary>
    public static int HourOf(DateOnly date, int hour)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hour, 23);
        return date.DayNumber * 24 + hour;
    }
}
