using SyncOps.Lab.Day.Clairvoyant;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;
using Xunit;

namespace SyncOps.Tests.Lab.Day;

public sealed class ClairvoyantBoundTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_policy_loses_less_than_the_bound_on_any_day(bool shocks)
    {
        var (setting, tuned) = (DayFiles.Setting(shocks), DayFiles.Tuned(shocks));
        for (var day = 0; day < 3; day++)
        {
            var bound = ClairvoyantBound.Of(setting, day);
            Assert.True(bound > 0);
            foreach (var name in DayPolicies.Names.Where(n => n != "static-reshuffle"))
            {
                var policy = DayPolicies.Of(name, tuned);
                var loss = DayPlant.Play(setting, day, policy.Make(setting, day)).Loss.Total;
                Assert.True(loss >= bound, $"{name} loses {loss:0.00} on day {day}, the bound is {bound:0.00}");
            }
        }
    }

    [Fact]
    public void A_day_without_work_costs_nothing_and_its_bound_is_nothing()
    {
        var setting = Only(orders: 0, overnight: 0);
        Assert.Equal(0, DayPlant.Play(setting, 0, new StaticPolicy(setting.Roster)).Loss.Total);
        Assert.Equal(0, ClairvoyantBound.Of(setting, 0), precision: 6);
    }

    [Fact]
    public void On_a_calm_day_with_people_to_spare_the_bound_is_at_least_45_percent_of_the_loss()
    {
        // 300 orders an hour without chance: nobody waits for a person, so the loss is the time of the work itself. The bound has 45.8 %
        // of it: it allows a unit begun per sector, a fraction of a unit per route, and buckets longer than the work on one unit.
        var setting = Only(orders: 300, overnight: 0);
        var loss = DayPlant.Play(setting, 0, new StaticPolicy(setting.Roster)).Loss.Total;
        Assert.InRange(ClairvoyantBound.Of(setting, 0) / loss, 0.45, 1);
    }

    private static DaySetting Only(double orders, double overnight)
    {
        var file = DayFiles.Fulfilment();
        file = file with
        {
            Absence = new DayAbsence(0), RateNoise = new DayRateNoise(0, new DayAutoregression(0, "30 min", 0)),
            Arrivals = file.Arrivals with
            {
                Orders = file.Arrivals.Orders with
                {
                    PerHour = orders, DayCv = 0, HalfHourCv = 0, OvernightBacklogOrders = new DayOvernight(overnight, 0),
                },
                InboundCartons = file.Arrivals.InboundCartons with { PerHour = 0, DayCv = 0, HalfHourCv = 0 },
            },
        };
        var first = DayFiles.Tuned(shocks: false).Static;
        return DaySetting.Of(file, first with { Stages = [first.Stages[0]] }, DayFiles.Seed, shocks: false);
    }
}
