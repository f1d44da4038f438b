using SyncOps.Engine.Forecast;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Forecast;

public class IntradayForecasterTests
{
    private const int Slots = 24;
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(30);
    private static readonly DateOnly Today = new(2026, 3, 30);      // a Monday
    private static readonly double[] Shape = [.. Enumerable.Range(0, Slots).Select(s => s < 4 ? 0 : 40.0 + 10 * Math.Min(s - 4, 23 - s))];

    [Fact]
    public void With_neither_history_nor_plan_nor_counts_nothing_is_forecast()
        => Assert.Null(IntradayForecaster.RestOfDay(null, [], Slots, Slot));

    [Fact]
    public void With_neither_history_nor_plan_todays_rate_holds_within_a_wide_range()
    {
        var rest = IntradayForecaster.RestOfDay(null, [100, 100, 100, 100], Slots, Slot)!;

        Assert.Equal(Slots - 4, rest.Count);
        Assert.All(rest, range => Assert.Equal(100, range.P50, tolerance: 1));
        Assert.True(rest[^1].P20 < 75 && rest[^1].P80 > 130, $"{rest[^1]} is not wide");
    }

    [Fact]
    public void On_the_first_day_the_plan_is_the_forecast()
    {
        var profile = DayProfile.Of(Today, Slot, [], Shape)!;

        for (var s = 0; s < Slots; s++) Assert.Equal(Shape[s], profile.Expected(s), 9);
    }

    [Fact]
    public void History_outweighs_a_plan_that_was_wrong_the_same_way_every_day()
    {
        // The floor has half of what is planned, day after day.
        var days = Enumerable.Range(1, 60).Reverse()
            .Select(age => new DayCounts(Today.AddDays(-age), Floats(Shape.Select(x => x / 2)), Floats(Shape))).ToList();

        var profile = DayProfile.Of(Today, Slot, days, Shape)!;

        for (var s = 0; s < Slots; s++) Assert.InRange(profile.Expected(s), 0.49 * Shape[s], 0.53 * Shape[s]);
    }

    [Fact]
    public void A_plan_that_tells_of_a_special_day_is_followed()
    {
        var days = Enumerable.Range(1, 60).Reverse()
            .Select(age => new DayCounts(Today.AddDays(-age), Floats(Shape), Floats(Shape))).ToList();

        var profile = DayProfile.Of(Today, Slot, days, [.. Shape.Select(x => 2 * x)])!;

        for (var s = 0; s < Slots; s++) Assert.Equal(2 * Shape[s], profile.Expected(s), 4);
    }

    [Fact]
    public void Weekdays_are_told_apart()
    {
        var days = Days(42, day => day.DayOfWeek == DayOfWeek.Monday ? 1.5 : 1, cv: 0, seed: 1);

        var monday = Total(DayProfile.Of(Today, Slot, days)!);
        var tuesday = Total(DayProfile.Of(Today.AddDays(1), Slot, days)!);

        Assert.InRange(monday / tuesday, 1.3, 1.55);
    }

    [Fact]
    public void A_closed_hour_stays_closed()
    {
        var rest = Rest(Days(42, _ => 1, cv: 0.1, seed: 2), []);

        Assert.All(rest.Take(4), range => Assert.Equal(Range3.Zero, range));
    }

    [Fact]
    public void More_than_expected_so_far_raises_the_rest_but_by_less_in_proportion()
    {
        var days = Days(42, _ => 1, cv: 0.15, seed: 3);
        var profile = DayProfile.Of(Today, Slot, days)!;
        double[] asExpected = [.. Enumerable.Range(0, 12).Select(profile.Expected)];

        var same = Sum(Rest(days, asExpected));
        var more = Sum(Rest(days, [.. asExpected.Select(units => 1.2 * units)]));

        Assert.Equal(Enumerable.Range(12, Slots - 12).Sum(profile.Expected), same, 6);
        Assert.InRange(more / same, 1.1, 1.2);
    }

    [Fact]
    public void Where_days_differ_by_chance_alone_the_morning_says_little()
    {
        var days = Days(90, _ => 1, cv: 0, seed: 4);
        var profile = DayProfile.Of(Today, Slot, days)!;
        double[] asExpected = [.. Enumerable.Range(0, 12).Select(profile.Expected)];

        var more = Sum(Rest(days, [.. asExpected.Select(units => 1.2 * units)]));

        // Nothing of the fifth more will last; a ratio of counts would carry all of it on.
        Assert.InRange(more / Sum(Rest(days, asExpected)), 1, 1.06);
    }

    [Fact]
    public void Ranges_hold_three_days_in_five()
    {
        // 60 days of a level with 12 % variation and Poisson counts, each forecast from the 60 before it at the start and at noon.
        var days = Days(120, _ => 1, cv: 0.12, seed: 5);
        int inside = 0, all = 0;
        for (var d = 60; d < 120; d++)
        {
            var profile = DayProfile.Of(days[d].Date, Slot, days.GetRange(d - 60, 60));
            foreach (var seen in new[] { 0, 12 })
            {
                var rest = IntradayForecaster.RestOfDay(profile, Doubles(days[d].Units.Take(seen)), Slots, Slot)!;
                for (var s = Math.Max(seen, 4); s < Slots; s++, all++)
                    if (days[d].Units[s] >= rest[s - seen].P20 && days[d].Units[s] <= rest[s - seen].P80) inside++;
            }
        }
        Assert.InRange((double)inside / all, 0.55, 0.65);
    }

    [Fact]
    public void Percentiles_rise_and_are_never_negative_however_odd_the_counts()
    {
        var days = Days(20, _ => 0.02, cv: 0.5, seed: 6);
        foreach (var odd in new[] { 0.0, 1, 5000 })
            foreach (var range in Rest(days, [odd, 0, odd, 0, odd]))
                Assert.True(0 <= range.P20 && range.P20 <= range.P50 && range.P50 <= range.P80 && double.IsFinite(range.P80), $"{range}");
    }

    [Fact]
    public void A_history_that_is_out_of_order_or_of_other_slots_is_refused()
    {
        var day = new DayCounts(Today.AddDays(-1), new float[Slots]);
        Assert.Throws<ArgumentException>(() => DayProfile.Of(Today, Slot, [day, day]));
        Assert.Throws<ArgumentException>(() => DayProfile.Of(day.Date, Slot, [day]));
        Assert.Throws<ArgumentException>(() => DayProfile.Of(Today, Slot, [day], new double[Slots - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntradayForecaster.RestOfDay(null, new double[Slots + 1], Slots, Slot));
    }

    [Fact]
    public void The_longest_history_of_the_finest_day_is_worked_through_in_finite_numbers()
    {
        var random = RandomStream.For(7, "quarter hours");
        var days = Enumerable.Range(1, ArrivalHistory.MaxDays).Reverse()
            .Select(age => new DayCounts(Today.AddDays(-age), [.. Enumerable.Range(0, 96).Select(s => (float)random.Poisson(5 + s % 48))]))
            .ToList();
        var profile = DayProfile.Of(Today, TimeSpan.FromMinutes(15), days);

        var rest = IntradayForecaster.RestOfDay(profile, new double[48], 96, TimeSpan.FromMinutes(15))!;

        Assert.Equal(48, rest.Count);
        Assert.All(rest, range => Assert.InRange(range.P80, range.P50, 100));
    }

    private static IReadOnlyList<Range3> Rest(IReadOnlyList<DayCounts> days, double[] observed)
        => IntradayForecaster.RestOfDay(DayProfile.Of(Today, Slot, days), observed, Slots, Slot)!;

    private static List<DayCounts> Days(int count, Func<DateOnly, double> level, double cv, ulong seed)
    {
        var random = RandomStream.For(seed, "days");
        var days = new List<DayCounts>();
        for (var age = count; age >= 1; age--)
        {
            var date = Today.AddDays(-age);
            var factor = level(date) * random.Factor(cv);
            days.Add(new DayCounts(date, Floats(Shape.Select(mean => (double)random.Poisson(mean * factor)))));
        }
        return days;
    }

    private static float[] Floats(IEnumerable<double> values) => [.. values.Select(value => (float)value)];
    private static double[] Doubles(IEnumerable<float> values) => [.. values.Select(value => (double)value)];
    private static double Sum(IReadOnlyList<Range3> rest) => rest.Sum(range => range.P50);
    private static double Total(DayProfile profile) => Enumerable.Range(0, Slots).Sum(profile.Expected);
}
