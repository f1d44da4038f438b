namespace SyncOps.Engine.Forecast;

/// <summary>
/// Arrivals of a sector for the rest of its day. From a sector's durable state it is called so:
/// <list type="bullet">
/// <item>each outside arrival: <see cref="ArrivalHistory.Add"/> with its local date and slot, O(1);</item>
/// <item>a new local day or another plan: <see cref="ArrivalHistory.BeginDay"/>, <see cref="ArrivalHistory.Plan"/>, then
/// <see cref="DayProfile.Of(DateOnly, TimeSpan, IReadOnlyList{DayCounts}, IReadOnlyList{double}?)"/>, kept in memory until the next;</item>
/// <item>whenever a slot ends: <see cref="RestOfDay"/> with <see cref="ArrivalHistory.Observed"/>.</item>
/// </list>
/// It works from the first day: without history from the plan, without a plan from today's rate, with ranges as wide as that deserves.
/// Ignores the part of a slot that has passed, causes (promotions, outages) that no plan tells, and the dependence of other sectors.
/// </summary>
public static class IntradayForecaster
{
    /// <summary>
    /// Units per slot from the first slot that is not observed to the end of the day; null while nothing is known, neither profile nor
    /// counts. <paramref name="observed"/>: units of the day's slots that have ended, at most <paramref name="slots"/>, at least 0 each.
    /// </summary>
    public static IReadOnlyList<Range3>? RestOfDay(DayProfile? profile, ReadOnlySpan<double> observed, int slots, TimeSpan slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(observed.Length, slots, nameof(observed));
        if (profile is not null && profile.Slots != slots)
            throw new ArgumentException($"The profile has {profile.Slots} slots, the day {slots}.", nameof(profile));
        if (profile is null && observed.Length == 0) return null;
        return LevelUpdate.RestOfDay(profile ?? DayProfile.Flat(observed, slots, slot), observed);
    }
}
