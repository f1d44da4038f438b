using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

/// <summary>Ann picks and is moved to packing at 12:10; the floor says that she is there at 12:15.</summary>
public class JourneyTests
{
    private static readonly ResourceState OnTheWay = new ResourceState().After(0, In("in")).Move("pack", 10).State;

    private static double? Took(ResourceState state)
        => state.PresenceOf("ann")?.Journey is { ArrivedAt: { } at } journey ? (at - journey.LeftAt).TotalMinutes : null;

    [Theory]
    [InlineData(12)]
    [InlineData(17)]
    [InlineData(45)]        // 30 min later than expected
    public void A_report_that_she_is_there_tells_how_long_it_took(double at)
    {
        Assert.Null(Took(OnTheWay));
        foreach (var report in new[] { Moved("r", "pack", at), In("r", at, "pack"), Status("r", ReportedState.Working, at) })
            Assert.Equal(at - 10, Took(OnTheWay.After(at, report)));
    }

    [Theory]
    [InlineData(10.4)]      // an echo of the order
    [InlineData(45.1)]      // about something else
    public void A_report_too_soon_or_too_late_tells_nothing(double at)
    {
        Assert.Null(Took(OnTheWay.After(at, Moved("r", "pack", at))));
        Assert.Null(Took(OnTheWay.After(at, Moved("r", "pack", at)).After(46, Moved("s", "pack", 46))));
    }

    [Fact]
    public void A_report_that_comes_late_tells_when_it_was()
    {
        Assert.Equal(7, Took(OnTheWay.After(20, Moved("r", "pack", 17))));
        Assert.Equal(10, Took(OnTheWay.After(20, Moved("r", "pack", 25))));     // no clock of the floor's runs ahead
        Assert.Null(Took(OnTheWay.After(20, Moved("r", "pack", 9))));           // told of an earlier move
    }

    [Fact]
    public void Whatever_else_is_reported_on_the_way_it_cannot_be_told_any_more()
    {
        FloorEvent[] others =
        [
            Status("o", ReportedState.Break, 12), Status("o", ReportedState.Indirect, 12), Status("o", ReportedState.Down, 12),
            Moved("o", "load", 12), Out("o", 12),
        ];
        foreach (var other in others) Assert.Null(Took(OnTheWay.After(12, other).After(17, Moved("r", "pack", 17))));
    }

    [Fact]
    public void Who_says_working_all_the_time_must_say_where()
    {
        var beating = new ResourceState().After(0, In("in")).After(5, Status("b", ReportedState.Working, 5)).Move("pack", 10).State;

        Assert.Null(Took(beating.After(12, Status("c", ReportedState.Working, 12))));
        Assert.Equal(8, Took(beating.After(12, Status("c", ReportedState.Working, 12)).After(18, Moved("r", "pack", 18))));
    }

    [Fact]
    public void Who_was_on_a_break_when_moved_tells_nothing()
    {
        var resting = new ResourceState().After(0, In("in")).After(5, Status("b", ReportedState.Break, 5)).Move("pack", 10).State;

        Assert.Null(Took(resting.After(17, Moved("r", "pack", 17))));
    }

    [Fact]
    public void The_way_back_tells_as_well()
    {
        var lent = ResourceDecider.Move(
            new ResourceState().After(0, In("in")), Ann, new MoveCommand("pack", "c1", Until: At(60)), Floor, At(10)).State;
        var back = ResourceDecider.FoldDue(lent, Ann, At(60)).After(69, Moved("r", "pick", 69));

        Assert.Equal(new Journey("pack", "pick", At(60), At(65), At(69)), back.PresenceOf("ann")!.Journey);
    }

    [Fact]
    public void Only_the_sector_that_was_come_to_is_told()
    {
        var packing = OnTheWay.After(17, Moved("r", "pack", 17));

        Assert.Null(packing.After(30, Moved("s", "load", 30)).PresenceOf("ann")!.Journey);
        Assert.Null(packing.Move("pick", 40, "c2").State.PresenceOf("ann")!.Journey);
        Assert.Null(packing.After(50, Out("o", 50)).Journey);
    }

    [Fact]
    public void A_move_is_expected_to_take_what_was_learned()
    {
        // Four moves of 12 min count for 10.25: TravelTimesTests. The same command later has the same answer.
        var travel = TravelTimes.Of(Floor, [("pack", [new TravelTally("pick", 4, 48, 576)])]);
        var command = new MoveCommand("pack", "c1", Until: At(60));
        var moved = ResourceDecider.Move(new ResourceState().After(0, In("in")), Ann, command, Floor, At(10), travel);

        Assert.Equal(At(20.25), moved.State.AvailableAt);
        Assert.Equal(At(20.25), moved.State.Journey!.ExpectedAt);
        Assert.Equal(new PlannedReturn(At(60), "pick", At(65)), moved.State.Back);
        Assert.Equal(moved.Answer, ResourceDecider.Move(moved.State, Ann, command, Floor, At(30)).Answer);
    }
}
