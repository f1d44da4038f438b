using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Alerts;

/// <summary>Climatology that never looks ahead: weighted means of the same hour of the day on known days before.</summary>
internal sealed class SlotMeans(double thresholdMinutes)
{
    private const int Day = 24, RecentDays = 84, YearDays = 364, SeasonDays = 35;

    // Days fade with 60 days and other weekdays count a tenth; the same season a year ago counts as a day 42 days ago would.
    private static readonly double[] RecentWeights =
    [
        .. Enumerable.Range(0, YearDays + SeasonDays + 1).Select(day =>
            (day % 7 == 0 ? 1 : 0.1) * day switch
            {
                0 => 0,
                <= RecentDays => PortableMath.Exp(-day / 60.0),
                < YearDays - SeasonDays => 0,
                _ => 0.5 * (1 - Math.Abs(day - YearDays) / (SeasonDays + 1.0)),
            }),
    ];

    /// <summary>
    /// Means over the hours that had a row, and the share of hours that had one (0..1). Without any row the means are not numbers.
    /// </summary>
    internal readonly record struct Mean(
        double EventShare, double MaxWaitMinutes, double Served, double Batches, double Stations, double Presence)
    {
        public bool HasRows => Presence > 0;
    }

    /// <summary>The same weekday and hour in each of the last weeks.</summary>
    public Mean OfWeeks(QueueHistory.View past, int target, int weeks)
    {
        var sum = new Sum();
        for (var w = 1; w <= weeks; w++) Add(ref sum, past, target - w * 7 * Day, 1);
        return sum.Mean();
    }

    /// <summary>The same hour on each of the days from so many to so many days before.</summary>
    public Mean OfDays(QueueHistory.View past, int target, int from, int to)
    {
        var sum = new Sum();
        for (var d = from; d <= to; d++) Add(ref sum, past, target - d * Day, 1);
        return sum.Mean();
    }

    /// <summary>The last twelve weeks and the same season a year ago, with recency and weekday weighted.</summary>
    public Mean Recent(QueueHistory.View past, int target)
    {
        var sum = new Sum();
        for (var d = 1; d < RecentWeights.Length; d++)
        {
            if (RecentWeights[d] > 0) Add(ref sum, past, target - d * Day, RecentWeights[d]);
        }
        return sum.Mean();
    }

    private void Add(ref Sum sum, QueueHistory.View past, int hour, double weight)
    {
        if (hour < past.First) return;
        sum.Known += weight;
        if (past.At(hour) is not { } row) return;
        sum.Rows += weight;
        sum.Events += row.MaxWaitMinutes > thresholdMinutes ? weight : 0;
        sum.MaxWait += weight * row.MaxWaitMinutes;
        sum.Served += weight * row.Served;
        sum.Batches += weight * row.Batches;
        sum.Stations += weight * row.Stations;
    }

    private struct Sum
    {
        public double Known, Rows, Events, MaxWait, Served, Batches, Stations;

        public readonly Mean Mean() => Rows > 0
            ? new Mean(Events / Rows, MaxWait / Rows, Served / Rows, Batches / Rows, Stations / Rows, Rows / Known)
            : new Mean(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 0);
    }
}
