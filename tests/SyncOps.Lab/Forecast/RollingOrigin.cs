using SyncOps.Engine.Forecast;
using SyncOps.Engine.Quantities;

namespace SyncOps.Lab.Forecast;

/// <summary>What was forecast at one cut of one day, and what came, for every bucket from the cut on.</summary>
/// <param name="Weekday">The baseline without update: the mean of the last eight days of the same weekday.</param>
/// <param name="Ratio">That mean times how today's counts compare with it so far; at the start of the day the same.</param>
public sealed record CutForecast(
    DateOnly Date, int FirstBucket, double[] Actual, Range3[] Policy, double[] Weekday, double[] Ratio);

/// <summary>
/// Walks the days after a warm-up. A forecast sees the days before its own, at most as many as a sector keeps, and of its own day the
/// buckets before the cut.
/// </summary>
public static class RollingOrigin
{
    private const int WeekdayDays = 8;

    public static IReadOnlyList<CutForecast> Walk(CallCounts calls, int warmUpDays, IReadOnlyList<int> cuts)
    {
        var forecasts = new List<CutForecast>();
        for (var d = warmUpDays; d < calls.Days.Count; d++)
        {
            var (today, past) = (calls.Days[d], calls.Days.Take(d).TakeLast(ArrivalHistory.MaxDays).ToList());
            var profile = DayProfile.Of(today.Date, calls.Bucket, past);
            var weekday = WeekdayMean(past, today.Date.DayOfWeek);
            var counts = today.Units.Select(units => (double)units).ToArray();
            foreach (var cut in cuts)
            {
                var seen = counts[..cut];
                var ratio = weekday.Take(cut).Sum() is > 0 and var expected ? seen.Sum() / expected : 1;
                forecasts.Add(new CutForecast(
                    today.Date, cut, counts[cut..],
                    [.. IntradayForecaster.RestOfDay(profile, seen, counts.Length, calls.Bucket)!],
                    weekday[cut..], [.. weekday.Skip(cut).Select(units => units * ratio)]));
            }
        }
        return forecasts;
    }

    private static double[] WeekdayMean(IReadOnlyList<DayCounts> past, DayOfWeek weekday)
    {
        var same = past.Where(day => day.Date.DayOfWeek == weekday).TakeLast(WeekdayDays).ToList();
        if (same.Count == 0) same = [.. past];
        return [.. Enumerable.Range(0, past[0].Units.Count).Select(b => same.Average(day => (double)day.Units[b]))];
    }
}
