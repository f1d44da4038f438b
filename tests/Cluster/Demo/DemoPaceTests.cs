using SyncOps.Engine.Simulation;
using SyncOps.Silo.Demo;
using Xunit;

namespace SyncOps.Tests.Cluster.Demo;

public class DemoPaceTests
{
    private static readonly DemoDocuments Documents = DemoDocuments.Read();
    private static readonly DateOnly Monday = new(2026, 3, 2);

    /// <summary>08:00 in Amsterdam on that Monday.</summary>
    private static readonly DateTimeOffset Opens = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_real_second_is_a_minute_of_the_floor_while_nothing_is_open()
        => Assert.Equal(Opens.AddSeconds(60), Next(Opens));

    [Fact]
    public void A_real_second_is_ten_seconds_of_the_floor_while_a_card_is_open()
        => Assert.Equal(Opens.AddSeconds(10), Next(Opens, isCardOpen: true));

    [Fact]
    public void Steps_are_whole_ticks_and_at_least_one()
    {
        Assert.Equal(Opens.AddSeconds(10), Next(Opens, new DemoFloorOptions { Speed = 1 }));
        Assert.Equal(Opens.AddSeconds(50), Next(Opens, new DemoFloorOptions { Speed = 47 }));     // 4.7 ticks of 10 s
    }

    [Fact]
    public void A_step_ends_at_the_close_and_the_next_one_at_the_next_opening()
    {
        var closes = Opens.AddHours(9);

        Assert.Equal(closes, Next(closes.AddSeconds(-20)));
        Assert.Equal(Opens.AddDays(1), Next(closes));
    }

    [Fact]
    public void Before_the_day_opens_it_goes_straight_to_the_opening()
        => Assert.Equal(Opens, Next(Opens.AddHours(-3)));

    [Fact]
    public void The_floor_and_the_scenario_that_are_built_in_fit_together()
    {
        Assert.Empty(ScenarioReader.Check(Documents.Scenario, Documents.Floor));
        Assert.Equal(58, Documents.Floor.Resources.Count);
        Assert.Equal(Opens, Documents.Floor.Document.Start);
        Assert.All(Documents.Floor.Resources, r => Assert.Contains(r.Skills, skill => skill.Sector == r.Home));
    }

    private static DateTimeOffset Next(DateTimeOffset now, DemoFloorOptions? options = null, bool isCardOpen = false)
        => DemoPace.Next(now, Documents.Day(Monday), Documents.Day(Monday.AddDays(1)), isCardOpen, options ?? new DemoFloorOptions());
}
