namespace SyncOps.Engine.Alerts;

/// <summary>
/// What the model sees of a target hour: of itself only its calendar, else the past (<see cref="QueueHistory.View"/>). What is missing is
/// not a number. A day runs from 03:00, when a hall is emptiest, so that the hours after midnight belong to the evening before.
/// </summary>
internal sealed class AlertFeatures(double thresholdMinutes, IReadOnlyList<DateOnly> holidays)
{
    private const int Day = 24, Week = 168, Year = 52 * Week, DayStart = 3;

    private readonly SlotMeans _slots = new(thresholdMinutes);

    /// <summary>One row of features; its length is the same for every hour.</summary>
    public double[] Of(QueueHistory.View past, int target)
    {
        var row = new List<double>(192);
        AddCalendar(row, target);
        AddLatest(row, past);
        AddToday(row, past, target);
        AddRecentDeviation(row, past);
        AddSameHourBefore(row, past, target);
        AddSlotMeans(row, past, target);
        return [.. row];
    }

    private void AddCalendar(List<double> row, int target)
    {
        var date = DateOnly.FromDayNumber(target / Day);
        row.AddRange([target % Day, target / Day % 7, target % Week, date.DayOfYear, date.Month, date.Day]);

        // Signed days to the nearest holiday: travel rises before and falls after.
        var nearest = 10;
        foreach (var holiday in holidays)
        {
            var days = date.DayNumber - holiday.DayNumber;
            if (Math.Abs(days) < Math.Abs(nearest)) nearest = days;
        }
        row.AddRange([nearest, Math.Abs(nearest)]);
    }

    private static void AddLatest(List<double> row, QueueHistory.View past)
    {
        for (var lag = 1; lag <= 6; lag++)
        {
            if (past.At(past.Instant - lag) is { } hour)
            {
                row.AddRange(
                [
                    hour.MaxWaitMinutes, hour.MeanWaitMinutes, hour.ShareOverThreshold, hour.ShareOverHalf,
                    hour.Served, hour.Batches, hour.Stations, hour.Served / Math.Max(1, hour.Stations),
                ]);
            }
            else row.AddRange(Enumerable.Repeat(double.NaN, 8));
        }
    }

    // Sums of the day so far, and how far they are from the same hours of the last four weeks.
    private void AddToday(List<double> row, QueueHistory.View past, int target)
    {
        double served = 0, batches = 0, events = 0, rows = 0, peak = 0, usual = 0, excess = 0, hours = 0;
        for (var at = (target - DayStart) / Day * Day + DayStart; at < past.Instant; at++)
        {
            var mean = _slots.OfWeeks(past, at, 4);
            usual += mean.HasRows ? mean.Served * mean.Presence : 0;
            excess -= mean.HasRows ? mean.MaxWaitMinutes : 0;
            hours++;
            if (past.At(at) is not { } hour) continue;
            rows++;
            served += hour.Served;
            batches += hour.Batches;
            peak = Math.Max(peak, hour.MaxWaitMinutes);
            excess += hour.MaxWaitMinutes;
            if (hour.MaxWaitMinutes > thresholdMinutes) events++;
        }
        row.AddRange([served, batches, events, rows, peak, usual, served - usual, hours > 0 ? excess / hours : double.NaN]);
    }

    // How much worse than usual the last hours and days were.
    private void AddRecentDeviation(List<double> row, QueueHistory.View past)
    {
        double wait = 0, events = 0;
        var rows = 0;
        for (var lag = 1; lag <= 3 * Day; lag++)
        {
            var mean = _slots.OfWeeks(past, past.Instant - lag, 4);
            if (past.At(past.Instant - lag) is { } hour && mean.HasRows)
            {
                wait += hour.MaxWaitMinutes - mean.MaxWaitMinutes;
                events += (hour.MaxWaitMinutes > thresholdMinutes ? 1 : 0) - mean.EventShare;
                rows++;
            }
            if (lag is 3 or Day or 3 * Day) row.AddRange(rows > 0 ? [wait / rows, events / rows] : [double.NaN, double.NaN]);
        }
    }

    private static void AddSameHourBefore(List<double> row, QueueHistory.View past, int target)
    {
        foreach (var lag in (ReadOnlySpan<int>)[Day, 2 * Day, 3 * Day, Week, 2 * Week, 3 * Week, 4 * Week, Year])
        {
            for (var shift = -1; shift <= 1; shift++)
            {
                var hour = past.At(target - lag + shift);
                row.Add(hour?.MaxWaitMinutes ?? double.NaN);
                if (lag is not (Day or Week or 2 * Week or Year)) continue;
                row.AddRange([hour?.Served ?? double.NaN, hour?.Batches ?? double.NaN, hour?.Stations ?? double.NaN]);
            }
        }
    }

    private void AddSlotMeans(List<double> row, QueueHistory.View past, int target)
    {
        foreach (var weeks in (ReadOnlySpan<int>)[4, 12])
        {
            for (var shift = -2; shift <= 2; shift++) Add(row, _slots.OfWeeks(past, target + shift, weeks));
        }
        foreach (var days in (ReadOnlySpan<int>)[7, 28, 84]) AddWaits(row, _slots.OfDays(past, target, 1, days));

        // The season, as it was a year ago.
        foreach (var span in (ReadOnlySpan<int>)[3, 10, 21])
            AddWaits(row, _slots.OfDays(past, target, Year / Day - span, Year / Day + span));
        Add(row, _slots.Recent(past, target));
    }

    private static void Add(List<double> row, SlotMeans.Mean mean)
    {
        AddWaits(row, mean);
        row.AddRange([mean.Served, mean.Batches, mean.Stations, mean.Presence]);
    }

    private static void AddWaits(List<double> row, SlotMeans.Mean mean) => row.AddRange([mean.EventShare, mean.MaxWaitMinutes]);
}
