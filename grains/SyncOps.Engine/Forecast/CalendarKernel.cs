using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Forecast;

/// <summary>
/// How alike two days are, as the covariance of a Gaussian process over days (kriging; Rasmussen, Williams 2006), in units of one day's
/// own variance: a level that all days share, more for the same weekday, more for days close together, and each day's own. All slots of
/// a day share the weights that follow from it.
/// </summary>
internal static class CalendarKernel
{
    private const double SameWeekday = 0.5;
    private const double Recent = 0.5;
    private const double RecentDays = 10;
    private const double OwnDay = 1;

    /// <summary>Without a plan nothing is known of the shared level, so the first days set it.</summary>
    private const double UnknownLevel = 100;

    /// <summary>A plan is off by about as much as days differ.</summary>
    private const double PlannedLevel = 1;

    /// <summary>
    /// The factor of the covariance of days in rising order. Its rows turn days into innovations: what each day brought that the days
    /// before it did not foretell.
    /// </summary>
    public static Cholesky Factor(IReadOnlyList<DateOnly> dates, bool isPlanned) => new(dates.Count, (i, j) =>
    {
        var age = dates[i].DayNumber - dates[j].DayNumber;
        return (isPlanned ? PlannedLevel : UnknownLevel)
            + (age % 7 == 0 ? SameWeekday : 0)
            + Recent * PortableMath.Exp(-age / RecentDays)
            + (i == j ? OwnDay : 0);
    });
}
