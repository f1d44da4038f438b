using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

/// <summary>Ann works in pick from the start, and is asked for other hours at minute 10.</summary>
public sealed class HoursTests
{
    private static ResourceState Working => new ResourceState().After(0, In("in"));

    private static MoveDecision Ask(
        ResourceState state, ActionKind kind, double until, string command = "c1", double at = 10, string? card = null)
        => ResourceDecider.Book(
            state, Ann,
            new HoursCommand(kind, command, At(until), kind == ActionKind.Break ? new Break(At(30), At(45)) : null, card), At(at));

    [Fact]
    public void Overtime_is_noted_until_she_checks_out()
    {
        var stays = Ask(Working, ActionKind.Overtime, 500);

        Assert.Equal(At(500), stays.State.PresenceOf("ann")!.StaysUntil);
        Assert.Equal((ResourceStateKind.Working, At(500)), (stays.Answer!.State, stays.Answer.StaysUntil));
        Assert.Null(stays.State.After(510, Out("o", 510)).StaysUntil);
    }

    [Fact]
    public void An_advised_break_begins_now_and_ends_by_itself()
    {
        var resting = Ask(Working, ActionKind.Break, 25).State;

        Assert.Equal((ResourceStateKind.Break, At(25)), (resting.Kind, resting.NextDue));
        Assert.Equal(At(25), resting.ViewOf("ann", At(12)).AvailableAt);
        var back = ResourceDecider.FoldDue(resting, Ann, At(26));
        Assert.Equal((ResourceStateKind.Working, null, true), (back.Kind, back.NextDue, back.Swap!.Ended));
        Assert.Equal(new Break(At(30), At(45)), back.PresenceOf("ann")!.Swap!.Instead);
    }

    [Fact]
    public void Who_comes_back_early_or_is_reported_on_another_break_is_believed()
    {
        var resting = Ask(Working, ActionKind.Break, 25).State;

        var early = resting.After(20, Status("w", ReportedState.Working, 20));
        Assert.Equal(ResourceStateKind.Working, early.Kind);
        Assert.Equal(ResourceStateKind.Working, ResourceDecider.FoldDue(early, Ann, At(25)).Kind);

        var again = ResourceDecider.FoldDue(resting, Ann, At(25)).After(90, Status("b", ReportedState.Break, 90));
        Assert.Equal((ResourceStateKind.Break, null), (again.Kind, again.NextDue));
    }

    [Fact]
    public void Time_off_ends_the_shift()
    {
        var home = Ask(Working, ActionKind.TimeOff, 400).State;

        Assert.Equal((ResourceStateKind.Off, null), (home.Kind, home.Sector));
        Assert.Null(home.PresenceOf("ann"));
    }

    [Fact]
    public void The_same_command_is_carried_out_once_and_answered_alike()
    {
        var first = Ask(Working, ActionKind.Break, 25);
        var later = ResourceDecider.FoldDue(first.State, Ann, At(40));
        var again = Ask(later, ActionKind.Break, 25, at: 40);

        Assert.Same(later, again.State);
        Assert.Equal(first.Answer, again.Answer);
        Assert.Equal("Command 'c1' already gave ann a break: use a new commandId.", Ask(later, ActionKind.Overtime, 500).Refusal);
    }

    [Fact]
    public void A_card_frees_who_it_reserved_and_nobody_elses()
    {
        var promised = ResourceDecider.Reserve(Working, "card-1").State;

        Assert.Null(Ask(promised, ActionKind.Overtime, 500, card: "card-1").State.ReservedFor);
        Assert.Equal(
            "ann is promised to card 'card-1': reject or snooze that card first.", Ask(promised, ActionKind.Overtime, 500).Refusal);
    }

    [Theory]
    [InlineData(ActionKind.Break, 25, "ann is not working now but indirect: its break can begin after that.")]
    [InlineData(ActionKind.Overtime, 5, "ann cannot be given overtime until 2026-03-02T12:05:00Z: that has passed.")]
    public void What_cannot_be_is_refused_and_stays_refused(ActionKind kind, double until, string reason)
    {
        var meeting = Working.After(5, Status("m", ReportedState.Indirect, 5, "meeting"));
        var refused = Ask(meeting, kind, until);

        Assert.Equal(reason, refused.Refusal);
        Assert.Equal(reason, Ask(refused.State.After(11, Status("w", ReportedState.Working, 11)), kind, until, at: 12).Refusal);
    }

    [Fact]
    public void Who_is_off_is_given_nothing()
        => Assert.Equal(
            "ann is off duty: only who is checked in can be given time off.", Ask(new ResourceState(), ActionKind.TimeOff, 400).Refusal);
}
