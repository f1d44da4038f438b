using CsCheck;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Sectors;

public class RateWindowTests
{
    private readonly RateWindow _window = new();

    [Fact]
    public void Before_the_first_amount_there_is_no_rate_and_no_observation()
        => Assert.Equal((0.0, 0.0), (_window.PerHour(At(0)), _window.ObservedMinutes(At(0))));

    [Fact]
    public void A_steady_flow_is_its_rate()
    {
        for (var minute = 0; minute < 60; minute += 5) _window.Add(At(minute), Units.Of(10));

        Assert.Equal(120, _window.PerHour(At(60)), 9);      // 10 units in each of twelve bins of 5 min, whatever they weigh
        Assert.Equal(60, _window.ObservedMinutes(At(60)));
    }

    [Theory]
    [InlineData(3, 20)]             // 5 units in 3 min are read as in 15: 5 / 0.25
    [InlineData(5, 17)]             // now in the bin before: 0.85 x 5 / 0.25
    [InlineData(60, 0)]             // the bin of noon is the thirteenth
    public void A_burst_is_read_over_at_least_a_quarter_of_an_hour_and_forgotten_within_one(double minutes, double perHour)
    {
        _window.Add(At(0), Units.Of(5));

        Assert.Equal(perHour, _window.PerHour(At(minutes)), 9);
    }

    [Fact]
    public void An_older_bin_weighs_085_of_the_next()
    {
        _window.Add(At(0), Units.Of(12));
        _window.Add(At(25), Units.Of(6));

        // At 12:30: 6 x 0.85 + 12 x 0.85^6 = 5.1 + 4.525794 = 9.625794 units over (0.85 + .. + 0.85^6) / 12 = 3.529486 / 12 = 0.294124 h.
        Assert.Equal(32.7270, _window.PerHour(At(30)), 4);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(7, 7)]
    [InlineData(61, 60)]
    public void Observation_is_the_time_since_the_first_amount_up_to_an_hour(double minutes, double observed)
    {
        _window.Add(At(0), Units.Of(5));
        _window.Add(At(4), Units.Of(5));

        Assert.Equal(observed, _window.ObservedMinutes(At(minutes)));
    }

    [Fact]
    public void An_amount_more_than_an_hour_late_is_past()
    {
        _window.Add(At(0), Units.Of(6));
        _window.Add(At(-60), Units.Of(600));

        // 6 units at weight 0.85; of the hour and five minutes since 11:00 twelve bins count: 1 + .. weigh hours, only 0.85 + .. + 0.85^11.
        var hours = Enumerable.Range(1, 11).Sum(age => Math.Pow(0.85, age)) / 12;
        Assert.Equal(0.85 * 6 / hours, _window.PerHour(At(5)), 9);
    }

    [Fact]
    public void The_order_of_amounts_does_not_matter()
        => Gen.Select(Gen.Select(Gen.Int[0, 150], Gen.Int[0, 9]).Array[0, 30], Gen.Int[0, 1000], Gen.Int[0, 300])
            .Sample((amounts, seed, now) =>
            {
                var (told, shuffled) = (new RateWindow(), new RateWindow());
                foreach (var (minute, units) in amounts) told.Add(At(minute), Units.Of(units));
                foreach (var (minute, units) in amounts.OrderBy(a => (a.Item1 * 7919 + a.Item2 * 104_729 + seed * 31) % 997))
                    shuffled.Add(At(minute), Units.Of(units));
                return told.PerHour(At(now)) == shuffled.PerHour(At(now))
                    && told.ObservedMinutes(At(now)) == shuffled.ObservedMinutes(At(now));
            });
}
